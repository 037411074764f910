"""alarms and levels

Revision: 5e21c7ab90d3, after 8c52d0a9f4e1. Made 2026-11-25 16:20:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "5e21c7ab90d3"
down_revision = "8c52d0a9f4e1"
branch_labels = None
depends_on = None

KINDS = (
    "case_opened", "case_routed", "detail_added", "case_reopened", "state_changed", "evidence_added",
    "neighbours_joined", "neighbours_declined", "case_accepted", "work_started", "case_answered", "case_transferred",
    "verdict_recorded", "case_closed",
)  # fmt: skip

SEES = "office above that sees the case because it is late"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.add_column("cases", sa.Column("escalation_level", sa.Integer(), server_default="0", nullable=False))
    op.add_column("cases", sa.Column("escalated_to_id", sa.Uuid(), nullable=True, comment=SEES))
    op.create_foreign_key(op.f("fk_cases_escalated_to_id_offices"), "cases", "offices", ["escalated_to_id"], ["id"])
    op.create_index(
        op.f("ix_cases_escalated_to_id_opened_at_id"), "cases", ["escalated_to_id", "opened_at", "id"],
        postgresql_where="escalated_to_id IS NOT NULL",
    )  # fmt: skip
    _kinds((*KINDS, "case_escalated"))
    _create_alarms()
    # Open cases get their next look; those whose time has passed are looked at by the first tick.
    op.execute(
        """
        INSERT INTO case_alarms (id, case_id, round, clock, kind, number, due_at)
        SELECT gen_random_uuid(), id, dispute_count, 'acknowledge', 'warning', 0, acknowledge_due_at
        FROM cases WHERE state NOT IN ('answered', 'closed')"""
    )


def _create_alarms() -> None:
    op.create_table(
        "case_alarms",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), server_default="scheduled", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'scheduled') = (settled_at IS NULL)", name=op.f("ck_case_alarms_settled_has_time")
        ),
        sa.CheckConstraint(
            "clock IN ('acknowledge', 'first_action', 'resolve', 'ombudsman')", name=op.f("ck_case_alarms_clock_known")
        ),
        sa.CheckConstraint("kind IN ('warning', 'breach')", name=op.f("ck_case_alarms_kind_known")),
        sa.CheckConstraint(
            "status IN ('scheduled', 'raised', 'kept', 'cancelled')", name=op.f("ck_case_alarms_status_known")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_alarms_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_alarms")),
        sa.UniqueConstraint(
            "case_id", "round", "clock", "kind", "number", name=op.f("uq_case_alarms_case_id_round_clock_kind_number")
        ),
    )
    op.create_index("ix_case_alarms_due", "case_alarms", ["due_at", "id"], postgresql_where="status = 'scheduled'")
    op.create_index(
        "uq_case_alarms_next", "case_alarms", ["case_id"], unique=True, postgresql_where="status = 'scheduled'"
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_table("case_alarms")
    op.execute("UPDATE case_events SET kind = 'state_changed' WHERE kind = 'case_escalated'")
    _kinds(KINDS)
    op.drop_index(op.f("ix_cases_escalated_to_id_opened_at_id"), "cases")
    op.drop_constraint(op.f("fk_cases_escalated_to_id_offices"), "cases")
    op.drop_column("cases", "escalated_to_id")
    op.drop_column("cases", "escalation_level")


def _kinds(words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_case_events_kind_known"), "case_events")
    listed = ", ".join(f"'{one}'" for one in words)
    op.create_check_constraint(op.f("ck_case_events_kind_known"), "case_events", f"kind IN ({listed})")
