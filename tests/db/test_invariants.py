"""Each query finds its own planted violation, and a healthy database has none."""

import itertools
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.invariants import INVARIANTS, check
from gateway.outbox.service import Destination
from gateway.protect import Protector
from models.attachment import Attachment
from models.base import new_id
from models.case import Case
from models.case_alarm import CaseAlarm
from models.case_event import CaseEvent
from models.category import Category
from models.citizen import Contact
from models.conversation import Conversation
from models.inbound_message import InboundMessage
from models.office import Office
from models.outbound_message import OutboundMessage
from models.turn import Turn
from tests.support.outbox import OUR_NUMBER, a_destination, say

NUMBERS = itertools.count(1)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
Plant = Callable[["Garden"], Awaitable[None]]


class Garden:
    """A database with one citizen, in which rows are planted."""

    def __init__(self, database: Database, protector: Protector, now: datetime, destination: Destination) -> None:
        self.database, self.protector, self.now, self.destination = database, protector, now, destination

    async def add(self, *rows: Any) -> None:
        """Insert in the order given."""
        async with self.database.unit_of_work() as session:
            for row in rows:
                session.add(row)
                await session.flush()

    def inbound(self, **values: Any) -> InboundMessage:
        """An inbound message of the citizen, received now."""
        common = {
            "id": new_id(), "provider": "twilio", "account_sid": "AC", "provider_message_id": str(new_id()),
            "channel": "sms", "scheme": "phone", "contact_hash": b"x", "contact_encrypted": b"x", "body": "x",
            "our_address": OUR_NUMBER, "raw_encrypted": b"x", "due_at": self.now, "received_at": self.now,
        }  # fmt: skip
        return InboundMessage(**common | values)

    def turn(self, inbound: InboundMessage, **values: Any) -> Turn:
        """A turn that answered `inbound`."""
        return Turn(
            id=new_id(), conversation_id=self.destination.conversation_id, inbound_message_id=inbound.id,
            number=next(NUMBERS), language="en", commands=[], **values,
        )  # fmt: skip

    async def outbound(self, **values: Any) -> None:
        """A row in the outbox, changed as told."""
        [row] = await say(self.database, self.protector, self.destination, "hello")
        async with self.database.unit_of_work() as session:
            found = await session.get_one(OutboundMessage, row.id)
            for name, value in values.items():
                setattr(found, name, value)


@pytest.fixture
async def garden(database: Database, protector: Protector, clock: SimulatedClock) -> Garden:
    return Garden(database, protector, clock.now(), await a_destination(database, protector))


async def unread(garden: Garden) -> None:
    await garden.add(garden.inbound(received_at=garden.now - 6 * MINUTE))


async def inbound_lease(garden: Garden) -> None:
    await garden.add(garden.inbound(status="in_progress", lease_until=garden.now - 11 * MINUTE, attempts=1))


async def no_triage_item(garden: Garden) -> None:
    await garden.add(garden.inbound(status="needs_person", finished_at=garden.now - MINUTE, attempts=3))


async def forgotten_draft(garden: Garden) -> None:
    async with garden.database.unit_of_work() as session:
        found = await session.get_one(Conversation, garden.destination.conversation_id)
        found.draft_words, found.draft_at = "bijli nahi", garden.now - timedelta(days=4, minutes=1)


async def no_answer(garden: Garden) -> None:
    inbound = garden.inbound(status="done")
    await garden.add(inbound, garden.turn(inbound, created_at=garden.now - 6 * MINUTE))


async def a_case(garden: Garden, *, reason: str = "rule", media: int = 0) -> tuple[Case, InboundMessage]:
    """A case that was opened now by a message with so many files, and routed."""
    inbound = garden.inbound(status="done", media=[{"url": "x"}] * media, contact_hash=b"y" * 32)
    turn = garden.turn(inbound, created_at=garden.now)
    category = Category(code="other", name_en="x", name_ur="x", name_ur_latn="x", acknowledge_hours=1,
                        first_action_hours=1, resolve_hours=1)  # fmt: skip
    office = Office(id=new_id(), code="desk", office_type="desk", name_en="x", name_ur="x", is_triage=True)
    async with garden.database.unit_of_work() as session:
        contact = await session.get_one(Contact, garden.destination.contact_id)
        contact.value_hash = inbound.contact_hash
        citizen_id = contact.citizen_id
    case = Case(
        id=new_id(), reference="0000000", citizen_id=citizen_id, conversation_id=garden.destination.conversation_id,
        turn_id=turn.id, command_number=0, channel="sms", language="en", category_code="other", description="x",
        is_sealed=False, state="received", office_id=office.id, routing_reason=reason, routing_reason_ur=reason,
        opened_at=garden.now,
        acknowledge_due_at=garden.now, first_action_due_at=garden.now, resolve_due_at=garden.now,
    )  # fmt: skip
    routed = CaseEvent(case_id=case.id, number=1, kind="case_routed", actor="system", inbound_message_id=inbound.id,
                       happened_at=garden.now)  # fmt: skip
    alarm = CaseAlarm(case_id=case.id, round=0, clock="acknowledge", kind="warning", number=0, due_at=garden.now)
    await garden.add(inbound, turn, category, office, case, routed, alarm)
    return case, inbound


