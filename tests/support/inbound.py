"""Puts inbound messages into the inbox as the webhook would, without a webhook."""

import itertools
from datetime import datetime
from typing import Any
from uuid import UUID

from gateway.db import Database
from gateway.protect import Protector
from models.base import new_id
from models.inbound_message import InboundMessage

OUR_NUMBER = "+9251111000"
_sids = itertools.count(1)


async def receive(
    database: Database, protector: Protector, text: str, *, now: datetime, phone: str = "+923001234567", **more: Any
) -> UUID:
    """Insert one pending message and return its id."""
    row = InboundMessage(
        id=new_id(), provider="twilio", account_sid="AC" + "0" * 32, provider_message_id=f"SM{next(_sids):032x}",
        channel=more.pop("channel", "whatsapp"), scheme="phone", contact_hash=protector.hash(phone),
        contact_encrypted=protector.encrypt(phone), our_address=OUR_NUMBER, body=text,
        raw_encrypted=protector.encrypt("{}"), status="pending", due_at=now, received_at=now,
        media=more.pop("media", []), **more,
    )  # fmt: skip
    async with database.unit_of_work() as session:
        session.add(row)
    return row.id
