"""transfers counted

Revision: 71ac4f08d3be, after 5d20c8e1b746. Made 2026-11-25 16:40:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "71ac4f08d3be"
down_revision = "5d20c8e1b746"
branch_labels = None
depends_on = None

KINDS = (
    "case_opened", "case_routed", "detail_added", "case_reopened", "state_changed", "evidence_added",
    "neighbours_joined", "neighbours_declined", "case_accepted", "work_started", "case_answered", "case_transferred",
    "verdict_recorded", "case_closed", "case_escalated", "citizen_asked", "clock_resumed",
)  # fmt: skip


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.add_column(
        "cases",
        sa.Column(
            "transfer_count", sa.Integer(), server_default="0", nullable=False,
            comment="from office to office, this round",
        ),
    )  # fmt: skip
    _kinds((*KINDS, "case_sent_up"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.execute("UPDATE case_events SET kind = 'case_transferred' WHERE kind = 'case_sent_up'")
    _kinds(KINDS)
    op.drop_column("cases", "transfer_count")


def _kinds(words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_case_events_kind_known"), "case_events")
    listed = ", ".join(f"'{one}'" for one in words)
    op.create_check_constraint(op.f("ck_case_events_kind_known"), "case_events", f"kind IN ({listed})")
