"""A conversation: one per contact and channel. Holds the dialogue state the bot gave back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import CHANNELS, LANGUAGES, one_of


class Conversation(Identified, Base):
    """`state` is opaque to us: it goes to the bot with the next message and comes back with the answer.

    The `draft_…` columns are the calendar of what she began and has not finished: her words, her last message
    about it and its moment. All are empty when nothing waits. `pending_question` is what we asked her
    ourselves: `{"question": "neighbours", "case_id": …}`, for an office `{"question": "detail:REFERENCE", …}`, or
    `{"question": "eligibility:…"}` with the code of a fact.
    """

    __tablename__ = "conversations"

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    channel: Mapped[str] = mapped_column(Text)
    our_address: Mapped[str] = mapped_column(Text, comment="the sender the citizen wrote to; answers leave from it")
    language: Mapped[str | None] = mapped_column(Text)
    state: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    turn_count: Mapped[int] = mapped_column(Integer, server_default="0")
    last_inbound_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    draft_words: Mapped[str | None] = mapped_column(Text)
    draft_is_sealed: Mapped[bool] = mapped_column(Boolean, server_default="false")
    draft_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    draft_nudged_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    draft_message_id: Mapped[UUID | None] = mapped_column(comment="inbound message that she last wrote about it")
    pending_question: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    __table_args__ = (
        UniqueConstraint("contact_id", "channel"),
        one_of("channel", CHANNELS),
        one_of("language", LANGUAGES, nullable=True),
        CheckConstraint("(draft_words IS NULL) = (draft_at IS NULL)", name="draft_has_time"),
        Index("ix_conversations_drafts", "draft_at", postgresql_where="draft_at IS NOT NULL"),
    )
