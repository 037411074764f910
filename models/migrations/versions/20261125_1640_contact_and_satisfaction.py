"""contact and satisfaction

Revision: 9d04e6f1c52b, after 5e21c7ab90d3. Made 2026-11-25 16:40:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "9d04e6f1c52b"
down_revision = "5e21c7ab90d3"
branch_labels = None
depends_on = None

EVENTS = (
    "case_opened", "case_routed", "detail_added", "case_reopened", "state_changed", "evidence_added",
    "neighbours_joined", "neighbours_declined", "case_accepted", "work_started", "case_answered", "case_transferred",
    "verdict_recorded", "case_closed", "case_escalated",
)  # fmt: skip
ADDED = ("contact_recorded", "satisfaction_recorded")
ASKINGS = ("solved", "durable")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.add_column(
        "cases", sa.Column("satisfaction", sa.Integer(), nullable=True, comment="her word: 1 good, 2 middling, 3 bad")
    )
    op.create_check_constraint(op.f("ck_cases_satisfaction_known"), "cases", "satisfaction BETWEEN 1 AND 3")
    _known("case_events", (*EVENTS, *ADDED))
    _known("follow_ups", ("contacted", *ASKINGS))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.execute("DELETE FROM follow_ups WHERE kind = 'contacted'")
    _known("follow_ups", ASKINGS)
    listed = ", ".join(f"'{one}'" for one in ADDED)
    op.execute(f"UPDATE case_events SET kind = 'state_changed' WHERE kind IN ({listed})")  # noqa: S608 - words of ours
    _known("case_events", EVENTS)
    op.drop_constraint(op.f("ck_cases_satisfaction_known"), "cases")
    op.drop_column("cases", "satisfaction")


def _known(table: str, words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_{table}_kind_known"), table)
    listed = ", ".join(f"'{one}'" for one in words)
    op.create_check_constraint(op.f(f"ck_{table}_kind_known"), table, f"kind IN ({listed})")
