"""SQLAlchemy tables and nothing else. Imports every table module so that the metadata is whole (Alembic and tests)."""

from models import (
    api_token,
    area,
    attachment,
    case,
    case_event,
    category,
    citizen,
    consent,
    conversation,
    delivery_report,
    inbound_message,
    office,
    official,
    outbound_message,
    triage_item,
    turn,
)

__all__ = [
    "api_token",
    "area",
    "attachment",
    "case",
    "case_event",
    "category",
    "citizen",
    "consent",
    "conversation",
    "delivery_report",
    "inbound_message",
    "office",
    "official",
    "outbound_message",
    "triage_item",
    "turn",
]
