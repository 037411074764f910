"""The inbox: everything received, once per provider id. The rows are the queue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, Index, Integer, LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import CHANNELS, one_of

INBOUND_STATUSES = ("pending", "in_progress", "done", "needs_person", "quarantined")


class InboundMessage(Identified, Base):
    """One message as it came. `raw_encrypted` keeps every parameter the provider sent; `body` is the readable text, in
    which identity card numbers are masked; `cnic_hash` finds the first of them in a registry extract.

    Status: pending → in_progress → done, or needs_person (kept for a triage item), or quarantined (authentic, but
    not for one of our senders, or from a sender we must never answer).
    """

    __tablename__ = "inbound_messages"

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    provider: Mapped[str] = mapped_column(Text)
    account_sid: Mapped[str] = mapped_column(Text)
    provider_message_id: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    scheme: Mapped[str] = mapped_column(Text)
    contact_hash: Mapped[bytes] = mapped_column(LargeBinary)
    contact_encrypted: Mapped[bytes] = mapped_column(LargeBinary)
    our_address: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    choice: Mapped[str | None] = mapped_column(Text)
    media: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    location: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    opt_out_type: Mapped[str | None] = mapped_column(Text)
    raw_encrypted: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(Text, server_default="pending")
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str | None] = mapped_column(Text)
    conversation_id: Mapped[UUID | None] = mapped_column()
    cnic_hash: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (
        UniqueConstraint("provider", "account_sid", "provider_message_id"),
        one_of("channel", CHANNELS),
        one_of("status", INBOUND_STATUSES),
        # One message of a citizen at a time, held by the database and not by good manners.
        Index(
            "uq_inbound_messages_one_in_progress", "contact_hash", unique=True,
            postgresql_where="status = 'in_progress'",
        ),
        Index("ix_inbound_messages_waiting", "seq", postgresql_where="status IN ('pending', 'in_progress')"),
        Index(
            "ix_inbound_messages_waiting_contact", "contact_hash", "seq",
            postgresql_where="status IN ('pending', 'in_progress')",
        ),
        Index(None, "conversation_id", "seq"),
    )  # fmt: skip
