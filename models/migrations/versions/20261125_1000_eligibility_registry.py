"""eligibility registry

Revision: b68d869d1dc7, after 6110e50fd400. Made 2026-11-25 10:00:00.000000.
"""

import sqlalchemy as sa
from alembic import op

revision = "b68d869d1dc7"
down_revision = "6110e50fd400"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.create_table(
        "registry_extracts",
        sa.Column("source", sa.Text(), nullable=False, comment="who gave the list, as citizens are told"),
        sa.Column("extracted_on", sa.Date(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_extracts")),
    )
    op.create_table(
        "registry_entries",
        sa.Column("extract_id", sa.Uuid(), nullable=False),
        sa.Column("cnic_hash", sa.LargeBinary(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["extract_id"],
            ["registry_extracts.id"],
            name=op.f("fk_registry_entries_extract_id_registry_extracts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("extract_id", "cnic_hash", "programme", name=op.f("pk_registry_entries")),
    )
    op.add_column("inbound_messages", sa.Column("cnic_hash", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_column("inbound_messages", "cnic_hash")
    op.drop_table("registry_entries")
    op.drop_table("registry_extracts")
