"""One message of a citizen at a time, oldest first, nobody twice - however many workers there are."""

import asyncio
import random
from collections import defaultdict
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.inbox import repository
from gateway.inbox.repository import Claimed
from gateway.protect import Protector
from models.inbound_message import InboundMessage
from tests.support.inbox import an_inbound, open_inbox

LEASE = 30.0


async def receive(database: Database, protector: Protector, *messages: tuple[int, str]) -> None:
    """Store (number, phone) one after the other."""
    async with open_inbox(database, protector) as inbox:
        for number, phone in messages:
            await inbox.receive(an_inbound(number, phone=phone, body=str(number)))


async def claim(database: Database, clock: SimulatedClock) -> Claimed | None:
    async with database.at_once() as connection:
        return await repository.claim_next(connection, now=clock.now(), lease_seconds=LEASE)


async def finish(database: Database, clock: SimulatedClock, row: Claimed) -> None:
    async with database.unit_of_work() as session:
        await repository.finish(session, await session.get_one(InboundMessage, row.id), now=clock.now())


async def load(database: Database, body: str) -> InboundMessage:
    async with database.unit_of_work() as session:
        return (await session.scalars(select(InboundMessage).where(InboundMessage.body == body))).one()


def body(row: Claimed | None) -> str | None:
    return row.body if row else None


async def test_an_empty_inbox(database: Database, clock: SimulatedClock) -> None:
    assert await claim(database, clock) is None


