"""assignment

Revision: 8e41b9d27c05, after 71ac4f08d3be. Made 2026-11-25 16:50:00.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "8e41b9d27c05"
down_revision = "71ac4f08d3be"
branch_labels = None
depends_on = None

KINDS = (
    "case_opened", "case_routed", "detail_added", "case_reopened", "state_changed", "evidence_added",
    "neighbours_joined", "neighbours_declined", "case_accepted", "work_started", "case_answered", "case_transferred",
    "verdict_recorded", "case_closed", "case_escalated", "citizen_asked", "clock_resumed", "case_sent_up",
)  # fmt: skip


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.add_column(
        "officials",
        sa.Column(
            "is_on_duty", sa.Boolean(), server_default="true", nullable=False, comment="whether cases are given to her"
        ),
    )
    op.add_column(
        "officials",
        sa.Column(
            "reads", postgresql.ARRAY(sa.Text()), server_default="{ur,ur_Latn,en}", nullable=False,
            comment="writings of citizens that she reads",
        ),
    )  # fmt: skip
    op.create_check_constraint(op.f("ck_officials_reads_known"), "officials", "reads <@ ARRAY['ur', 'ur_Latn', 'en']")
    op.create_index(op.f("ix_officials_office_id"), "officials", ["office_id"])
    op.add_column("cases", sa.Column("assigned_to_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_cases_assigned_to_id_officials"), "cases", "officials", ["assigned_to_id"], ["id"])
    op.create_index(
        "ix_cases_assigned", "cases", ["assigned_to_id", "resolve_due_at", "id"],
        postgresql_where="state NOT IN ('answered', 'closed')",
    )  # fmt: skip
    _kinds((*KINDS, "case_assigned"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.execute("UPDATE case_events SET kind = 'state_changed' WHERE kind = 'case_assigned'")
    _kinds(KINDS)
    op.drop_index("ix_cases_assigned", "cases")
    op.drop_column("cases", "assigned_to_id")
    op.drop_index(op.f("ix_officials_office_id"), "officials")
    op.drop_column("officials", "reads")
    op.drop_column("officials", "is_on_duty")


def _kinds(words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_case_events_kind_known"), "case_events")
    listed = ", ".join(f"'{one}'" for one in words)
    op.create_check_constraint(op.f("ck_case_events_kind_known"), "case_events", f"kind IN ({listed})")
