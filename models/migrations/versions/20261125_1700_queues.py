"""queues of the console

Revision: b7d30e52c914, after 3d7be15c0a92. Made 2026-11-25 16:40:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "b7d30e52c914"
down_revision = "3d7be15c0a92"
branch_labels = None
depends_on = None

OPEN = "state <> 'closed'"
UNACCEPTED = "state IN ('received', 'routed')"
DUE = "state NOT IN ('answered', 'closed')"
DISPUTED = "dispute_count > 0 AND state <> 'closed'"
WITH_THE_CITIZEN = "state IN ('waiting_for_citizen', 'answered')"
# Name, moment, predicate; each also with the office in front.
QUEUES = (
    ("lane", "opened_at", None),
    ("open", "opened_at", OPEN),
    ("unaccepted", "opened_at", UNACCEPTED),
    ("due", "resolve_due_at", DUE),
    ("disputed", "opened_at", DISPUTED),
    ("answered", "opened_at", WITH_THE_CITIZEN),
)
SETTLED = "what the official did about it"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_index(op.f("ix_cases_office_id_opened_at_id"), "cases")
    for name, moment, predicate in QUEUES:
        if name != "open":
            op.create_index(f"ix_cases_{name}", "cases", ["is_sealed", moment, "id"], postgresql_where=predicate)
        columns = ["office_id", "is_sealed", moment, "id"]
        op.create_index(f"ix_cases_office_{name}", "cases", columns, postgresql_where=predicate)
    op.create_index(
        "ix_cases_escalated_due",
        "cases",
        ["escalated_to_id", "resolve_due_at", "id"],
        postgresql_where=f"escalated_to_id IS NOT NULL AND {DUE}",
    )
    op.add_column(
        "triage_items", sa.Column("settled_reason", sa.Text(), server_default="", nullable=False, comment=SETTLED)
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_column("triage_items", "settled_reason")
    op.drop_index("ix_cases_escalated_due", "cases")
    for name, _moment, _predicate in QUEUES:
        if name != "open":
            op.drop_index(f"ix_cases_{name}", "cases")
        op.drop_index(f"ix_cases_office_{name}", "cases")
    op.create_index(op.f("ix_cases_office_id_opened_at_id"), "cases", ["office_id", "opened_at", "id"])
