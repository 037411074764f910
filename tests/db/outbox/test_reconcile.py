"""Unknown is not failed: exactly one text at the provider, whatever happened between send and settle."""

from datetime import timedelta

import pytest

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.outbox import sender
from gateway.outbox.reconcile import reconcile_due
from gateway.outbox.sender import send_due
from gateway.protect import Protector
from models.outbound_message import OutboundMessage
from tests.support.channel import Answer, FakeChannel
from tests.support.delivery import a_report, record
from tests.support.outbox import a_destination, an_outlet, concerns, drain, rows, say

PHONE = "+923001234567"


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


async def test_nothing_is_looked_up_before_thirty_seconds(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector), "hello")
    channel.script(PHONE, Answer.TAKE_BUT_TIME_OUT)
    outlet = an_outlet(database, channel, protector)
    await drain(outlet)
    clock.moment += timedelta(seconds=29)
    assert not await reconcile_due(outlet)
    [row] = await rows(database)
    assert (row.status, row.error_code) == ("unknown", "timeout")


async def test_timed_out_but_taken_is_adopted_and_never_sent_again(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector), "hello")
    channel.script(PHONE, Answer.TAKE_BUT_TIME_OUT)
    outlet = an_outlet(database, channel, protector)
    await drain(outlet)
    clock.moment += timedelta(seconds=30)
    await drain(outlet)
    [row] = await rows(database)
    assert (row.status, row.provider_message_id) == ("accepted", channel.taken[0][0])
    assert channel.bodies() == ["hello"]


async def test_timed_out_and_lost_is_sent_once_more(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector), "hello")
    channel.script(PHONE, Answer.LOSE_AND_TIME_OUT)
    outlet = an_outlet(database, channel, protector)
    await drain(outlet)
    clock.moment += timedelta(seconds=30)
    await drain(outlet)
    assert channel.bodies() == ["hello"]
    [row] = await rows(database)
    assert (row.status, row.attempts) == ("accepted", 2)


async def test_lost_twice_is_given_up_and_not_sent_a_third_time(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector), "hello")
    channel.script(PHONE, Answer.LOSE_AND_TIME_OUT, "429", Answer.LOSE_AND_TIME_OUT)
    outlet = an_outlet(database, channel, protector)
    for _ in range(5):
        await drain(outlet)
        clock.moment += timedelta(seconds=31)
    [row] = await rows(database)
    assert (row.status, row.error_class, row.error_code) == ("failed", "give_up", "timeout")
    assert channel.bodies() == []
    assert row.attempts == 3


async def lose_twice(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel, *, priority: int = 0
) -> OutboundMessage:
    """A text that was handed over twice and never found at the provider."""
    await say(database, protector, await a_destination(database, protector), "hello", priority=priority)
    channel.script(PHONE, Answer.LOSE_AND_TIME_OUT, Answer.LOSE_AND_TIME_OUT)
    outlet = an_outlet(database, channel, protector)
    for _ in range(4):
        await drain(outlet)
        clock.moment += timedelta(seconds=31)
    [row] = await rows(database)
    assert row.status == "failed"
    return row


async def test_a_lost_answer_goes_to_a_person_once_without_its_words(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    lost = await lose_twice(database, protector, clock, channel)
    [item] = await concerns(database)
    assert (item.reason, item.outbound_message_id, item.conversation_id, item.text, item.settled_at) == (
        "send_lost", lost.id, lost.conversation_id, "", None,
    )  # fmt: skip


async def test_a_lost_text_of_a_broadcast_is_no_matter_for_a_person(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await lose_twice(database, protector, clock, channel, priority=1)
    assert await concerns(database) == []


async def test_a_lost_answer_that_arrived_after_all_leaves_nothing_to_look_at(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    lost = await lose_twice(database, protector, clock, channel)
    recipient = f"{PHONE} sms"  # the support file's contacts are hashed with their channel
    await record(database, protector, a_report("delivered", our_id=lost.id, recipient=recipient))
    [item] = await concerns(database)
    assert item.settled_at == clock.now()


async def test_crash_between_send_and_settle_gives_exactly_one_text(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    await say(database, protector, await a_destination(database, protector), "hello")
    outlet = an_outlet(database, channel, protector)

    async def crash(*_arguments: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(sender, "_settle", crash)
        with pytest.raises(ConnectionError):
            await send_due(outlet)
    [row] = await rows(database)
    assert row.status == "sending"
    restarted = an_outlet(database, channel, protector)
    await drain(restarted)
    assert len(channel.sent) == 1
    clock.moment += timedelta(seconds=30)
    await drain(restarted)
    [row] = await rows(database)
    assert (row.status, row.provider_message_id) == ("accepted", channel.taken[0][0])
    assert channel.bodies() == ["hello"]


async def test_crash_between_claim_and_send_gives_exactly_one_text(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    await say(database, protector, await a_destination(database, protector), "hello")
    outlet = an_outlet(database, channel, protector)

    async def crash(*_arguments: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(sender, "_hand_over", crash)
        with pytest.raises(ConnectionError):
            await send_due(outlet)
    clock.moment += timedelta(seconds=30)
    await drain(outlet)
    assert channel.bodies() == ["hello"]


async def test_channel_that_raises_is_treated_as_unknown(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector), "hello")
    channel.script(PHONE, Answer.RAISE)
    outlet = an_outlet(database, channel, protector)
    await drain(outlet)
    [row] = await rows(database)
    assert (row.status, row.error_code) == ("unknown", "RuntimeError")
    clock.moment += timedelta(seconds=30)
    await drain(outlet)
    assert channel.bodies() == ["hello"]


async def test_nothing_is_resent_while_the_provider_cannot_be_asked(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector), "hello")
    channel.script(PHONE, Answer.TAKE_BUT_TIME_OUT)
    outlet = an_outlet(database, channel, protector)
    await drain(outlet)
    channel.is_reachable = False
    for _ in range(5):
        clock.moment += timedelta(seconds=61)
        await drain(outlet)
    assert len(channel.sent) == 1
    channel.is_reachable = True
    clock.moment += timedelta(seconds=61)
    await drain(outlet)
    [row] = await rows(database)
    assert row.status == "accepted"
    assert channel.bodies() == ["hello"]


async def test_same_sentence_said_twice_is_not_mistaken_for_the_lost_one(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    destination = await a_destination(database, protector)
    channel.script(PHONE, Answer.LOSE_AND_TIME_OUT)
    outlet = an_outlet(database, channel, protector)
    await say(database, protector, destination, "Please answer 1, 2 or 3.")
    await drain(outlet)
    clock.moment += timedelta(seconds=10)
    await say(database, protector, destination, "Please answer 1, 2 or 3.")
    await drain(outlet)
    assert len(channel.taken) == 1
    clock.moment += timedelta(seconds=30)
    await drain(outlet)
    assert len(channel.taken) == 2
    everyone = await rows(database)
    assert {row.status for row in everyone} == {"accepted"}
    assert len({row.provider_message_id for row in everyone}) == 2


async def test_unknown_reply_that_is_too_old_is_not_resent(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector), "hello")
    channel.script(PHONE, Answer.LOSE_AND_TIME_OUT)
    outlet = an_outlet(database, channel, protector)
    await drain(outlet)
    clock.moment += timedelta(hours=5)
    await drain(outlet)
    [row] = await rows(database)
    assert (row.status, row.error_code) == ("failed", "expired")
    assert len(channel.sent) == 1
