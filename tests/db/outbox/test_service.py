"""Enqueueing: what is written, what is held back, and that a repeat writes nothing."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import update

from gateway.channels.segments import count
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.outbox import service
from gateway.protect import Protector
from models.base import new_id
from models.triage_item import TriageItem
from tests.support.outbox import a_destination, concerns, rows, say, sentence


async def test_one_answer_is_one_row_with_key_parameters_and_parts(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    destination = await a_destination(database, protector)
    async with database.unit_of_work() as session:
        written = await service.enqueue(
            session, destination=destination, language="en", dedupe_key="turn:1", now=clock.now(), protector=protector,
            sentences=[
                sentence("Don’t worry.", "greeting"),
                sentence("Number 7K2M9QR.", "case_registered", reference="7K2M9QR"),
            ],
        )  # fmt: skip
    [row] = await rows(database)
    assert [one.id for one in written] == [row.id]
    assert row.body == "Don't worry.\nNumber 7K2M9QR."
    assert row.message_keys == ["greeting", "case_registered"]
    assert row.params == [{}, {"reference": "7K2M9QR"}]
    assert (row.encoding, row.part_count, row.position, row.status) == ("GSM-7", 1, 0, "queued")
    assert row.body_hash == protector.hash(row.body)
    assert (row.dedupe_key, row.due_at) == ("turn:1:0", clock.now())
    assert row.expires_at == clock.now() + timedelta(hours=4)


async def test_long_sms_becomes_ordered_rows_of_three_parts_at_most(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    destination = await a_destination(database, protector)
    text = "آپ کی شکایت نمبر 7K2M9QR درج ہو گئی ہے۔ " * 12
    written = await say(database, protector, destination, text)
    assert len(written) >= 3
    assert [row.position for row in written] == list(range(len(written)))
    assert all(row.part_count == count(row.body).parts <= 3 for row in written)
    assert " ".join(row.body for row in written) == text.strip()


async def test_whatsapp_rows_keep_to_1600_characters_and_cost_one_part(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    destination = await a_destination(database, protector, channel="whatsapp")
    written = await say(database, protector, destination, "pani nahi hai " * 200)
    assert [len(row.body) <= 1600 for row in written] == [True, True]
    assert {(row.encoding, row.part_count) for row in written} == {("none", 1)}


@pytest.mark.parametrize("again", ["the same", "longer " * 100])
async def test_a_repeat_writes_nothing(
    database: Database, protector: Protector, clock: SimulatedClock, again: str
) -> None:
    destination = await a_destination(database, protector)
    await say(database, protector, destination, "the same", dedupe_key="turn:1")
    assert await say(database, protector, destination, again, dedupe_key="turn:1") == []
    assert len(await rows(database)) == 1


async def test_ten_repeats_at_once_write_one_row(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    destination = await a_destination(database, protector)
    written = await asyncio.gather(
        *(say(database, protector, destination, "the same", dedupe_key="turn:1") for _ in range(10))
    )
    assert sum(map(len, written)) == 1
    assert len(await rows(database)) == 1


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
async def test_nothing_to_say_is_no_row(
    database: Database, protector: Protector, clock: SimulatedClock, text: str
) -> None:
    destination = await a_destination(database, protector)
    assert await say(database, protector, destination, text) == []


async def test_rolled_back_turn_leaves_no_row(database: Database, protector: Protector, clock: SimulatedClock) -> None:
    destination = await a_destination(database, protector)

    async def fail_after_enqueue() -> None:
        async with database.unit_of_work() as session:
            await service.enqueue(
                session, destination=destination, sentences=[sentence("hello")], language="en", dedupe_key="turn:1",
                now=clock.now(), protector=protector,
            )  # fmt: skip
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_after_enqueue()
    assert await rows(database) == []


async def test_twenty_first_same_text_in_five_minutes_is_held_and_others_pass(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    destination = await a_destination(database, protector)
    for _ in range(25):
        await say(database, protector, destination, "again and again")
        clock.moment += timedelta(seconds=5)
    other = await say(database, protector, destination, "something else")
    everyone = await rows(database)
    assert [row.status for row in everyone] == ["queued"] * 20 + ["failed"] * 5 + ["queued"]
    assert {row.error_code for row in everyone if row.status == "failed"} == {"loop"}
    assert other[0].status == "queued"


async def test_a_loop_is_one_thing_for_a_person_until_she_has_settled_it(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    destination = await a_destination(database, protector)
    for _ in range(25):
        await say(database, protector, destination, "again and again")
    [item] = await concerns(database)
    held = next(row for row in await rows(database) if row.status == "failed")
    assert (item.reason, item.outbound_message_id, item.conversation_id, item.text) == (
        "loop_held", held.id, destination.conversation_id, "",
    )  # fmt: skip
    async with database.unit_of_work() as session:
        await session.execute(update(TriageItem).values(settled_at=clock.now()))
    await say(database, protector, destination, "again and again")
    assert [one.settled_at is None for one in await concerns(database)] == [False, True]


async def test_loop_to_one_contact_holds_nobody_else(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    looping = await a_destination(database, protector)
    other = await a_destination(database, protector, "+923007654321")
    for _ in range(21):
        await say(database, protector, looping, "same")
    [row] = await say(database, protector, other, "same")
    assert row.status == "queued"


async def test_a_burst_is_spread_over_time_and_none_is_dropped(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    destination = await a_destination(database, protector)
    for number in range(40):
        await say(database, protector, destination, f"answer {number}")
    dues = [row.due_at for row in await rows(database)]
    waits = [(due - clock.now()).total_seconds() for due in dues]
    assert waits == [0] * 15 + [30] * 15 + [60] * 10


async def test_enqueue_wakes_workers_only_when_committed(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    destination = await a_destination(database, protector)
    connection: asyncpg.Connection = await database.connect_raw()
    calls: asyncio.Queue[str] = asyncio.Queue()
    await connection.add_listener("outbox", lambda *call: calls.put_nowait(call[2]))
    try:
        async with database.unit_of_work() as session:
            await service.enqueue(
                session, destination=destination, sentences=[sentence("hello")], language="en",
                dedupe_key=str(new_id()), now=clock.now(), protector=protector,
            )  # fmt: skip
            await connection.execute("SELECT 1")
            assert calls.empty()
        assert await asyncio.wait_for(calls.get(), 5) == "outbox"
    finally:
        await connection.close()
