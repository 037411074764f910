"""Pictures, voice and words of a draft end with the case; emergency numbers come from the directory of helplines."""

from typing import Any

import pytest

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.contract import AddDetail, Draft, OpenCase, RequestHuman, Say, ShowHelpline
from gateway.protect import Protector
from models.case import Case
from models.case_event import CaseEvent
from models.inbound_message import InboundMessage
from models.triage_item import TriageItem
from tests.support.dialogue import KAMOKE, Talk, grievance, rows

PHOTO, VOICE = [{"content_type": "image/jpeg"}], [{"content_type": "audio/ogg"}]
WAITS = Draft(words="gali ki light kharab hai")
ASK = Say(key="ask_place")


@pytest.fixture
def talk(seeded: Database, protector: Protector) -> Talk:
    return Talk(seeded, protector)


async def added(talk: Talk, case: Case) -> list[str]:
    """Bodies of the messages that the case's timeline shows, in order; a picture reads as its type."""
    inbound = {one.id: one for one in await rows(talk.database, InboundMessage)}
    events = [one for one in await rows(talk.database, CaseEvent) if one.case_id == case.id]
    shown = [inbound[one.inbound_message_id] for one in events if one.kind == "detail_added" and one.inbound_message_id]
    return [one.body or str(one.media[0]["content_type"]) for one in shown]


async def test_a_voice_note_is_heard_by_a_person_and_linked_to_the_case(talk: Talk, clock: SimulatedClock) -> None:
    [answer] = await talk.say("", RequestHuman(reason="voice_note"), now=clock.now(), draft=Draft(), media=VOICE)
    assert answer.startswith("Aap ki awaz mil gayi.")
    [item] = await rows(talk.database, TriageItem)
    assert (item.reason, item.case_id, item.settled_at) == ("voice_note", None, None)
    await talk.say("Kamoke me light kharab hai", Say(key="confirm_again"), now=clock.now(), draft=WAITS)
    opening = grievance("street_light").model_copy(update={"media_messages": [await talk.message_id(0)]})
    await talk.say("1", opening, now=clock.now())
    [case] = await rows(talk.database, Case)
    [item] = await rows(talk.database, TriageItem)
    assert (item.case_id, item.is_sealed, item.settled_at) == (case.id, False, None)


async def test_a_voice_note_of_a_sealed_case_becomes_as_sealed(talk: Talk, clock: SimulatedClock) -> None:
    await talk.say("", RequestHuman(reason="voice_note"), now=clock.now(), draft=Draft(), media=VOICE)
    opening = grievance("corruption").model_copy(update={"media_messages": [await talk.message_id(0)]})
    await talk.say("1", opening, now=clock.now())
    assert [item.is_sealed for item in await rows(talk.database, TriageItem)] == [True]


async def test_nobody_links_the_voice_note_of_another(talk: Talk, clock: SimulatedClock) -> None:
    await talk.say("", RequestHuman(reason="voice_note"), now=clock.now(), draft=Draft(), media=VOICE)
    other = Talk(talk.database, talk.protector, phone="+923330000000")
    named = [await talk.message_id(0)]
    await other.say("1", grievance().model_copy(update={"media_messages": named}), now=clock.now())
    await other.say("aur", AddDetail(messages=named), now=clock.now())
    assert [item.case_id for item in await rows(talk.database, TriageItem)] == [None]
    assert await added(other, (await rows(talk.database, Case))[0]) == ["aur"]


@pytest.mark.parametrize(("category", "is_sealed"), [("street_light", False), ("corruption", True)])
async def test_a_voice_note_about_an_open_case_is_as_sealed_as_the_case(
    talk: Talk, clock: SimulatedClock, category: str, is_sealed: bool
) -> None:
    await talk.say("x", grievance(category), now=clock.now())
    told = await talk.say("", AddDetail(), RequestHuman(reason="voice_note"), now=clock.now(), media=VOICE)
    [case] = await rows(talk.database, Case)
    assert case.reference in told[0]
    item = next(one for one in await rows(talk.database, TriageItem) if one.reason == "voice_note")
    assert (item.case_id, item.is_sealed) == (case.id, is_sealed)


async def test_words_about_her_open_case_are_shown_there_not_the_digit(talk: Talk, clock: SimulatedClock) -> None:
    await talk.say("pani nahi", grievance(), now=clock.now())
    [case] = await rows(talk.database, Case)
    await talk.say("pani phir band hai", Say(key="ask_own_case", params=_own(case)), now=clock.now(), draft=WAITS)
    named = [await talk.message_id(1)]
    told = AddDetail(reference=case.reference, text="pani phir band hai", messages=named)
    [answer] = await talk.say("1", told, now=clock.now())
    assert case.reference in answer
    assert await added(talk, case) == ["pani phir band hai"]


async def test_a_picture_with_the_last_answer_belongs_too(talk: Talk, clock: SimulatedClock) -> None:
    await talk.say("pani nahi", grievance(), now=clock.now())
    [case] = await rows(talk.database, Case)
    await talk.say("pani phir band hai", Say(key="ask_own_case", params=_own(case)), now=clock.now(), draft=WAITS)
    told = AddDetail(reference=case.reference, messages=[await talk.message_id(1)])
    await talk.say("", told, now=clock.now(), media=PHOTO)
    assert await added(talk, case) == ["pani phir band hai", "image/jpeg"]


async def test_the_bot_is_told_where_her_open_cases_are(talk: Talk, clock: SimulatedClock) -> None:
    await talk.say("pani nahi", grievance(), now=clock.now())
    await talk.say("bijli nahi", ASK, now=clock.now())
    [known] = talk.asked()[-1].metadata.open_cases
    assert (known.category, known.area_id) == ("water_supply", KAMOKE)
    assert talk.asked()[-1].metadata.last_area_id == KAMOKE


async def test_a_question_with_answers_to_choose_names_them(talk: Talk, clock: SimulatedClock) -> None:
    options = [{"reply": "all"}, {"category": "electricity"}, {"reply": "change"}]
    params: dict[str, Any] = {"area_id": KAMOKE, "options": options}
    [answer] = await talk.say("x", Say(key="confirm_matters", params=params), now=clock.now())
    assert answer.splitlines()[1:] == ["1 sab", "2 Bijli", "3 kuch badalna hai"]


@pytest.mark.parametrize(("situation", "number"), [("danger", "1122"), ("violence", "15 / 1122")])
async def test_the_emergency_number_comes_first(talk: Talk, clock: SimulatedClock, situation: Any, number: str) -> None:
    [answer] = await talk.say("aag lagi hai", ShowHelpline(situation=situation), ASK, now=clock.now())
    assert number in answer.splitlines()[0]


async def test_an_urgent_case_is_marked(talk: Talk, clock: SimulatedClock) -> None:
    urgent = OpenCase(category="gas", description="gas leak", area_id=KAMOKE, is_urgent=True)
    await talk.say("1", urgent, now=clock.now())
    assert [case.is_urgent for case in await rows(talk.database, Case)] == [True]


def _own(case: Case) -> dict[str, Any]:
    return {"reference": case.reference, "category": case.category_code, "area_id": case.area_id}
