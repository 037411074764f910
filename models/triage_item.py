"""Triage items: what a person must look at, because no rule, bot or provider could settle it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, DateTime, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import one_of

REASONS = (
    "asked", "not_understood", "draft_abandoned", "voice_note", "bot_unavailable", "turn_failed", "no_office",
    "quarantined", "send_lost", "loop_held",
)  # fmt: skip


class TriageItem(Identified, Base):
    """Open until an official settles it. At most one item per message and reason, and one open one for a loop.

    `draft_abandoned` needs a call back, `voice_note` an ear. A sealed item is for oversight only, like a sealed case.
    `text` is the citizen's; of a text of ours the row in the outbox tells, since its case may be sealed.
    """

    __tablename__ = "triage_items"

    reason: Mapped[str] = mapped_column(Text)
    inbound_message_id: Mapped[UUID | None] = mapped_column(ForeignKey("inbound_messages.id"))
    outbound_message_id: Mapped[UUID | None] = mapped_column(ForeignKey("outbound_messages.id"))
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    text: Mapped[str] = mapped_column(Text, server_default="")
    is_sealed: Mapped[bool] = mapped_column(Boolean, server_default="false")
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("officials.id"))
    settled_reason: Mapped[str] = mapped_column(Text, server_default="", comment="what the official did about it")

    __table_args__ = (
        one_of("reason", REASONS),
        Index("uq_triage_items_once", "inbound_message_id", "reason", unique=True,
              postgresql_where="inbound_message_id IS NOT NULL"),
        Index("uq_triage_items_text_once", "outbound_message_id", "reason", unique=True,
              postgresql_where="outbound_message_id IS NOT NULL"),
        Index("uq_triage_items_loop_once", "conversation_id", unique=True,
              postgresql_where="reason = 'loop_held' AND settled_at IS NULL"),
        Index("ix_triage_items_open", "opened_at", postgresql_where="settled_at IS NULL"),
    )  # fmt: skip
