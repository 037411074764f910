"""Routing reasons in Urdu beside English.

Revision: 6b1f2d7c90ae, after 30562e22d4df. Made 2026-11-25.
"""

import sqlalchemy as sa
from alembic import op

revision = "6b1f2d7c90ae"
down_revision = "30562e22d4df"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    # What is there already gets its English words; `sunwai seed --refresh` brings starting rules up to the file.
    for table, column, english in (
        ("responsibility_rules", "reason_ur", "reason_en"),
        ("cases", "routing_reason_ur", "routing_reason"),
    ):
        op.add_column(table, sa.Column(column, sa.Text(), nullable=True))
        op.execute(f"UPDATE {table} SET {column} = {english}")  # noqa: S608 - names of ours only
        op.alter_column(table, column, nullable=False)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_column("cases", "routing_reason_ur")
    op.drop_column("responsibility_rules", "reason_ur")
