"""notes, links, followers

Revision: a7c3f5081e62, after 92f6b1e0ac37. Made 2026-11-25 17:10:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "a7c3f5081e62"
down_revision = "92f6b1e0ac37"
branch_labels = None
depends_on = None

KINDS = (
    "case_opened", "case_routed", "detail_added", "case_reopened", "state_changed", "evidence_added",
    "neighbours_joined", "neighbours_declined", "case_accepted", "work_started", "case_answered", "case_transferred",
    "verdict_recorded", "case_closed", "case_escalated", "citizen_asked", "clock_resumed", "case_sent_up", "case_assigned",
)  # fmt: skip
ADDED = ("note_added", "case_linked")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.create_table(
        "case_notes",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        *_points("case_notes", case_id="cases", official_id="officials"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_notes")),
    )
    op.create_index(op.f("ix_case_notes_case_id_written_at"), "case_notes", ["case_id", "written_at"])
    op.create_table(
        "case_mentions",
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("mentioned_at", sa.DateTime(timezone=True), nullable=False),
        *_points("case_mentions", note_id="case_notes", official_id="officials", case_id="cases"),
        sa.PrimaryKeyConstraint("note_id", "official_id", name=op.f("pk_case_mentions")),
    )
    op.create_index(op.f("ix_case_mentions_official_id_mentioned_at"), "case_mentions", ["official_id", "mentioned_at"])
    op.create_index(op.f("ix_case_mentions_case_id"), "case_mentions", ["case_id"])
    op.create_table(
        "case_followers",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=False),
        *_points("case_followers", case_id="cases", official_id="officials"),
        sa.PrimaryKeyConstraint("case_id", "official_id", name=op.f("pk_case_followers")),
    )
    op.create_index(op.f("ix_case_followers_official_id_followed_at"), "case_followers", ["official_id", "followed_at"])
    op.create_table(
        "case_links",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("case_id < other_id", name=op.f("ck_case_links_pair_ordered")),
        *_points("case_links", case_id="cases", other_id="cases", official_id="officials"),
        sa.PrimaryKeyConstraint("case_id", "other_id", name=op.f("pk_case_links")),
    )
    op.create_index(op.f("ix_case_links_other_id"), "case_links", ["other_id"])
    _kinds((*KINDS, *ADDED))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    listed = ", ".join(f"'{one}'" for one in ADDED)
    op.execute(f"UPDATE case_events SET kind = 'state_changed' WHERE kind IN ({listed})")  # noqa: S608 - words of ours
    _kinds(KINDS)
    for table in ("case_links", "case_followers", "case_mentions", "case_notes"):
        op.drop_table(table)


def _points(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in columns.items()
    ]


def _kinds(words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_case_events_kind_known"), "case_events")
    listed = ", ".join(f"'{one}'" for one in words)
    op.create_check_constraint(op.f("ck_case_events_kind_known"), "case_events", f"kind IN ({listed})")
