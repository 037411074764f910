"""unfinished drafts and neighbours

Revision: 6110e50fd400, after d45bc6c07bd5. Made 2026-11-25 08:42:25.692313.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "6110e50fd400"
down_revision = "d45bc6c07bd5"
branch_labels = None
depends_on = None

KINDS = ("case_opened", "case_routed", "detail_added", "case_reopened", "state_changed", "evidence_added")
REASONS = (
    "asked", "not_understood", "draft_abandoned", "bot_unavailable", "turn_failed", "no_office", "quarantined",
    "send_lost", "loop_held",
)  # fmt: skip


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.create_table(
        "case_clusters",
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_case_clusters_area_id_areas")),
        sa.ForeignKeyConstraint(
            ["category_code"], ["categories.code"], name=op.f("fk_case_clusters_category_code_categories")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clusters")),
    )
    op.create_index(
        op.f("ix_case_clusters_category_code_area_id_opened_at"),
        "case_clusters",
        ["category_code", "area_id", "opened_at"],
    )
    op.add_column("cases", sa.Column("cluster_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_cases_cluster_id_case_clusters"), "cases", "case_clusters", ["cluster_id"], ["id"])
    op.create_check_constraint(op.f("ck_cases_sealed_stays_alone"), "cases", "cluster_id IS NULL OR NOT is_sealed")
    op.create_index(op.f("ix_cases_cluster_id"), "cases", ["cluster_id"], postgresql_where="cluster_id IS NOT NULL")
    op.create_index(
        "ix_cases_neighbours",
        "cases",
        ["category_code", "area_id", "opened_at"],
        postgresql_where="state <> 'closed' AND NOT is_sealed",
    )
    op.add_column("conversations", sa.Column("draft_words", sa.Text(), nullable=True))
    op.add_column("conversations", sa.Column("draft_is_sealed", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("conversations", sa.Column("draft_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversations", sa.Column("draft_nudged_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "conversations",
        sa.Column("draft_message_id", sa.Uuid(), nullable=True, comment="inbound message that she last wrote about it"),
    )
    op.add_column("conversations", sa.Column("pending_question", postgresql.JSONB(), nullable=True))
    op.create_check_constraint(
        op.f("ck_conversations_draft_has_time"), "conversations", "(draft_words IS NULL) = (draft_at IS NULL)"
    )
    op.create_index("ix_conversations_drafts", "conversations", ["draft_at"], postgresql_where="draft_at IS NOT NULL")
    op.add_column("triage_items", sa.Column("is_sealed", sa.Boolean(), server_default="false", nullable=False))
    _allow("triage_items", "reason", (*REASONS, "voice_note"))
    _allow("case_events", "kind", (*KINDS, "neighbours_joined", "neighbours_declined"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.execute("DELETE FROM case_events WHERE kind IN ('neighbours_joined', 'neighbours_declined')")
    op.execute("UPDATE triage_items SET reason = 'asked' WHERE reason = 'voice_note'")
    _allow("case_events", "kind", KINDS)
    _allow("triage_items", "reason", REASONS)
    op.drop_column("triage_items", "is_sealed")
    for column in (
        "pending_question",
        "draft_message_id",
        "draft_nudged_at",
        "draft_at",
        "draft_is_sealed",
        "draft_words",
    ):
        op.drop_column("conversations", column)
    op.drop_column("cases", "cluster_id")
    op.drop_index("ix_cases_neighbours", table_name="cases")
    op.drop_table("case_clusters")


def _allow(table: str, column: str, words: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{column}_known")
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"{column} IN ({', '.join(f"'{word}'" for word in words)})")
