"""Contacts to write to and an outlet on a fake channel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from gateway import clock
from gateway.channels.base import Channel
from gateway.db import Database
from gateway.outbox import service
from gateway.outbox.fallback import OtherWays
from gateway.outbox.pacing import Pacing
from gateway.outbox.reconcile import reconcile_due
from gateway.outbox.sender import Outlet, send_due
from gateway.outbox.service import Destination, Sentence
from gateway.protect import Protector
from models.base import new_id
from models.citizen import Citizen, Contact
from models.conversation import Conversation
from models.outbound_message import OutboundMessage
from models.triage_item import TriageItem

OUR_NUMBER = "+15005550006"


async def a_destination(
    database: Database,
    protector: Protector,
    phone: str = "+923001234567",
    *,
    channel: str = "sms",
    last_inbound_at: datetime | None = None,
) -> Destination:
    """A citizen with one contact and one conversation, who wrote just now unless told otherwise."""
    citizen, contact, conversation = new_id(), new_id(), new_id()
    async with database.unit_of_work() as session:
        session.add(Citizen(id=citizen))
        await session.flush()
        session.add(
            Contact(
                id=contact, citizen_id=citizen, scheme="phone", value_hash=protector.hash(f"{phone} {channel}"),
                value_encrypted=protector.encrypt(phone),
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            Conversation(
                id=conversation, contact_id=contact, channel=channel, our_address=OUR_NUMBER,
                last_inbound_at=last_inbound_at or clock.now(),
            )
        )  # fmt: skip
    return Destination(conversation_id=conversation, contact_id=contact, channel=channel, sender=OUR_NUMBER)


def sentence(text: str, key: str = "thanks", **params: Any) -> Sentence:
    """One sentence with its key."""
    return Sentence(key=key, params=params, text=text)


async def say(
    database: Database,
    protector: Protector,
    destination: Destination,
    text: str,
    *,
    dedupe_key: str = "",
    priority: int = 0,
) -> list[OutboundMessage]:
    """Enqueue `text` and commit."""
    async with database.unit_of_work() as session:
        return await service.enqueue(
            session, destination=destination, sentences=[sentence(text)], language="en",
            dedupe_key=dedupe_key or str(new_id()), now=clock.now(), protector=protector, priority=priority,
        )  # fmt: skip


def an_outlet(
    database: Database,
    channel: Channel,
    protector: Protector,
    *,
    parts_per_second: float = 10_000.0,
    batch: int = 16,
    other_ways: OtherWays | None = None,
) -> Outlet:
    """An outlet whose pacing is out of the way unless asked for."""
    return Outlet(
        database=database, channel=channel, protector=protector, pacing=Pacing(parts_per_second),
        callback_url=lambda row_id: f"https://sunwai.example/webhooks/twilio/status?id={row_id}", batch=batch,
        other_ways=other_ways or OtherWays(),
    )  # fmt: skip


async def drain(outlet: Outlet) -> None:
    """Send and reconcile until nothing is due."""
    while await send_due(outlet) or await reconcile_due(outlet):
        pass


async def rows(database: Database) -> Sequence[OutboundMessage]:
    """Every row, oldest first."""
    async with database.unit_of_work() as session:
        return (await session.scalars(select(OutboundMessage).order_by(OutboundMessage.seq))).all()


async def concerns(database: Database) -> Sequence[TriageItem]:
    """What a person must look at, oldest first."""
    async with database.unit_of_work() as session:
        return (await session.scalars(select(TriageItem).order_by(TriageItem.created_at))).all()
