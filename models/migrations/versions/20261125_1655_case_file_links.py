"""case file links

Revision: 3d7be15c0a92, after 8e41b9d27c05. Made 2026-11-25 16:40:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "3d7be15c0a92"
down_revision = "8e41b9d27c05"
branch_labels = None
depends_on = None

KINDS = (
    "case_opened", "case_routed", "detail_added", "case_reopened", "state_changed", "evidence_added",
    "neighbours_joined", "neighbours_declined", "case_accepted", "work_started", "case_answered", "case_transferred",
    "verdict_recorded", "case_closed", "case_escalated", "contact_recorded", "satisfaction_recorded", "citizen_asked",
    "clock_resumed", "case_sent_up", "case_assigned",
)  # fmt: skip
ADDED = ("ombudsman_offered", "case_file_given")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    _kinds((*KINDS, *ADDED))
    op.create_table(
        "case_file_links",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_file_links_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file_links")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_file_links_case_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_case_file_links_token_hash")),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_table("case_file_links")
    listed = ", ".join(f"'{one}'" for one in ADDED)
    op.execute(f"UPDATE case_events SET kind = 'state_changed' WHERE kind IN ({listed})")  # noqa: S608 - words of ours
    _kinds(KINDS)


def _kinds(words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_case_events_kind_known"), "case_events")
    listed = ", ".join(f"'{one}'" for one in words)
    op.create_check_constraint(op.f("ck_case_events_kind_known"), "case_events", f"kind IN ({listed})")
