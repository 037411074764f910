"""One message becomes one turn: cases, answers, outages, order, all on a real database with a scripted bot."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.bot_client import BotUnavailable
from gateway.dialogue.contract import (
    AddDetail,
    Command,
    FindOffice,
    OpenCase,
    OptOut,
    ReopenCase,
    RequestHuman,
    Say,
    SetLanguage,
    ShowStatus,
    TurnRequest,
)
from gateway.protect import Protector
from gateway.seed import seed
from models.case import Case
from models.case_event import CaseEvent
from models.consent import ConsentEvent
from models.conversation import Conversation
from models.inbound_message import InboundMessage
from models.triage_item import TriageItem
from models.turn import Turn
from tests.support.dialogue import KAMOKE, always, bodies, drain, grievance, line, rows
from tests.support.inbound import receive


@pytest.fixture
async def seeded(database: Database, clock: SimulatedClock) -> Database:
    await seed(database)
    return database


async def test_a_grievance_becomes_a_routed_case_and_an_answer(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(seeded, protector, "pani nahi, kamoke", now=clock.now())
    await drain(line(seeded, protector, always(grievance())))
    [case] = await rows(seeded, Case)
    assert (case.state, case.area_id, case.is_sealed) == ("routed", KAMOKE, False)
    assert "Kamoke" in case.routing_reason
    assert case.resolve_due_at > case.acknowledge_due_at > clock.now()
    assert [event.kind for event in await rows(seeded, CaseEvent)] == ["case_opened", "case_routed"]
    [answer] = await bodies(seeded)
    assert answer.startswith(f"Shikayat darj ho gayi. Number {case.reference}.")
    [inbound] = await rows(seeded, InboundMessage)
    assert inbound.status == "done"


async def test_a_place_nobody_knows_goes_to_the_triage_desk_and_says_so(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(seeded, protector, "koi masla", now=clock.now())
    await drain(line(seeded, protector, always(grievance("water_supply", None))))
    assert "sahi daftar talash" in (await bodies(seeded))[0]
    assert [item.reason for item in await rows(seeded, TriageItem)] == ["no_office"]


@pytest.mark.parametrize("sealed", [grievance("corruption"), grievance(is_accusation=True)])
async def test_a_sensitive_case_is_sealed_and_names_no_office(
    seeded: Database, protector: Protector, clock: SimulatedClock, sealed: OpenCase
) -> None:
    await receive(seeded, protector, "rishwat", now=clock.now())
    await drain(line(seeded, protector, always(sealed)))
    [case] = await rows(seeded, Case)
    assert case.is_sealed
    assert "nahi dekh sakta" in (await bodies(seeded))[0]


async def test_the_same_turn_run_twice_opens_one_case_and_answers_once(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    inbound_id = await receive(seeded, protector, "pani nahi", now=clock.now())
    walked = line(seeded, protector, always(grievance()))
    await drain(walked)
    async with seeded.unit_of_work() as session:
        row = await session.get_one(InboundMessage, inbound_id)
        row.status, row.lease_until = "pending", None
    await drain(walked)
    assert len(await rows(seeded, Case)) == 1
    assert len(await rows(seeded, Turn)) == 1
    assert len(await bodies(seeded)) == 1


async def test_ten_parallel_first_messages_make_one_conversation_and_keep_their_order(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    for number in range(10):
        await receive(seeded, protector, f"message {number}", now=clock.now())
    walked = line(seeded, protector, always(Say(key="thanks")))
    await asyncio.gather(*(drain(walked) for _ in range(8)))
    await drain(walked)
    [conversation] = await rows(seeded, Conversation)
    assert conversation.turn_count == 10
    assert conversation.state == {"turns": 10}
    asked = [request.message.text for request in walked.bot.asked]  # type: ignore[attr-defined]  # the scripted bot
    assert asked == [f"message {number}" for number in range(10)]


async def test_the_bot_down_is_told_once_kept_for_a_person_and_answered_when_it_is_back(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    def broken(_request: TurnRequest) -> list[Command]:
        raise BotUnavailable("ConnectError")

    await receive(seeded, protector, "pani nahi", now=clock.now())
    walked = line(seeded, protector, broken)
    for _ in range(4):
        await drain(walked)
        clock.moment += timedelta(minutes=2)
    assert [text[:8] for text in await bodies(seeded)] == ["آپ کا پی"]
    assert [(item.reason, item.settled_at) for item in await rows(seeded, TriageItem)] == [("bot_unavailable", None)]
    walked.bot.script = always(grievance())  # type: ignore[attr-defined]  # the scripted bot
    await drain(walked)
    assert len(await rows(seeded, Case)) == 1
    assert all(item.settled_at for item in await rows(seeded, TriageItem))


async def test_a_turn_that_cannot_be_executed_goes_to_a_person_after_three_tries(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(seeded, protector, "pani nahi", now=clock.now())
    walked = line(seeded, protector, always(grievance("no_such_category")))
    for _ in range(5):
        await drain(walked)
        clock.moment += timedelta(minutes=2)
    [inbound] = await rows(seeded, InboundMessage)
    assert (inbound.status, inbound.attempts) == ("needs_person", 3)
    assert await rows(seeded, Case) == []
    assert [item.reason for item in await rows(seeded, TriageItem)] == ["turn_failed"]
    assert len(await bodies(seeded)) == 1


async def test_a_silent_bot_never_means_silence(seeded: Database, protector: Protector, clock: SimulatedClock) -> None:
    await receive(seeded, protector, "???", now=clock.now())
    await drain(line(seeded, protector, always()))
    assert len(await bodies(seeded)) == 1
    assert [item.reason for item in await rows(seeded, TriageItem)] == ["not_understood"]


async def test_status_add_and_reopen_touch_only_the_citizens_own_case(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(seeded, protector, "pani nahi", now=clock.now())
    await drain(line(seeded, protector, always(grievance())))
    [case] = await rows(seeded, Case)
    commands = [ShowStatus(reference=case.reference.lower()), AddDetail(text="aur bhi"), ReopenCase()]
    await receive(seeded, protector, "haal", now=clock.now())
    await drain(line(seeded, protector, always(*commands)))
    await receive(seeded, protector, "haal", now=clock.now(), phone="+923330000000")
    await drain(line(seeded, protector, always(ShowStatus(reference=case.reference), ShowStatus())))
    own, stranger = (await bodies(seeded))[1:]
    assert "daftar ke paas" in own
    assert f"{case.reference} mein shamil" in own
    assert "nahi mili" in stranger
    assert "koi shikayat" in stranger
    kinds = [event.kind for event in await rows(seeded, CaseEvent)]
    assert kinds == ["case_opened", "case_routed", "detail_added", "detail_added"]
    [unmoved] = await rows(seeded, Case)
    assert unmoved.resolve_due_at == case.resolve_due_at


async def test_a_closed_case_reopens_with_fresh_deadlines(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(seeded, protector, "pani nahi", now=clock.now())
    await drain(line(seeded, protector, always(grievance())))
    async with seeded.unit_of_work() as session:
        case = await session.scalar(select(Case))
        assert case is not None
        case.state, case.outcome, case.closed_at = "closed", "granted", clock.now()
    clock.moment += timedelta(days=3)
    await receive(seeded, protector, "hal nahi hua", now=clock.now())
    await drain(line(seeded, protector, always(ReopenCase())))
    [case] = await rows(seeded, Case)
    assert (case.state, case.verdict, case.closed_at) == ("routed", "disputed", None)
    assert case.resolve_due_at > clock.now()
    assert "dobara khul gayi" in (await bodies(seeded))[-1]


async def test_the_answer_is_in_the_language_asked_for(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(seeded, protector, "english please", now=clock.now())
    await drain(line(seeded, protector, always(SetLanguage(language="en"), Say(key="language_changed"))))
    await receive(seeded, protector, "shukria", now=clock.now())
    await drain(line(seeded, protector, always(Say(key="thanks"))))
    assert await bodies(seeded) == ["We will write to you in English.", "You are welcome. Write whenever you need us."]


async def test_options_are_numbered_and_named(seeded: Database, protector: Protector, clock: SimulatedClock) -> None:
    await receive(seeded, protector, "khanpur", now=clock.now())
    options = [{"area_id": KAMOKE}, {"category": "water_supply"}]
    await drain(line(seeded, protector, always(Say(key="ask_which_area", params={"options": options})), "en"))
    lines = (await bodies(seeded))[0].splitlines()
    assert lines[1] == "1 Kamoke, Gujranwala"
    assert lines[2].startswith("2 ")


async def test_find_office_hides_an_unverified_contact(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(seeded, protector, "daftar?", now=clock.now())
    await drain(line(seeded, protector, always(FindOffice(category="water_supply", area_id=KAMOKE)), "en"))
    [answer] = await bodies(seeded)
    assert "Kamoke" in answer


async def test_consent_and_a_person_on_request(seeded: Database, protector: Protector, clock: SimulatedClock) -> None:
    await receive(seeded, protector, "band karo", now=clock.now())
    await drain(line(seeded, protector, always(OptOut(), RequestHuman(text="banda chahiye"))))
    assert [(one.purpose, one.decision) for one in await rows(seeded, ConsentEvent)] == [("outreach", "withdrawn")]
    assert [(item.reason, item.text) for item in await rows(seeded, TriageItem)] == [("asked", "banda chahiye")]


async def test_a_stop_the_provider_answered_is_recorded_and_not_answered_again(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await receive(seeded, protector, "STOP", now=clock.now(), channel="sms")
    await drain(line(seeded, protector, always(Say(key="thanks"))))
    assert await bodies(seeded) == []
    assert {one.decision for one in await rows(seeded, ConsentEvent)} == {"withdrawn"}
    async with seeded.unit_of_work() as session:
        assert await session.scalar(select(func.count()).select_from(Turn)) == 0
