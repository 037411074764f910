"""accusing corrections

Revision: 4f0c6d1be2a7, after b68d869d1dc7. Made 2026-11-25 11:30:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "4f0c6d1be2a7"
down_revision = "b68d869d1dc7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.add_column("corrections", sa.Column("is_accusation", sa.Boolean(), server_default="false", nullable=False))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_column("corrections", "is_accusation")
