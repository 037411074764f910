"""What a citizen begins and does not finish: one nudge by day, a person after 72 hours, nothing once she is done."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue import drafts
from gateway.dialogue.contract import Draft, OptOut, RequestHuman, Say
from gateway.outbox.sender import send_due
from gateway.protect import Protector
from gateway.settings import Settings
from gateway.workers import scheduler
from models.conversation import Conversation
from models.outbound_message import OutboundMessage
from models.triage_item import TriageItem
from tests.support.channel import FakeChannel
from tests.support.dialogue import Talk, always, grievance, rows
from tests.support.inbound import receive
from tests.support.outbox import an_outlet

ASK, HOUR = Say(key="ask_place"), timedelta(hours=1)
BEGUN = Draft(words="bijli nahi hai")
NUDGED = "Aap ki baat abhi adhoori hai."
NIGHT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)  # 19:30 in Pakistan: four hours later it is night


@pytest.fixture
async def talk(seeded: Database, protector: Protector, clock: SimulatedClock) -> Talk:
    """A citizen who has begun to complain."""
    made = Talk(seeded, protector)
    assert await made.say("bijli nahi hai", ASK, now=clock.now(), draft=BEGUN)
    return made


async def tend(talk: Talk, clock: SimulatedClock, after: timedelta = timedelta()) -> list[str]:
    """Let time pass, let two schedulers tend at once; the nudges written since."""
    before = len(await nudges(talk))
    clock.moment += after
    await asyncio.gather(*(drafts.tend(talk.database, talk.protector, clock.now()) for _ in range(2)))
    return [one.body for one in (await nudges(talk))[before:]]


async def nudges(talk: Talk) -> list[OutboundMessage]:
    async with talk.database.unit_of_work() as session:
        found = await session.scalars(select(OutboundMessage).order_by(OutboundMessage.seq))
        return [one for one in found if one.message_keys == [drafts.NUDGE]]


async def conversation(talk: Talk) -> Conversation:
    [found] = await rows(talk.database, Conversation)
    return found


async def test_one_nudge_then_a_person_gets_every_word(talk: Talk, clock: SimulatedClock) -> None:
    assert await tend(talk, clock, 3.9 * HOUR) == []
    [nudge] = await tend(talk, clock, 0.1 * HOUR)
    assert nudge.startswith(NUDGED)
    for _ in range(6):
        assert await tend(talk, clock, 11 * HOUR) == []
    assert await rows(talk.database, TriageItem) == []

    assert await tend(talk, clock, 2 * HOUR) == []
    [item] = await rows(talk.database, TriageItem)
    assert (item.reason, item.text, item.is_sealed) == ("draft_abandoned", "bijli nahi hai", False)
    assert item.inbound_message_id is not None
    assert item.conversation_id == (await conversation(talk)).id
    emptied = await conversation(talk)
    assert (emptied.state, emptied.draft_words, emptied.draft_message_id) == (None, None, None)
    assert await tend(talk, clock, 100 * HOUR) == []
    assert len(await rows(talk.database, TriageItem)) == 1


async def test_the_clock_of_two_schedulers_tends_once(talk: Talk, clock: SimulatedClock) -> None:
    """As they really run: each with its own leader's lock, both with the real tick."""
    clock.moment += 4 * HOUR
    settings = Settings(environment="test", channel="null", twilio_api_origin="http://127.0.0.1:1")
    stop = asyncio.Event()
    async with (
        scheduler._ticks(settings, talk.database, talk.protector) as ticks,
        scheduler._ticks(settings, talk.database, talk.protector) as others,
    ):
        both = [asyncio.create_task(scheduler.run_until(stop, talk.database, one)) for one in (ticks, others)]
        async with asyncio.timeout(20):
            while not await nudges(talk):  # noqa: ASYNC110 - the schedulers' doing
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        stop.set()
        await asyncio.gather(*both)
    assert len(await nudges(talk)) == 1


async def test_a_nudge_waits_for_the_day(seeded: Database, protector: Protector, clock: SimulatedClock) -> None:
    clock.moment = NIGHT
    talk = Talk(seeded, protector)
    await talk.say("bijli nahi hai", ASK, now=clock.now(), draft=BEGUN)
    assert await tend(talk, clock, 4 * HOUR) == []  # 23:30
    assert await tend(talk, clock, 9.4 * HOUR) == []  # 08:54
    assert len(await tend(talk, clock, 0.1 * HOUR)) == 1  # 09:00


async def test_a_nudge_too_late_for_the_window_is_not_written(talk: Talk, clock: SimulatedClock) -> None:
    """WhatsApp would refuse it; a person will call."""
    assert await tend(talk, clock, 23 * HOUR) == []
    await tend(talk, clock, 49 * HOUR)
    assert [item.reason for item in await rows(talk.database, TriageItem)] == ["draft_abandoned"]


async def test_she_goes_on_and_stops_again(talk: Talk, clock: SimulatedClock) -> None:
    assert len(await tend(talk, clock, 4 * HOUR)) == 1
    clock.moment += 60 * HOUR
    later = Draft(words="bijli nahi hai\nxqzt")
    await talk.say("xqzt", ASK, now=clock.now(), draft=later)
    assert await tend(talk, clock, 5 * HOUR) == []  # once is enough
    assert await tend(talk, clock, 60 * HOUR) == []
    assert await rows(talk.database, TriageItem) == []
    await tend(talk, clock, 8 * HOUR)
    assert [item.text for item in await rows(talk.database, TriageItem)] == [later.words]


