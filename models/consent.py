"""Consent: an append-only ledger; the newest event per contact, channel and purpose is the state."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import CHANNELS, one_of

PURPOSES = ("service", "follow_up", "outreach")


class ConsentEvent(Identified, Base):
    """Consent given or withdrawn, with where it came from."""

    __tablename__ = "consent_events"

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    channel: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, comment="citizen_text, provider_opt_out, carrier_block, official")
    inbound_message_id: Mapped[UUID | None] = mapped_column(ForeignKey("inbound_messages.id"))
    decided_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        one_of("channel", CHANNELS),
        one_of("purpose", PURPOSES),
        one_of("decision", ("given", "withdrawn")),
        Index(None, "contact_id", "channel", "purpose", "decided_at"),
    )