async def no_routing(garden: Garden) -> None:
    await a_case(garden, reason="")


async def unwatched(garden: Garden) -> None:
    case, _ = await a_case(garden)
    async with garden.database.unit_of_work() as session:
        await session.execute(delete(CaseAlarm).where(CaseAlarm.case_id == case.id))


async def unasked(garden: Garden) -> None:
    case, _ = await a_case(garden)
    async with garden.database.unit_of_work() as session:
        found = await session.get_one(Case, case.id)
        found.state, found.outcome, found.answer = "answered", "granted", "x"
        found.answered_at = garden.now - 120 * MINUTE


def attachment(garden: Garden, inbound: InboundMessage, **values: Any) -> Attachment:
    """The only file of `inbound`, waiting."""
    return Attachment(**{"inbound_message_id": inbound.id, "position": 0, "due_at": garden.now} | values)


async def no_attachment(garden: Garden) -> None:
    await a_case(garden, media=1)


async def long_waiting_attachment(garden: Garden) -> None:
    case, inbound = await a_case(garden, media=1)
    late = garden.now - 11 * MINUTE
    await garden.add(attachment(garden, inbound, case_id=case.id, due_at=late, lease_until=late))


async def attachment_without_case(garden: Garden) -> None:
    _, inbound = await a_case(garden, media=1)
    await garden.add(attachment(garden, inbound))


async def attachment_of_another(garden: Garden) -> None:
    case, _ = await a_case(garden)
    strange = garden.inbound(media=[{"url": "x"}], contact_hash=b"z" * 32)
    await garden.add(strange, attachment(garden, strange, case_id=case.id))


async def copy_still_there(garden: Garden) -> None:
    case, inbound = await a_case(garden, media=1)
    stored = {
        "state": "stored", "settled_at": garden.now - 6 * 24 * HOUR, "provider_copy": "unwanted", "size_bytes": 1,
        "storage_name": "0" * 32, "content_type": "image/png", "sha256": bytes(32),
    }  # fmt: skip
    await garden.add(attachment(garden, inbound, case_id=case.id, **stored))


async def outbound_lease(garden: Garden) -> None:
    await garden.outbound(status="sending", lease_until=garden.now - 11 * MINUTE)


async def long_unknown(garden: Garden) -> None:
    await garden.outbound(status="unknown", lease_until=garden.now, due_at=garden.now - 61 * MINUTE)


async def long_waiting(garden: Garden) -> None:
    await garden.outbound(due_at=garden.now - 11 * MINUTE)


async def no_provider_id(garden: Garden) -> None:
    await garden.outbound(status="sent")


PLANTS: dict[str, Plant] = {
    "inbound_unread_five_minutes": unread,
    "inbound_lease_expired_ten_minutes": inbound_lease,
    "inbound_for_person_without_triage_item": no_triage_item,
    "answered_case_without_question": unasked,
    "open_case_without_alarm": unwatched,
    "draft_kept_four_days": forgotten_draft,
    "turn_without_answer": no_answer,
    "case_without_routing_decision": no_routing,
    "outbound_lease_expired_ten_minutes": outbound_lease,
    "outbound_unknown_one_hour": long_unknown,
    "reply_waiting_ten_minutes": long_waiting,
    "accepted_without_provider_id": no_provider_id,
    "message_without_its_attachments": no_attachment,
    "attachment_waiting_ten_minutes": long_waiting_attachment,
    "attachment_not_with_its_case": attachment_without_case,
    "attachment_with_the_case_of_another": attachment_of_another,
    "provider_copy_unwanted_five_days": copy_still_there,
}


def test_every_invariant_has_a_plant() -> None:
    assert PLANTS.keys() == INVARIANTS.keys()


@pytest.mark.parametrize("name", PLANTS)
async def test_finds_its_own_violation_and_nothing_else(garden: Garden, name: str) -> None:
    await PLANTS[name](garden)
    found = await check(garden.database, garden.now)
    assert [(violation.name, violation.count) for violation in found] == [(name, 1)]
    assert len(found[0].ids) == 1


async def test_a_healthy_database_has_none(garden: Garden) -> None:
    inbound = garden.inbound(status="done", finished_at=garden.now)
    turn = garden.turn(inbound, created_at=garden.now)
    await garden.add(inbound, turn, garden.inbound())
    case, with_file = await a_case(garden, media=1)
    quarantined = garden.inbound(status="quarantined", media=[{"url": "x"}])
    await garden.add(attachment(garden, with_file, case_id=case.id), quarantined)
    await garden.outbound(turn_id=turn.id)
    assert await check(garden.database, garden.now + 4 * MINUTE) == []


async def test_an_old_history_is_not_reported_for_ever(garden: Garden) -> None:
    await no_answer(garden)
    assert await check(garden.database, garden.now + 2 * HOUR) == []
