"""An office asks, the clock waits, and whatever she writes, shows or says next belongs to the case asked about."""

from datetime import timedelta

import pytest

from gateway.casework import asking
from gateway.casework import service as casework
from gateway.clock import SimulatedClock
from gateway.protect import Protector
from models.case import Case
from models.case_event import CaseEvent
from tests.line.test_casework import filed, kinds, now_case, reply, wait
from tests.support.casework import officer_of
from tests.support.files import ACCEPTED, VOICE_NOTE, upload
from tests.support.whole_line import WholeLine

QUESTION = "Which street is it, and since when?"


@pytest.fixture
async def case(whole: WholeLine) -> Case:
    return await filed(whole)


async def ask(whole: WholeLine, protector: Protector, case: Case, **after: float) -> Case:
    whole.clock.moment += timedelta(**after or {"minutes": 15})
    actor = await officer_of(whole.database, protector, case.office_id)
    async with whole.database.unit_of_work() as session:
        await asking.ask(session, actor, case.reference, QUESTION)
    await whole.work()
    return await now_case(whole)


@pytest.mark.parametrize("words", ["gali number 4 masjid ke paas", "7", "haan", "کل شام سے"])
async def test_her_words_go_to_the_case_and_the_clock_runs_again(
    whole: WholeLine, protector: Protector, case: Case, words: str
) -> None:
    asked = await ask(whole, protector, case)
    assert (asked.state, QUESTION in whole.read()[-1]) == ("waiting_for_citizen", True)
    whole.clock.moment += timedelta(hours=2)
    assert case.reference in await whole.answer(words)
    found = await now_case(whole)
    assert (found.state, found.paused_at, found.paused_minutes) == ("in_progress", None, 120)
    assert found.resolve_due_at > case.resolve_due_at
    assert (await kinds(whole))[-3:] == ["citizen_asked", "detail_added", "clock_resumed"]
    await whole.say("Kamoke me bijli nahi hai")
    assert (await kinds(whole))[-1] == "clock_resumed", "what she says later is another matter"


@pytest.mark.parametrize("file", [upload(ACCEPTED["image/jpeg"]), upload(VOICE_NOTE, "audio/ogg")])
async def test_a_photo_or_voice_note_answers_too(
    whole: WholeLine, protector: Protector, case: Case, file: dict[str, str]
) -> None:
    await ask(whole, protector, case)
    await whole.say("", media=[file])
    assert (await now_case(whole)).state == "in_progress"


async def test_silence_gives_the_case_back_with_the_clock_running(
    whole: WholeLine, protector: Protector, clock: SimulatedClock, case: Case
) -> None:
    await ask(whole, protector, case)
    clock.moment += timedelta(days=1)
    await asking.resume_paused(whole.database, clock.now())
    assert (await now_case(whole)).state == "waiting_for_citizen"
    clock.moment += timedelta(days=3)
    for _ in range(2):
        await asking.resume_paused(whole.database, clock.now())
    found = await now_case(whole)
    assert (found.state, found.paused_minutes) == ("in_progress", 960)
    (event,) = [one for one in await whole.rows(CaseEvent) if one.kind == "clock_resumed"]
    assert (event.actor, event.data) == ("system", {"why": "cap", "minutes": 960})
    again = await ask(whole, protector, found)
    assert (again.state, again.paused_at) == ("in_progress", None), "asking again stops nothing"
    assert case.reference in await whole.answer("gali number 4"), "a late answer finds its case"


async def test_at_night_she_is_asked_in_the_morning(
    whole: WholeLine, protector: Protector, clock: SimulatedClock, case: Case
) -> None:
    told = len(whole.read())
    await ask(whole, protector, case, hours=12)
    assert len(whole.read()) == told
    await wait(whole, protector, clock, hours=11)
    assert QUESTION in whole.read()[-1]


async def test_who_wants_no_questions_is_not_asked(whole: WholeLine, protector: Protector, case: Case) -> None:
    await whole.say("no messages at all")
    await whole.say("sab band karo")
    with pytest.raises(asking.NotToBeAsked):
        await ask(whole, protector, case)
    assert (await now_case(whole)).state == "routed"


async def test_an_answer_of_the_office_ends_the_waiting(whole: WholeLine, protector: Protector, case: Case) -> None:
    await ask(whole, protector, case)
    whole.clock.moment += timedelta(hours=1)
    actor = await officer_of(whole.database, protector, case.office_id)
    async with whole.database.unit_of_work() as session:
        await casework.answer(session, actor, case.reference, reply())
    await whole.work()
    found = await now_case(whole)
    assert (found.state, found.paused_at, found.paused_minutes) == ("answered", None, 60)
    await whole.answer("1")
    assert (await now_case(whole)).verdict == "confirmed", "the newest question is the one that is answered"


async def test_a_question_has_a_length(whole: WholeLine, protector: Protector, case: Case) -> None:
    actor = await officer_of(whole.database, protector, case.office_id)
    async with whole.database.unit_of_work() as session:
        for text in ("Where?", "x" * 301):
            with pytest.raises(asking.QuestionLength):
                await asking.ask(session, actor, case.reference, text)
