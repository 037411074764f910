"""A turn: one inbound message, what the bot understood and proposed, what the gateway did."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified


class Turn(Identified, Base):
    """Exactly one per answered inbound message; the unique key is what makes a repeated turn harmless."""

    __tablename__ = "turns"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    inbound_message_id: Mapped[UUID] = mapped_column(ForeignKey("inbound_messages.id"))
    number: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(Text)
    understanding: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    commands: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    model_version: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        UniqueConstraint("inbound_message_id"),
        UniqueConstraint("conversation_id", "number"),
        Index(None, "conversation_id", "created_at"),
    )
