"""attachments; triage items about texts of ours

Revision: 0dabdd7d65d4, after 6b1f2d7c90ae. Made 2026-11-25 08:30:18.922126.
"""

import sqlalchemy as sa
from alembic import op

revision = "0dabdd7d65d4"
down_revision = "6b1f2d7c90ae"
branch_labels = None
depends_on = None

REASONS = "'asked', 'not_understood', 'draft_abandoned', 'bot_unavailable', 'turn_failed', 'no_office', 'quarantined'"
# What was received before is fetched as well, as long as the provider has it.
BACKFILL = """
    INSERT INTO attachments (id, inbound_message_id, position, case_id, due_at)
    SELECT gen_random_uuid(), m.id, n.number - 1,
           (SELECT e.case_id FROM case_events e WHERE e.inbound_message_id = m.id ORDER BY e.number LIMIT 1), now()
    FROM inbound_messages m, jsonb_array_elements(m.media) WITH ORDINALITY AS n(file, number)
    WHERE m.status <> 'quarantined'
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.create_table(
        "attachments",
        sa.Column("inbound_message_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="from 0, as the provider numbered them"),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("storage_name", sa.Text(), nullable=True, comment="random, the same in every try"),
        sa.Column("content_type", sa.Text(), nullable=True, comment="by its first bytes, not as declared"),
        sa.Column("size_bytes", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=True, comment="of the file as stored"),
        sa.Column("provider_copy", sa.Text(), server_default="present", nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'waiting') = (settled_at IS NULL)", name=op.f("ck_attachments_settled_has_time")),
        sa.CheckConstraint(
            "provider_copy IN ('present', 'unwanted', 'deleted')", name=op.f("ck_attachments_provider_copy_known")
        ),
        sa.CheckConstraint(
            "reason IS NULL OR reason IN ('address_not_allowed', 'too_large', 'type_not_accepted', 'image_unreadable', 'image_too_large', 'timeout', 'unreachable', 'provider_error', 'access_denied', 'not_found', 'redirect_not_allowed', 'address_private', 'interrupted')",
            name=op.f("ck_attachments_reason_known"),
        ),
        sa.CheckConstraint(
            "state <> 'stored' OR (storage_name IS NOT NULL AND content_type IS NOT NULL AND size_bytes > 0 AND length(sha256) = 32)",
            name=op.f("ck_attachments_stored_is_whole"),
        ),
        sa.CheckConstraint("state <> 'stored' OR reason IS NULL", name=op.f("ck_attachments_stored_has_no_reason")),
        sa.CheckConstraint(
            "state IN ('waiting', 'stored', 'refused', 'lost')", name=op.f("ck_attachments_state_known")
        ),
        sa.CheckConstraint(
            "state NOT IN ('refused', 'lost') OR reason IS NOT NULL", name=op.f("ck_attachments_missing_has_reason")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_attachments_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["inbound_message_id"],
            ["inbound_messages.id"],
            name=op.f("fk_attachments_inbound_message_id_inbound_messages"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("inbound_message_id", "position", name=op.f("uq_attachments_inbound_message_id_position")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_attachments_storage_name")),
    )
    op.execute(BACKFILL)
    op.create_index(op.f("ix_attachments_case_id"), "attachments", ["case_id"], unique=False)
    op.create_index(
        "ix_attachments_unwanted",
        "attachments",
        ["due_at"],
        unique=False,
        postgresql_where="provider_copy = 'unwanted'",
    )
    op.create_index(
        "ix_attachments_waiting", "attachments", ["due_at"], unique=False, postgresql_where="state = 'waiting'"
    )
    op.drop_constraint("reason_known", "triage_items", type_="check")
    op.create_check_constraint("reason_known", "triage_items", f"reason IN ({REASONS}, 'send_lost', 'loop_held')")
    op.add_column("triage_items", sa.Column("outbound_message_id", sa.Uuid(), nullable=True))
    op.create_index(
        "uq_triage_items_loop_once",
        "triage_items",
        ["conversation_id"],
        unique=True,
        postgresql_where="reason = 'loop_held' AND settled_at IS NULL",
    )
    op.create_index(
        "uq_triage_items_text_once",
        "triage_items",
        ["outbound_message_id", "reason"],
        unique=True,
        postgresql_where="outbound_message_id IS NOT NULL",
    )
    op.create_foreign_key(
        op.f("fk_triage_items_outbound_message_id_outbound_messages"),
        "triage_items",
        "outbound_messages",
        ["outbound_message_id"],
        ["id"],
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_constraint(
        op.f("fk_triage_items_outbound_message_id_outbound_messages"), "triage_items", type_="foreignkey"
    )
    op.drop_index(
        "uq_triage_items_text_once", table_name="triage_items", postgresql_where="outbound_message_id IS NOT NULL"
    )
    op.drop_index(
        "uq_triage_items_loop_once",
        table_name="triage_items",
        postgresql_where="reason = 'loop_held' AND settled_at IS NULL",
    )
    op.drop_column("triage_items", "outbound_message_id")
    op.execute("DELETE FROM triage_items WHERE reason IN ('send_lost', 'loop_held')")
    op.drop_constraint("reason_known", "triage_items", type_="check")
    op.create_check_constraint("reason_known", "triage_items", f"reason IN ({REASONS})")
    op.drop_index("ix_attachments_waiting", table_name="attachments", postgresql_where="state = 'waiting'")
    op.drop_index("ix_attachments_unwanted", table_name="attachments", postgresql_where="provider_copy = 'unwanted'")
    op.drop_index(op.f("ix_attachments_case_id"), table_name="attachments")
    op.drop_table("attachments")
