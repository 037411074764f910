"""Delivery reports as they arrived, each once, also those that moved nothing or came before their message."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified


class DeliveryReport(Identified, Base):
    """`outbound_message_id` is null for an orphan: its message's id was not committed yet when it came."""

    __tablename__ = "delivery_reports"

    provider: Mapped[str] = mapped_column(Text)
    provider_message_id: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    error_code: Mapped[str] = mapped_column(Text, server_default="")
    event_type: Mapped[str] = mapped_column(Text, server_default="")
    outbound_message_id: Mapped[UUID | None] = mapped_column(ForeignKey("outbound_messages.id"))
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        UniqueConstraint("provider", "provider_message_id", "status", "error_code", "event_type"),
        Index("ix_delivery_reports_orphans", "provider_message_id", postgresql_where="outbound_message_id IS NULL"),
    )