async def test_the_oldest_first_and_a_second_of_the_same_citizen_waits(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(database, protector, (1, "+923001111111"), (2, "+923001111111"), (3, "+923002222222"))
    first, other = await claim(database, clock), await claim(database, clock)
    assert (body(first), body(other)) == ("1", "3")
    assert await claim(database, clock) is None
    assert first is not None
    await finish(database, clock, first)
    assert body(await claim(database, clock)) == "2"


async def test_a_claim_says_who_holds_it_and_until_when(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(database, protector, (1, "+923001111111"))
    claimed = await claim(database, clock)
    assert claimed is not None
    stored = await load(database, "1")
    assert (stored.id, stored.status, stored.attempts) == (claimed.id, "in_progress", claimed.attempts)
    assert stored.lease_until == clock.now() + timedelta(seconds=LEASE)


async def test_a_claim_brings_the_whole_message(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    media = [{"url": "https://api.twilio.com/x", "content_type": "image/jpeg"}]
    location = {"latitude": 31.97, "longitude": 74.22, "label": "کامونکی"}
    async with open_inbox(database, protector) as inbox:
        await inbox.receive(an_inbound(1, body="", channel="whatsapp", media=media, location=location, choice="2"))
    claimed, stored = await claim(database, clock), await load(database, "")
    assert claimed == Claimed(
        stored.id, stored.contact_hash, "whatsapp", stored.our_address, "", "2", media, location, None, 1,
        stored.received_at,
    )  # fmt: skip


async def test_when_a_worker_dies_its_message_is_taken_again_and_before_later_ones(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(database, protector, (1, "+923001111111"), (2, "+923001111111"))
    await claim(database, clock)
    clock.moment += timedelta(seconds=LEASE)
    assert await claim(database, clock) is None, "a lease lasts to its last second"
    clock.moment += timedelta(seconds=1)
    again = await claim(database, clock)
    assert again is not None
    assert (again.body, again.attempts) == ("1", 2)


async def test_a_message_released_for_later_holds_its_place(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(database, protector, (1, "+923001111111"), (2, "+923001111111"))
    row = await claim(database, clock)
    assert row is not None
    async with database.unit_of_work() as session:
        held = await session.get_one(InboundMessage, row.id)
        await repository.release_for_retry(session, held, now=clock.now(), delay_seconds=10, error="bot_unavailable")
    assert await claim(database, clock) is None
    clock.moment += timedelta(seconds=10)
    again = await claim(database, clock)
    assert again is not None
    assert (again.body, again.attempts) == ("1", 2)
    assert (await load(database, "1")).error == "bot_unavailable"


async def test_a_message_left_to_a_person_frees_the_next(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(database, protector, (1, "+923001111111"), (2, "+923001111111"))
    row = await claim(database, clock)
    assert row is not None
    async with database.unit_of_work() as session:
        held = await session.get_one(InboundMessage, row.id)
        await repository.mark_needs_person(session, held, now=clock.now(), error="turn_failed")
    stored = await load(database, "1")
    assert (stored.status, stored.error, stored.lease_until) == ("needs_person", "turn_failed", None)
    assert stored.finished_at == clock.now()
    assert body(await claim(database, clock)) == "2"


async def test_a_finished_message_is_done(database: Database, protector: Protector, clock: SimulatedClock) -> None:
    await receive(database, protector, (1, "+923001111111"))
    row = await claim(database, clock)
    assert row is not None
    await finish(database, clock, row)
    stored = await load(database, "1")
    assert (stored.status, stored.lease_until, stored.finished_at) == ("done", None, clock.now())
    assert await claim(database, clock) is None


async def test_quarantined_messages_are_nobodys_turn(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    async with open_inbox(database, protector) as inbox:
        await inbox.receive(an_inbound(1, quarantine_reason="recipient_unknown"))
        await inbox.receive(an_inbound(2, body="2"))
    assert body(await claim(database, clock)) == "2"


async def test_an_earlier_message_that_becomes_visible_late_waits_its_turn(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    """Two gateways may commit in another order than their rows were numbered."""
    await receive(database, protector, (1, "+923001111111"), (2, "+923001111111"))
    async with database.unit_of_work() as session:
        await session.execute(text("UPDATE inbound_messages SET status = 'in_progress', lease_until = :u, attempts = 1"
                                   " WHERE body = '2'"), {"u": clock.now() + timedelta(seconds=LEASE)})  # fmt: skip
    assert await claim(database, clock) is None


async def test_a_claim_lost_to_another_worker_in_the_last_instant_is_no_error(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(database, protector, (1, "+923001111111"), (2, "+923001111111"))
    async with database.unit_of_work() as session:
        # Not committed yet, so the claim below cannot see it; it meets the unique index instead.
        await session.execute(text("UPDATE inbound_messages SET status = 'in_progress', lease_until = :u, attempts = 1"
                                   " WHERE body = '2'"), {"u": clock.now() + timedelta(seconds=LEASE)})  # fmt: skip
        losing = asyncio.create_task(claim(database, clock))
        await asyncio.sleep(0.2)
        assert not losing.done(), "it waits for the other transaction"
    assert await losing is None
    assert (await load(database, "1")).status == "pending"


async def test_ten_workers(database: Database, protector: Protector, clock: SimulatedClock) -> None:
    phones = [f"+92300000000{number}" for number in range(8)]
    sent = [(number, random.choice(phones)) for number in range(160)]
    await receive(database, protector, *sent)
    handled: list[tuple[str, bytes]] = []
    busy: set[bytes] = set()

    async def work() -> None:
        idle = 0
        while idle < 3:
            row = await claim(database, clock)
            if row is None:
                idle += 1
                await asyncio.sleep(0.02)
                continue
            idle = 0
            assert row.contact_hash not in busy, "two messages of one citizen at once"
            busy.add(row.contact_hash)
            await asyncio.sleep(random.random() / 200)
            handled.append((row.body, row.contact_hash))
            busy.remove(row.contact_hash)
            await finish(database, clock, row)

    await asyncio.gather(*(work() for _ in range(10)))
    await work()  # whatever was blocked when the others went home
    assert sorted(int(one) for one, _ in handled) == list(range(160)), "everything, and nothing twice"
    order = defaultdict(list)
    for one, contact in handled:
        order[contact].append(int(one))
    assert all(numbers == sorted(numbers) for numbers in order.values())


@pytest.mark.parametrize("workers", [20])
async def test_many_workers_and_one_message(
    database: Database, protector: Protector, clock: SimulatedClock, workers: int
) -> None:
    await receive(database, protector, (1, "+923001111111"))
    claimed = await asyncio.gather(*(claim(database, clock) for _ in range(workers)))
    assert len([row for row in claimed if row is not None]) == 1
    assert (await load(database, "1")).attempts == 1
