"""Sending: order, outcomes by error class, what is held back at the last moment."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.outbox.sender import send_due
from gateway.outbox.service import BULK
from gateway.protect import Protector
from models.citizen import Contact
from models.consent import ConsentEvent
from models.outbound_message import OutboundMessage
from tests.support.channel import Answer, FakeChannel
from tests.support.outbox import a_destination, an_outlet, drain, rows, say

PHONE = "+923001234567"


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


async def test_accepted_row_carries_the_provider_id_and_our_callback(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector), "hello")
    await drain(an_outlet(database, channel, protector))
    [row] = await rows(database)
    [(provider_id, _, outbound)] = channel.taken
    assert (row.status, row.provider, row.provider_message_id, row.attempts) == ("accepted", "twilio", provider_id, 1)
    assert (row.lease_until, row.settled_at, row.error_code) == (None, clock.now(), None)
    assert (outbound.recipient.value, outbound.body, outbound.id) == (PHONE, "hello", row.id)
    assert outbound.callback_url.endswith(f"?id={row.id}")
    assert outbound.validity_seconds == 4 * 3600


async def test_positions_of_an_answer_leave_in_order_and_one_at_a_time(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    written = await say(database, protector, await a_destination(database, protector), "کچھ نہیں ہوا۔ " * 60)
    assert len(written) >= 3
    outlet = an_outlet(database, channel, protector)
    for sent in range(1, len(written) + 1):
        assert await send_due(outlet)
        assert channel.bodies() == [row.body for row in written[:sent]]


@pytest.mark.parametrize("answer", [Answer.TAKE_BUT_TIME_OUT, Answer.LOSE_AND_TIME_OUT, "429"])
async def test_later_position_waits_for_an_earlier_one_that_is_not_settled(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel, answer: str
) -> None:
    written = await say(database, protector, await a_destination(database, protector), "کچھ نہیں ہوا۔ " * 30)
    channel.script(PHONE, answer)
    outlet = an_outlet(database, channel, protector)
    await drain(outlet)
    assert len(channel.sent) == 1
    for _ in range(4):
        clock.moment += timedelta(seconds=31)
        await drain(outlet)
    assert channel.bodies() == [row.body for row in written]


async def test_later_position_leaves_when_the_earlier_one_failed_for_good(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    written = await say(database, protector, await a_destination(database, protector), "کچھ نہیں ہوا۔ " * 30)
    channel.script(PHONE, "21617")
    await drain(an_outlet(database, channel, protector))
    assert channel.bodies() == [row.body for row in written[1:]]


async def test_answers_of_one_conversation_leave_in_order_one_in_flight(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    destination = await a_destination(database, protector)
    for number in range(5):
        await say(database, protector, destination, f"answer {number}")
    outlet = an_outlet(database, channel, protector)
    assert await send_due(outlet)
    assert channel.bodies() == ["answer 0"]
    await drain(outlet)
    assert channel.bodies() == [f"answer {number}" for number in range(5)]


async def test_replies_pass_bulk(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    for number in range(10):
        crowd = await a_destination(database, protector, f"+92300000000{number}")
        await say(database, protector, crowd, "news", priority=BULK)
    await say(database, protector, await a_destination(database, protector), "your answer")
    await send_due(an_outlet(database, channel, protector, batch=1))
    assert channel.bodies() == ["your answer"]


async def test_a_lane_for_replies_takes_no_bulk(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    destination = await a_destination(database, protector)
    await say(database, protector, destination, "news", priority=BULK)
    outlet = an_outlet(database, channel, protector)
    assert not await send_due(outlet, takes_bulk=False)
    assert await send_due(outlet)


async def test_many_workers_never_send_a_row_twice(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    for number in range(60):
        await say(database, protector, await a_destination(database, protector, f"+9230000000{number:02}"), "hello")
    outlets = [an_outlet(database, channel, protector, batch=3) for _ in range(6)]
    await asyncio.gather(*(drain(outlet) for outlet in outlets))
    assert set(Counter(one.id for one in channel.sent).values()) == {1}
    assert len(channel.sent) == 60
    assert {row.status for row in await rows(database)} == {"accepted"}


@pytest.mark.parametrize(
    ("code", "status", "error_class"),
    [
        ("21610", "failed", "opted_out"),
        ("21211", "failed", "bad_address"),
        ("21614", "failed", "bad_address"),
        ("21617", "failed", "fix"),
        ("63016", "failed", "needs_template"),
        ("63024", "failed", "other_channel"),
        ("99999", "failed", "give_up"),
        ("429", "queued", "retry"),
    ],
)
async def test_refusals_by_class(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel, code: str, status: str,
    error_class: str,
) -> None:  # fmt: skip
    await say(database, protector, await a_destination(database, protector), "hello")
    channel.script(PHONE, code)
    await drain(an_outlet(database, channel, protector))
    [row] = await rows(database)
    assert (row.status, row.error_class, row.error_code) == (status, error_class, code)
    assert len(channel.sent) == 1


async def test_retries_wait_longer_each_time_then_succeed(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector), "hello")
    channel.script(PHONE, "429", "429", "429")
    outlet = an_outlet(database, channel, protector)
    waits = []
    while not channel.taken:
        await drain(outlet)
        [row] = await rows(database)
        if row.status == "queued":
            waits.append((row.due_at - clock.now()).total_seconds())
            clock.moment = row.due_at
    assert [1 <= waits[0] <= 1.25, 2 <= waits[1] <= 2.5, 4 <= waits[2] <= 5] == [True] * 3
    [row] = await rows(database)
    assert (row.status, row.attempts, row.error_code) == ("accepted", 4, None)


async def test_retries_end(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector), "hello")
    channel.script(PHONE, *["429"] * 50)
    outlet = an_outlet(database, channel, protector)
    for _ in range(20):
        await drain(outlet)
        clock.moment += timedelta(minutes=2)
    [row] = await rows(database)
    assert (row.status, row.error_class, row.error_code) == ("failed", "give_up", "429")
    assert row.attempts < 20


async def test_opt_out_at_the_provider_silences_what_comes_next(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    destination = await a_destination(database, protector)
    channel.script(PHONE, "21610")
    outlet = an_outlet(database, channel, protector)
    await say(database, protector, destination, "first")
    await drain(outlet)
    await say(database, protector, destination, "second")
    await drain(outlet)
    assert [one.body for one in channel.sent] == ["first"]
    assert [row.error_class for row in await rows(database)] == ["opted_out", "opted_out"]
    async with database.unit_of_work() as session:
        events = (await session.scalars(select(ConsentEvent))).all()
    assert {(event.purpose, event.decision, event.source) for event in events} == {
        ("service", "withdrawn", "provider_opt_out"),
        ("follow_up", "withdrawn", "provider_opt_out"),
        ("outreach", "withdrawn", "provider_opt_out"),
    }


async def consent(database: Database, contact_id: Any, clock: SimulatedClock, **values: Any) -> None:
    async with database.unit_of_work() as session:
        session.add(ConsentEvent(contact_id=contact_id, decided_at=clock.now(), **{"channel": "sms"} | values))


@pytest.mark.parametrize(
    ("purpose", "source", "priority", "is_sent"),
    [
        ("service", "provider_opt_out", 0, False),
        ("service", "citizen_text", 0, True),
        ("outreach", "citizen_text", 0, True),
        ("outreach", "citizen_text", BULK, False),
        ("service", "citizen_text", BULK, True),
    ],
)
async def test_withdrawn_consent_by_purpose_and_source(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel, purpose: str, source: str,
    priority: int, is_sent: bool,
) -> None:  # fmt: skip
    destination = await a_destination(database, protector)
    await say(database, protector, destination, "hello", priority=priority)
    await consent(database, destination.contact_id, clock, purpose=purpose, decision="withdrawn", source=source)
    await drain(an_outlet(database, channel, protector))
    assert bool(channel.taken) is is_sent


async def test_stop_in_the_middle_of_a_broadcast_is_honoured_and_start_lifts_it(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    destination = await a_destination(database, protector)
    outlet = an_outlet(database, channel, protector)
    stop = {"purpose": "service", "decision": "withdrawn", "source": "provider_opt_out"}
    await say(database, protector, destination, "queued before STOP")
    await consent(database, destination.contact_id, clock, **stop)
    await drain(outlet)
    clock.moment += timedelta(seconds=1)
    await consent(database, destination.contact_id, clock, **stop | {"decision": "given"})
    await say(database, protector, destination, "after START")
    await drain(outlet)
    assert channel.bodies() == ["after START"]


async def test_bad_address_is_remembered_until_the_citizen_writes(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    destination = await a_destination(database, protector)
    channel.script(PHONE, "21614")
    outlet = an_outlet(database, channel, protector)
    await say(database, protector, destination, "first")
    await drain(outlet)
    clock.moment += timedelta(seconds=1)
    await say(database, protector, destination, "second")
    await drain(outlet)
    assert channel.bodies() == []
    async with database.unit_of_work() as session:
        contact = await session.get_one(Contact, destination.contact_id)
        assert contact.unusable_on == "sms"
        contact.unusable_since = clock.now() - timedelta(days=1)
    await say(database, protector, destination, "third")
    await drain(outlet)
    assert channel.bodies() == ["third"]


async def test_whatsapp_outside_the_window_fails_with_its_own_class_and_is_not_sent(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    long_ago = clock.now() - timedelta(hours=24)
    destination = await a_destination(database, protector, channel="whatsapp", last_inbound_at=long_ago)
    await say(database, protector, destination, "hello")
    await drain(an_outlet(database, channel, protector))
    [row] = await rows(database)
    assert (row.status, row.error_class, row.error_code) == ("failed", "needs_template", "window_closed")
    assert channel.sent == []


async def test_a_reply_that_waited_four_hours_is_not_sent(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector), "hello")
    clock.moment += timedelta(hours=4)
    await drain(an_outlet(database, channel, protector))
    [row] = await rows(database)
    assert (row.status, row.error_code) == ("failed", "expired")
    assert channel.sent == []


async def test_undecryptable_contact_fails_alone(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    broken = await a_destination(database, protector)
    async with database.unit_of_work() as session:
        await session.execute(
            update(Contact).where(Contact.id == broken.contact_id).values(value_encrypted=b"under another key")
        )
    await say(database, protector, broken, "lost")
    await say(database, protector, await a_destination(database, protector, "+923007654321"), "fine")
    await drain(an_outlet(database, channel, protector))
    assert channel.bodies() == ["fine"]
    assert [row.error_code for row in await rows(database)] == ["cannot_decrypt", None]


async def test_bad_credentials_stop_the_sender_and_keep_the_queue(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    for number in range(3):
        phone = f"+92300000000{number}"
        channel.script(phone, "20003")
        await say(database, protector, await a_destination(database, protector, phone), f"text {number}")
    outlet = an_outlet(database, channel, protector, batch=1)
    await drain(outlet)
    assert len(channel.sent) == 1
    assert {row.status for row in await rows(database)} == {"queued"}
    clock.moment += timedelta(minutes=5)
    channel.recover()
    await drain(outlet)
    assert channel.bodies() == ["text 0", "text 1", "text 2"]


async def test_many_timeouts_rest_the_sender_for_a_minute(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    for number in range(30):
        phone = f"+9230000000{number:02}"
        channel.script(phone, Answer.LOSE_AND_TIME_OUT)
        await say(database, protector, await a_destination(database, protector, phone), "hello")
    outlet = an_outlet(database, channel, protector, batch=5)
    while await send_due(outlet):
        pass
    assert len(channel.sent) == 10
    clock.moment += timedelta(seconds=61)
    channel.recover()
    await drain(outlet)
    assert len(channel.taken) == 30


async def test_pacing_holds_the_sender_to_its_parts_a_second(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    for number in range(30):
        await say(database, protector, await a_destination(database, protector, f"+9230000000{number:02}"), "hello")
    outlet = an_outlet(database, channel, protector, parts_per_second=5)
    counts = []
    for _ in range(5):
        before = len(channel.sent)
        while await send_due(outlet):
            pass
        counts.append(len(channel.sent) - before)
        clock.moment += timedelta(seconds=1)
    assert counts == [4, 4, 4, 4, 4]


async def test_a_send_that_might_outlive_its_lease_is_left_to_reconcile(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector), "hello")
    outlet = an_outlet(database, channel, protector)
    object.__setattr__(outlet, "lease_seconds", 5.0)
    await send_due(outlet)
    assert channel.sent == []
    [row] = await rows(database)
    assert row.status == "sending"


async def test_report_that_overtakes_the_settlement_is_not_undone(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector), "hello")

    class Overtaken(FakeChannel):
        async def send(self, outbound: Any) -> Any:
            receipt = await super().send(outbound)
            async with database.unit_of_work() as session:
                await session.execute(update(OutboundMessage).values(status="delivered"))
            return receipt

    await drain(an_outlet(database, Overtaken(), protector))
    [row] = await rows(database)
    assert row.status == "delivered"
    assert row.provider_message_id is not None
