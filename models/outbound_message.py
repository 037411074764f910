"""The outbox: rendered texts waiting for a channel. One row is one call to a provider. The rows are the queue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Identity, Index, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import CHANNELS, LANGUAGES, one_of

OUTBOUND_STATUSES = (
    "queued", "sending", "unknown", "accepted", "sent", "delivered", "read", "undelivered", "failed", "canceled",
)  # fmt: skip


class OutboundMessage(Identified, Base):
    """Key and parameters are kept beside the text, so that what was said can be audited and said again elsewhere.

    `unknown`: the provider may or may not have taken it; it is looked up there before anything is sent again.
    """

    __tablename__ = "outbound_messages"

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    dedupe_key: Mapped[str] = mapped_column(Text, unique=True)
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    turn_id: Mapped[UUID | None] = mapped_column(ForeignKey("turns.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    channel: Mapped[str] = mapped_column(Text)
    sender: Mapped[str] = mapped_column(Text, comment="our address it leaves from")
    language: Mapped[str] = mapped_column(Text)
    message_keys: Mapped[list[str]] = mapped_column(JSONB)
    params: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    body: Mapped[str] = mapped_column(Text)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary, comment="keyed hash of the body, for loop guard and look-up")
    encoding: Mapped[str] = mapped_column(Text)
    part_count: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer, server_default="0", comment="order within one answer")
    priority: Mapped[int] = mapped_column(Integer, server_default="0", comment="0 replies, 1 bulk")
    status: Mapped[str] = mapped_column(Text, server_default="queued")
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    provider: Mapped[str | None] = mapped_column(Text)
    provider_message_id: Mapped[str | None] = mapped_column(Text)
    error_code: Mapped[str | None] = mapped_column(Text)
    error_class: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        one_of("status", OUTBOUND_STATUSES),
        one_of("channel", CHANNELS),
        one_of("language", LANGUAGES),
        one_of("encoding", ("GSM-7", "UCS-2", "none")),
        CheckConstraint("part_count >= 1", name="has_parts"),
        Index("ix_outbound_messages_waiting", "priority", "seq", postgresql_where="status = 'queued'"),
        Index("ix_outbound_messages_leased", "lease_until", postgresql_where="status IN ('sending', 'unknown')"),
        Index("uq_outbound_messages_provider_id", "provider", "provider_message_id", unique=True,
              postgresql_where="provider_message_id IS NOT NULL"),
        Index(None, "contact_id", "created_at"),
        Index(None, "conversation_id", "seq"),
    )  # fmt: skip
