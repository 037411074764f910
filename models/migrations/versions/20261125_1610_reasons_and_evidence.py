"""reasons and evidence

Revision: 3b7e19c5d204, after 5e21c7ab90d3. Made 2026-11-25 16:10:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "3b7e19c5d204"
down_revision = "5e21c7ab90d3"
branch_labels = None
depends_on = None

KINDS = ("photo", "reference", "either", "none")
# What the starting categories ask for; an operator's own categories ask for nothing until she says so.
STARTING = {
    "photo": (
        "water_supply", "sewerage_drainage", "solid_waste", "street_light", "roads_streets", "pest_control",
        "encroachment",
    ),
    "reference": (
        "electricity", "gas", "payment_not_received", "biometric_failure", "registration_survey", "education_stipend",
        "identity_documents", "police",
    ),
    "either": (
        "health_facility", "education", "payment_deduction", "nutrition", "ration_subsidy", "land_record",
        "corruption", "disaster_relief",
    ),
}  # fmt: skip


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.add_column("categories", sa.Column("evidence_kind", sa.Text(), server_default="none", nullable=False))
    op.add_column("categories", sa.Column("evidence_ur", sa.Text(), server_default="", nullable=False))
    op.alter_column("categories", "evidence", existing_type=sa.Text(), comment="in words, for officials")
    op.create_check_constraint(
        op.f("ck_categories_evidence_kind_known"), "categories", f"evidence_kind IN ({_listed(KINDS)})"
    )
    for kind, codes in STARTING.items():
        op.execute(f"UPDATE categories SET evidence_kind = '{kind}' WHERE code IN ({_listed(codes)})")  # noqa: S608 - words of ours
    op.add_column(
        "cases",
        sa.Column("reason_code", sa.Text(), nullable=True, comment="a code of gateway/casework/data/reasons.csv"),
    )
    op.add_column(
        "cases",
        sa.Column("evidence_reference", sa.Text(), nullable=True, comment="number of a receipt, token or report"),
    )
    op.alter_column("attachments", "inbound_message_id", existing_type=sa.Uuid(), nullable=True)
    op.add_column(
        "attachments", sa.Column("official_id", sa.Uuid(), nullable=True, comment="who of the office showed it")
    )
    op.create_foreign_key(
        op.f("fk_attachments_official_id_officials"), "attachments", "officials", ["official_id"], ["id"]
    )
    _copies(("present", "unwanted", "deleted", "none"))
    op.create_check_constraint(
        op.f("ck_attachments_from_one_side"), "attachments", "(inbound_message_id IS NULL) = (official_id IS NOT NULL)"
    )
    op.create_check_constraint(
        op.f("ck_attachments_office_stores"),
        "attachments",
        "official_id IS NULL OR (state = 'stored' AND provider_copy = 'none')",
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_constraint(op.f("ck_attachments_office_stores"), "attachments")
    op.drop_constraint(op.f("ck_attachments_from_one_side"), "attachments")
    # Their files stay on disk; the older tables have no place for what came with no message.
    op.execute("DELETE FROM attachments WHERE inbound_message_id IS NULL")
    _copies(("present", "unwanted", "deleted"))
    op.drop_column("attachments", "official_id")
    op.alter_column("attachments", "inbound_message_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_column("cases", "evidence_reference")
    op.drop_column("cases", "reason_code")
    op.drop_constraint(op.f("ck_categories_evidence_kind_known"), "categories")
    op.alter_column("categories", "evidence", existing_type=sa.Text(), comment=None)
    op.drop_column("categories", "evidence_ur")
    op.drop_column("categories", "evidence_kind")


def _copies(words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_attachments_provider_copy_known"), "attachments")
    op.create_check_constraint(
        op.f("ck_attachments_provider_copy_known"), "attachments", f"provider_copy IN ({_listed(words)})"
    )


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{one}'" for one in words)
