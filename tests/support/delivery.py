"""A text that was handed to the provider, and reports on it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from gateway import clock
from gateway.channels.base import Report
from gateway.db import Database
from gateway.outbox import reports
from gateway.outbox.reports import Outcome
from gateway.protect import Protector
from models.base import new_id
from models.citizen import Citizen, Contact
from models.outbound_message import OutboundMessage

PHONE = "+923001234567"
SID = "SM" + "5" * 32


async def a_text(database: Database, protector: Protector, *, phone: str = PHONE, **changes: Any) -> UUID:
    """An accepted SMS to `phone` under SID, unless changed."""
    now = clock.now()
    citizen, contact, text = new_id(), new_id(), new_id()
    values: dict[str, Any] = {
        "id": text, "dedupe_key": f"{text}:0", "contact_id": contact, "channel": "sms", "sender": "+14155550100",
        "language": "ur", "message_keys": ["thanks"], "params": [{}], "body": "شکریہ", "body_hash": b"x",
        "encoding": "UCS-2", "part_count": 1, "status": "accepted", "attempts": 1, "due_at": now,
        "expires_at": now + timedelta(hours=4), "provider": "twilio", "provider_message_id": SID, "settled_at": now,
    }  # fmt: skip
    async with database.unit_of_work() as session:
        session.add(Citizen(id=citizen))
        await session.flush()
        session.add(
            Contact(
                id=contact, citizen_id=citizen, scheme="phone", value_hash=protector.hash(phone),
                value_encrypted=protector.encrypt(phone),
            )
        )  # fmt: skip
        await session.flush()
        session.add(OutboundMessage(**values | changes))
    return text


def a_report(status: str, *, our_id: UUID | None = None, **changes: Any) -> Report:
    """A report on SID to PHONE."""
    values: dict[str, Any] = {
        "provider": "twilio", "provider_message_id": SID, "status": status, "our_id": our_id, "recipient": PHONE,
    }  # fmt: skip
    return Report(**values | changes)


async def record(database: Database, protector: Protector, report: Report) -> Outcome:
    """Record one report in a transaction of its own."""
    async with database.unit_of_work() as session:
        return await reports.record(session, report, now=clock.now(), protector=protector)


async def load_text(database: Database, text_id: UUID) -> OutboundMessage:
    """The row as it is now."""
    async with database.unit_of_work() as session:
        return await session.get_one(OutboundMessage, text_id)
