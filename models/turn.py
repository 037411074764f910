"""A turn: one inbound message, what the bot understood and proposed, what the gateway did."""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified

REVIEW_REASONS = ("low_intent", "low_category", "asked_again", "handed_over")
_KNOWN_REASONS = ", ".join(f"'{reason}'" for reason in REVIEW_REASONS)


class Turn(Identified, Base):
    """Exactly one per answered inbound message; the unique key is what makes a repeated turn harmless.

    `review_reasons` says why a person should read it; it waits until somebody has. `is_sensitive`: for oversight only.
    """

    __tablename__ = "turns"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    inbound_message_id: Mapped[UUID] = mapped_column(ForeignKey("inbound_messages.id"))
    number: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(Text)
    understanding: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    commands: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    model_version: Mapped[str | None] = mapped_column(Text)
    review_reasons: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    is_waiting_for_review: Mapped[bool] = mapped_column(Boolean, server_default="false")
    is_sensitive: Mapped[bool] = mapped_column(Boolean, server_default="false")

    __table_args__ = (
        UniqueConstraint("inbound_message_id"),
        UniqueConstraint("conversation_id", "number"),
        CheckConstraint(f"review_reasons <@ ARRAY[{_KNOWN_REASONS}]", name="review_reasons_known"),
        CheckConstraint("NOT is_waiting_for_review OR review_reasons <> '{}'", name="waits_for_a_reason"),
        Index(None, "conversation_id", "created_at"),
        # The review queue. Ids are in the order of time, and the indexes hold waiting turns only: a page is read off
        # the right edge, however many turns there are. One a lane: what triage may not see need not be stepped over.
        Index("ix_turns_review", "id", postgresql_where="is_waiting_for_review AND NOT is_sensitive"),
        Index("ix_turns_review_oversight", "id", postgresql_where="is_waiting_for_review"),
    )
