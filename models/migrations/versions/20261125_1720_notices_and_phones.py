"""notices to offices, officials' phones and choices

Revision: a1f4c37e9d20, after c19d7e42b805. Made 2026-11-25 17:20:00.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "a1f4c37e9d20"
down_revision = "c19d7e42b805"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.add_column("officials", sa.Column("notify_by", sa.Text(), server_default="web", nullable=False))
    op.add_column(
        "officials",
        sa.Column("quiet_from", sa.Time(), server_default="21:00", nullable=False, comment="Pakistan's time of day"),
    )
    op.add_column(
        "officials",
        sa.Column(
            "quiet_until", sa.Time(), server_default="08:00", nullable=False, comment="as quiet_from: none is quiet"
        ),
    )
    op.add_column("officials", sa.Column("wants_digest", sa.Boolean(), server_default="false", nullable=False))
    op.add_column(
        "officials", sa.Column("digest_on", sa.Date(), nullable=True, comment="Monday of the last weekly summary")
    )
    op.create_check_constraint(
        op.f("ck_officials_notify_by_known"), "officials", "notify_by IN ('web', 'sms', 'whatsapp')"
    )
    _official_phones()
    _notices()
    _upload_links()
    op.drop_constraint(op.f("ck_attachments_from_one_side"), "attachments")
    op.drop_constraint(op.f("ck_attachments_office_stores"), "attachments")
    op.create_check_constraint(
        op.f("ck_attachments_from_somebody"), "attachments", "inbound_message_id IS NOT NULL OR official_id IS NOT NULL"
    )
    op.create_check_constraint(
        op.f("ck_attachments_office_stores"),
        "attachments",
        "inbound_message_id IS NOT NULL OR (state = 'stored' AND provider_copy = 'none')",
    )


def _upload_links() -> None:
    op.create_table(
        "upload_links",
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("order", JSONB(), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["official_id"], ["officials.id"], name=op.f("fk_upload_links_official_id_officials")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_upload_links_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_links")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_upload_links_secret_hash")),
    )
    op.create_index(op.f("ix_upload_links_case_id"), "upload_links", ["case_id"])


def _official_phones() -> None:
    op.create_table(
        "official_phones",
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("code_expires_at", TIME, nullable=True),
        sa.Column("code_tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("confirmed_at", TIME, nullable=True),
        sa.Column("pending", JSONB(), nullable=True),
        sa.Column("misses", sa.Integer(), server_default="0", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(code_hash IS NULL) = (code_expires_at IS NULL)", name=op.f("ck_official_phones_code_has_end")
        ),
        sa.CheckConstraint(
            "code_hash IS NULL OR confirmed_at IS NULL", name=op.f("ck_official_phones_confirmed_needs_no_code")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_official_phones_official_id_officials")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_official_phones_contact_id_contacts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_phones")),
        sa.UniqueConstraint("official_id", name=op.f("uq_official_phones_official_id")),
    )
    op.create_index(op.f("ix_official_phones_contact_id"), "official_phones", ["contact_id"])
    op.create_index(
        "uq_official_phones_confirmed",
        "official_phones",
        ["contact_id"],
        unique=True,
        postgresql_where="confirmed_at IS NOT NULL",
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("happened_at", TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('new_case', 'due_soon', 'overdue', 'escalated', 'disputed', 'answered_by_citizen', 'mention', 'handed_over')",
            name=op.f("ck_notices_kind_known"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_notices_office_id_offices")),
        sa.ForeignKeyConstraint(["official_id"], ["officials.id"], name=op.f("fk_notices_official_id_officials")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notices_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint(
            "office_id", "case_id", "kind", "occasion", name=op.f("uq_notices_office_id_case_id_kind_occasion")
        ),
    )
    op.create_index(op.f("ix_notices_office_id_happened_at_id"), "notices", ["office_id", "happened_at", "id"])
    op.create_index(op.f("ix_notices_case_id"), "notices", ["case_id"])
    op.create_table(
        "notice_reads",
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["official_id"], ["officials.id"], name=op.f("fk_notice_reads_official_id_officials")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_reads_notice_id_notices")),
        sa.PrimaryKeyConstraint("official_id", "notice_id", name=op.f("pk_notice_reads")),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_constraint(op.f("ck_attachments_office_stores"), "attachments")
    op.drop_constraint(op.f("ck_attachments_from_somebody"), "attachments")
    op.execute("UPDATE attachments SET official_id = NULL WHERE inbound_message_id IS NOT NULL")
    op.create_check_constraint(
        op.f("ck_attachments_from_one_side"), "attachments", "(inbound_message_id IS NULL) = (official_id IS NOT NULL)"
    )
    op.create_check_constraint(
        op.f("ck_attachments_office_stores"),
        "attachments",
        "official_id IS NULL OR (state = 'stored' AND provider_copy = 'none')",
    )
    op.drop_table("upload_links")
    op.drop_table("notice_reads")
    op.drop_table("notices")
    op.drop_table("official_phones")
    op.drop_constraint(op.f("ck_officials_notify_by_known"), "officials")
    for column in ("digest_on", "wants_digest", "quiet_until", "quiet_from", "notify_by"):
        op.drop_column("officials", column)