@pytest.mark.parametrize("end", [grievance("electricity"), Say(key="draft_cancelled"), RequestHuman(text="bijli nahi")])
async def test_a_draft_that_ended_is_left_alone(talk: Talk, clock: SimulatedClock, end: Say) -> None:
    await talk.say("1", end, now=clock.now())
    assert await tend(talk, clock, 5 * HOUR) == []
    await tend(talk, clock, 80 * HOUR)
    assert "draft_abandoned" not in [item.reason for item in await rows(talk.database, TriageItem)]


async def test_a_nudge_that_has_not_left_is_taken_back_when_she_writes(talk: Talk, clock: SimulatedClock) -> None:
    channel = FakeChannel()
    await tend(talk, clock, 4 * HOUR)
    await talk.say("khatam", Say(key="draft_cancelled"), now=clock.now())
    outlet = an_outlet(talk.database, channel, talk.protector)
    while await send_due(outlet):
        pass
    assert [one.status for one in await nudges(talk)] == ["canceled"]
    assert not [body for body in channel.bodies() if body.startswith(NUDGED)]


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
async def test_stop_ends_nudge_and_call_at_once(
    seeded: Database, protector: Protector, clock: SimulatedClock, channel: str
) -> None:
    """By SMS the provider answers STOP itself; on WhatsApp the bot does, and its question stands."""
    talk = Talk(seeded, protector)
    await talk.say("bijli nahi hai", ASK, now=clock.now(), draft=BEGUN, channel=channel)
    await talk.say("STOP", OptOut(), ASK, now=clock.now(), draft=BEGUN, channel=channel)
    assert await tend(talk, clock, 5 * HOUR) == []
    await tend(talk, clock, 80 * HOUR)
    assert await rows(talk.database, TriageItem) == []


async def test_who_stops_and_goes_on_is_not_nudged_but_not_forgotten(talk: Talk, clock: SimulatedClock) -> None:
    await talk.say("stop", OptOut(), ASK, now=clock.now(), draft=BEGUN)
    await talk.say("gali 4", ASK, now=clock.now(), draft=Draft(words="bijli nahi hai\ngali 4"))
    assert await tend(talk, clock, 5 * HOUR) == []
    await tend(talk, clock, 80 * HOUR)
    assert [item.text for item in await rows(talk.database, TriageItem)] == ["bijli nahi hai\ngali 4"]


async def test_a_sealed_draft_is_not_nudged_and_only_oversight_calls(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    talk = Talk(seeded, protector)
    sealed = Draft(words="mera shohar mujhe marta hai", is_sensitive=True)
    await talk.say(sealed.words, ASK, now=clock.now(), draft=sealed)
    assert await tend(talk, clock, 5 * HOUR) == []
    await tend(talk, clock, 70 * HOUR)
    assert [(item.text, item.is_sealed) for item in await rows(talk.database, TriageItem)] == [(sealed.words, True)]


async def test_who_has_just_written_is_left_alone(talk: Talk, clock: SimulatedClock) -> None:
    """Her message waits while the bot is down: it may finish the draft."""
    clock.moment += 73 * HOUR
    await receive(talk.database, talk.protector, "1", now=clock.now())
    await tend(talk, clock)
    assert await rows(talk.database, TriageItem) == []
    talk.line.bot.script = always(grievance("electricity"))  # type: ignore[attr-defined]  # the scripted bot
    await talk.say("shukriya", grievance("electricity"), now=clock.now())
    assert talk.asked()[1].state is not None  # the draft was still there for her "1"


async def test_a_voice_note_that_waits_for_an_ear_is_one_item(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    talk = Talk(seeded, protector)
    heard = RequestHuman(reason="voice_note")
    await talk.say("", heard, now=clock.now(), draft=Draft(), media=[{"content_type": "audio/ogg"}])
    await tend(talk, clock, 80 * HOUR)
    assert [item.reason for item in await rows(talk.database, TriageItem)] == ["voice_note"]
    assert (await conversation(talk)).draft_at is None


async def test_pictures_without_a_word_are_called_back_too(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    talk = Talk(seeded, protector)
    received = Say(key="media_received")
    await talk.say("", received, now=clock.now(), draft=Draft(), media=[{"content_type": "image/jpeg"}])
    await tend(talk, clock, 80 * HOUR)
    assert [(item.reason, item.text) for item in await rows(talk.database, TriageItem)] == [("draft_abandoned", "")]


async def test_many_drafts_are_tended_in_batches(
    seeded: Database, protector: Protector, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "BATCH", 3)
    talks = [Talk(seeded, protector, phone=f"+9230012345{number:02}") for number in range(8)]
    for talk in talks:
        await talk.say("bijli nahi hai", ASK, now=clock.now(), draft=BEGUN)
    assert len(await tend(talks[0], clock, 4 * HOUR)) == 8
    await tend(talks[0], clock, 70 * HOUR)
    assert len(await rows(seeded, TriageItem)) == 8
