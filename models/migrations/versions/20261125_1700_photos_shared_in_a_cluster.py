"""photos shared in a cluster

Revision: 92f6b1e0ac37, after 8e41b9d27c05. Made 2026-11-25 17:00:00.
"""

from alembic import op

revision = "92f6b1e0ac37"
down_revision = "8e41b9d27c05"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_constraint("uq_attachments_storage_name", "attachments")
    op.create_index(
        "uq_attachments_storage_name", "attachments", ["storage_name"], unique=True,
        postgresql_where="official_id IS NULL",
    )  # fmt: skip


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_index("uq_attachments_storage_name", "attachments")
    # Of a photo that several cases share the oldest row keeps it.
    op.execute(
        "DELETE FROM attachments a USING attachments b WHERE a.storage_name = b.storage_name AND a.official_id IS NOT NULL"
        " AND (a.created_at, a.id) > (b.created_at, b.id)"
    )
    op.create_unique_constraint("uq_attachments_storage_name", "attachments", ["storage_name"])
