"""questions to citizens

Revision: 5d20c8e1b746, after 3b7e19c5d204. Made 2026-11-25 16:30:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "5d20c8e1b746"
down_revision = "3b7e19c5d204"
branch_labels = None
depends_on = None

KINDS = (
    "case_opened", "case_routed", "detail_added", "case_reopened", "state_changed", "evidence_added",
    "neighbours_joined", "neighbours_declined", "case_accepted", "work_started", "case_answered", "case_transferred",
    "verdict_recorded", "case_closed", "case_escalated",
)  # fmt: skip
ADDED = ("citizen_asked", "clock_resumed")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.add_column(
        "cases",
        sa.Column("question", sa.Text(), nullable=True, comment="what the office last asked her, as she reads it"),
    )
    op.add_column(
        "cases", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True, comment="while she is asked")
    )
    op.add_column(
        "cases", sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True, comment="then the clock goes on")
    )
    op.add_column(
        "cases",
        sa.Column(
            "paused_minutes", sa.Integer(), server_default="0", nullable=False,
            comment="working time of this round that did not count",
        ),
    )  # fmt: skip
    # Nothing led to this state before.
    op.execute("UPDATE cases SET state = 'in_progress' WHERE state = 'waiting_for_citizen'")
    op.create_check_constraint(
        op.f("ck_cases_waiting_is_paused"), "cases", "(state = 'waiting_for_citizen') = (paused_at IS NOT NULL)"
    )
    op.create_check_constraint(op.f("ck_cases_pause_has_end"), "cases", "(paused_at IS NULL) = (paused_until IS NULL)")
    op.create_index("ix_cases_paused", "cases", ["paused_until", "id"], postgresql_where="paused_at IS NOT NULL")
    _known("case_events", "kind", (*KINDS, *ADDED))
    _known("follow_ups", "kind", ("solved", "durable", "question"))
    _known("follow_ups", "answer", ("yes", "no", "partly", "replied"), "answer IS NULL OR ")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.execute("DELETE FROM follow_ups WHERE kind = 'question'")
    _known("follow_ups", "answer", ("yes", "no", "partly"), "answer IS NULL OR ")
    _known("follow_ups", "kind", ("solved", "durable"))
    op.execute(f"UPDATE case_events SET kind = 'state_changed' WHERE kind IN ({_listed(ADDED)})")  # noqa: S608 - words of ours
    _known("case_events", "kind", KINDS)
    op.drop_index("ix_cases_paused", "cases")
    op.drop_constraint(op.f("ck_cases_pause_has_end"), "cases")
    op.drop_constraint(op.f("ck_cases_waiting_is_paused"), "cases")
    op.execute("UPDATE cases SET state = 'in_progress' WHERE state = 'waiting_for_citizen'")
    for column in ("paused_minutes", "paused_until", "paused_at", "question"):
        op.drop_column("cases", column)


def _known(table: str, column: str, words: tuple[str, ...], otherwise: str = "") -> None:
    name = op.f(f"ck_{table}_{column}_known")
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"{otherwise}{column} IN ({_listed(words)})")


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{one}'" for one in words)
