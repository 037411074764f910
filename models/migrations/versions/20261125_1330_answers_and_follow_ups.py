"""answers and follow-ups

Revision: 8c52d0a9f4e1, after 4f0c6d1be2a7. Made 2026-11-25 13:30:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "8c52d0a9f4e1"
down_revision = "4f0c6d1be2a7"
branch_labels = None
depends_on = None

KINDS = (
    "case_opened", "case_routed", "detail_added", "case_reopened", "state_changed", "evidence_added",
    "neighbours_joined", "neighbours_declined",
)  # fmt: skip
ADDED = (
    "case_accepted", "work_started", "case_answered", "case_transferred", "verdict_recorded", "case_closed",
)  # fmt: skip


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.add_column(
        "cases",
        sa.Column("answer", sa.Text(), nullable=True, comment="what the office says was done, as the citizen reads it"),
    )
    op.add_column("cases", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("dispute_count", sa.Integer(), server_default="0", nullable=False))
    op.create_check_constraint(
        op.f("ck_cases_answered_has_answer"),
        "cases",
        "state <> 'answered' OR (outcome IS NOT NULL AND answer IS NOT NULL AND answered_at IS NOT NULL)",
    )
    _kinds((*KINDS, *ADDED))
    op.create_table(
        "follow_ups",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), server_default="scheduled", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'answered') = (answer IS NOT NULL)", name=op.f("ck_follow_ups_answered_has_answer")
        ),
        sa.CheckConstraint(
            "answer IS NULL OR answer IN ('yes', 'no', 'partly')", name=op.f("ck_follow_ups_answer_known")
        ),
        sa.CheckConstraint("kind IN ('solved', 'durable')", name=op.f("ck_follow_ups_kind_known")),
        sa.CheckConstraint(
            "status IN ('scheduled', 'asked', 'answered', 'unanswered', 'cancelled')",
            name=op.f("ck_follow_ups_status_known"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_follow_ups_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("case_id", "kind", "round", "number", name=op.f("uq_follow_ups_case_id_kind_round_number")),
    )
    op.create_index("ix_follow_ups_due", "follow_ups", ["due_at", "id"], postgresql_where="status = 'scheduled'")
    op.create_index("ix_follow_ups_asked", "follow_ups", ["asked_at", "id"], postgresql_where="status = 'asked'")
    op.create_index(op.f("ix_follow_ups_case_id"), "follow_ups", ["case_id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_table("follow_ups")
    listed = ", ".join(f"'{one}'" for one in ADDED)
    op.execute(f"UPDATE case_events SET kind = 'state_changed' WHERE kind IN ({listed})")  # noqa: S608 - words of ours
    _kinds(KINDS)
    op.execute("UPDATE cases SET state = 'in_progress', outcome = NULL WHERE state = 'answered'")
    op.drop_constraint(op.f("ck_cases_answered_has_answer"), "cases")
    op.drop_column("cases", "dispute_count")
    op.drop_column("cases", "answered_at")
    op.drop_column("cases", "answer")


def _kinds(words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_case_events_kind_known"), "case_events")
    listed = ", ".join(f"'{one}'" for one in words)
    op.create_check_constraint(op.f("ck_case_events_kind_known"), "case_events", f"kind IN ({listed})")
