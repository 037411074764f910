"""appeals

Revision: c19d7e42b805, after a7c3f5081e62. Made 2026-11-25 17:15:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "c19d7e42b805"
down_revision = "a7c3f5081e62"
branch_labels = None
depends_on = None

KINDS = (
    "case_opened", "case_routed", "detail_added", "case_reopened", "state_changed", "evidence_added",
    "neighbours_joined", "neighbours_declined", "case_accepted", "work_started", "case_answered", "case_transferred",
    "verdict_recorded", "case_closed", "case_escalated", "citizen_asked", "clock_resumed", "case_sent_up", "case_assigned", "note_added",
    "case_linked",
)  # fmt: skip
ANSWERS = ("yes", "no", "partly", "replied")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.add_column(
        "cases",
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True, comment="once a case, and no more"),
    )
    _known("case_events", "kind", (*KINDS, "case_appealed"))
    _known("follow_ups", "answer", (*ANSWERS, "appeal"), "answer IS NULL OR ")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.execute("UPDATE follow_ups SET answer = 'no' WHERE answer = 'appeal'")
    _known("follow_ups", "answer", ANSWERS, "answer IS NULL OR ")
    op.execute("UPDATE case_events SET kind = 'case_reopened' WHERE kind = 'case_appealed'")
    _known("case_events", "kind", KINDS)
    op.drop_column("cases", "appealed_at")


def _known(table: str, column: str, words: tuple[str, ...], otherwise: str = "") -> None:
    name = op.f(f"ck_{table}_{column}_known")
    listed = ", ".join(f"'{one}'" for one in words)
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"{otherwise}{column} IN ({listed})")
