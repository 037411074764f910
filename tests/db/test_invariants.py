"""Each query finds its own planted violation, and a healthy database has none."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.invariants import INVARIANTS, check
from gateway.outbox.service import Destination
from gateway.protect import Protector
from models.base import new_id
from models.case import Case
from models.category import Category
from models.citizen import Contact
from models.inbound_message import InboundMessage
from models.office import Office
from models.outbound_message import OutboundMessage
from models.turn import Turn
from tests.support.outbox import OUR_NUMBER, a_destination, say

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
            id=new_id(), conversation_id=self.destination.conversation_id, inbound_message_id=inbound.id, number=1,
            language="en", commands=[], **values,
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


async def no_answer(garden: Garden) -> None:
    inbound = garden.inbound(status="done")
    await garden.add(inbound, garden.turn(inbound, created_at=garden.now - 6 * MINUTE))


async def no_routing(garden: Garden) -> None:
    inbound = garden.inbound(status="done")
    turn = garden.turn(inbound, created_at=garden.now)
    category = Category(code="other", name_en="x", name_ur="x", name_ur_latn="x", acknowledge_hours=1,
                        first_action_hours=1, resolve_hours=1)  # fmt: skip
    office = Office(id=new_id(), code="desk", office_type="desk", name_en="x", name_ur="x", is_triage=True)
    async with garden.database.unit_of_work() as session:
        citizen_id = (await session.get_one(Contact, garden.destination.contact_id)).citizen_id
    case = Case(
        reference="0000000", citizen_id=citizen_id, conversation_id=garden.destination.conversation_id,
        turn_id=turn.id, command_number=0, channel="sms", language="en", category_code="other", description="x",
        is_sealed=False, state="received", office_id=office.id, routing_reason="", routing_reason_ur="",
        opened_at=garden.now,
        acknowledge_due_at=garden.now, first_action_due_at=garden.now, resolve_due_at=garden.now,
    )  # fmt: skip
    await garden.add(inbound, turn, category, office, case)


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
    "turn_without_answer": no_answer,
    "case_without_routing_decision": no_routing,
    "outbound_lease_expired_ten_minutes": outbound_lease,
    "outbound_unknown_one_hour": long_unknown,
    "reply_waiting_ten_minutes": long_waiting,
    "accepted_without_provider_id": no_provider_id,
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
    await garden.outbound(turn_id=turn.id)
    assert await check(garden.database, garden.now + 4 * MINUTE) == []


async def test_an_old_history_is_not_reported_for_ever(garden: Garden) -> None:
    await no_answer(garden)
    assert await check(garden.database, garden.now + 2 * HOUR) == []
