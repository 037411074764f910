"""An official works a case, and only the citizen says that it is solved: console's acts in, her phone out."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.cases.visibility import Viewer
from gateway.casework import service as casework
from gateway.casework.evidence import PhotoMissing, ReferenceIsPersonal
from gateway.casework.reasons import NoSuchReason
from gateway.casework.rights import NotYours
from gateway.casework.states import NotPossible
from gateway.clock import SimulatedClock
from gateway.followup import service as followup
from gateway.media.storage import Stored, Upload, new_name
from gateway.protect import Protector
from models.attachment import Attachment
from models.base import new_id
from models.case import Case
from models.case_event import CaseEvent
from models.follow_up import FollowUp
from models.office import Office
from models.official import Official
from tests.support.whole_line import WholeLine

WRITINGS = ("ur", "ur_Latn", "en")
NO_WATER = {
    "ur": "کامونکی میں پانی نہیں آ رہا",
    "ur_Latn": "Kamoke me pani nahi aa raha",
    "en": "No water in Kamoke",
}
ANSWER = "Pump repaired this morning, water is back in all streets."
YES = {"ur": "۱", "ur_Latn": "1", "en": "1"}
NO = {"ur": "نہیں", "ur_Latn": "nahi", "en": "2"}


def reply(reason: str = "work_done", text: str = ANSWER, shown: str = "", *kinds: str) -> casework.Reply:
    """An answer with a photo, unless other `kinds` of files are named."""
    files = [Upload(new_name(), Stored(kind, 9, bytes(32))) for kind in kinds or ("image/jpeg",)]
    return casework.Reply(reason, text, shown, files)


@pytest.fixture
async def case(whole: WholeLine) -> Case:
    return await filed(whole)


async def filed(whole: WholeLine, writing: str = "en") -> Case:
    """A case in the office of Kamoke, registered in this writing."""
    await whole.answer(NO_WATER[writing])
    await whole.answer("1")
    (found,) = await whole.rows(Case)
    return found


async def act(
    whole: WholeLine, protector: Protector, name: str, *words: object, role: str = "officer", office: bool = True
) -> None:
    """Act as an official of the office that has the only case now, when the citizen has put her phone away."""
    whole.clock.moment += timedelta(minutes=15)
    async with whole.database.unit_of_work() as session:
        case = (await session.scalars(select(Case))).one()
        official = Official(
            id=new_id(), username=str(new_id()), display_name="O", password_hash="x", role=role,
            office_id=case.office_id,
        )  # fmt: skip
        session.add(official)
        await session.flush()
        viewer = Viewer(role, case.office_id if office else None)
        actor = casework.Actor(official.id, viewer, whole.clock.now(), protector)
        done: Callable[..., Awaitable[Case]] = getattr(casework, name)
        await done(session, actor, case.reference, *words)
    await whole.work()


async def now_case(whole: WholeLine) -> Case:
    (found,) = await whole.rows(Case)
    return found


async def kinds(whole: WholeLine) -> list[str]:
    return [one.kind for one in sorted(await whole.rows(CaseEvent), key=lambda one: one.number)]


async def wait(whole: WholeLine, protector: Protector, clock: SimulatedClock, **time: float) -> None:
    clock.moment += timedelta(**time)
    await followup.tend(whole.database, protector, clock.now())
    await whole.work()


@pytest.mark.parametrize("writing", WRITINGS)
async def test_she_is_told_and_asked_and_her_yes_closes_the_case(
    whole: WholeLine, protector: Protector, writing: str
) -> None:
    await filed(whole, writing)
    await act(whole, protector, "accept")
    await act(whole, protector, "start")
    await act(whole, protector, "answer", reply())
    case = await now_case(whole)
    assert (case.state, case.verdict) == ("answered", "pending"), "an office never closes"
    accepted, asked = whole.read()[-2:]
    assert case.reference in accepted
    assert ANSWER in asked
    assert "1" in asked.splitlines()[-1]
    assert case.reference in await whole.answer(YES[writing])
    case = await now_case(whole)
    assert (case.state, case.verdict, case.outcome) == ("closed", "confirmed", "granted")
    assert (await kinds(whole))[-5:] == [
        "case_accepted", "work_started", "case_answered", "verdict_recorded", "case_closed",
    ]  # fmt: skip


@pytest.mark.parametrize("writing", WRITINGS)
async def test_her_no_opens_the_case_one_level_up(whole: WholeLine, protector: Protector, writing: str) -> None:
    before = await filed(whole, writing)
    await act(whole, protector, "answer", reply())
    answer = await whole.answer(NO[writing])
    case = await now_case(whole)
    assert (case.state, case.verdict, case.outcome, case.dispute_count) == ("routed", "disputed", None, 1)
    above = next(one for one in await whole.rows(Office) if one.id == case.office_id)
    assert above.office_type == "assistant_commissioner"
    assert case.office_id != before.office_id
    assert (above.name_ur if writing == "ur" else above.name_en) in answer
    assert case.resolve_due_at > before.resolve_due_at


async def test_partly_is_not_solved(whole: WholeLine, protector: Protector, case: Case) -> None:
    await act(whole, protector, "answer", reply())
    await whole.answer("3")
    assert (await now_case(whole)).verdict == "disputed"


async def test_a_second_dispute_goes_to_the_district(whole: WholeLine, protector: Protector, case: Case) -> None:
    for _ in range(2):
        await act(whole, protector, "answer", reply())
        await whole.answer("2")
    found = await now_case(whole)
    above = next(one for one in await whole.rows(Office) if one.id == found.office_id)
    assert (found.dispute_count, above.office_type) == (2, "deputy_commissioner")


async def test_silence_is_asked_again_and_is_never_a_yes(
    whole: WholeLine, protector: Protector, clock: SimulatedClock, case: Case
) -> None:
    await act(whole, protector, "answer", reply())
    clock.moment += timedelta(days=3)
    await whole.say("salam")  # opens WhatsApp's window; she says nothing of the case
    await wait(whole, protector, clock, minutes=15)
    assert case.reference in whole.read()[-1]
    await wait(whole, protector, clock, days=3, minutes=15)
    found = await now_case(whole)
    assert (found.state, found.verdict) == ("closed", "no_answer")
    assert [one.status for one in await whole.rows(FollowUp)] == ["unanswered", "unanswered"]


async def test_who_could_not_be_asked_is_not_taken_for_silent(
    whole: WholeLine, protector: Protector, clock: SimulatedClock, case: Case
) -> None:
    clock.moment += timedelta(days=2)  # WhatsApp takes nothing from us now
    await act(whole, protector, "answer", reply())
    for _ in range(20):
        await wait(whole, protector, clock, days=1)
    found = await now_case(whole)
    assert (found.state, found.verdict) == ("answered", "pending")
    await whole.say("salam")
    await wait(whole, protector, clock, minutes=15)
    assert ANSWER in whole.read()[-1]
    await whole.answer("1")
    assert (await now_case(whole)).verdict == "confirmed"


async def test_who_is_in_the_middle_of_something_is_asked_later(
    whole: WholeLine, protector: Protector, clock: SimulatedClock, case: Case
) -> None:
    clock.moment += timedelta(hours=1)
    await whole.say("bijli ka masla hai")  # a draft waits for its place
    await act(whole, protector, "answer", reply())
    assert ANSWER not in whole.read()[-1]
    await whole.say("Kamoke")
    await whole.say("1")
    await wait(whole, protector, clock, minutes=15)
    assert ANSWER in whole.read()[-1]


async def test_a_refused_transfer_leaves_the_state(whole: WholeLine, protector: Protector, case: Case) -> None:
    await act(whole, protector, "start")
    async with whole.database.unit_of_work() as session:
        found = (await session.scalars(select(Case))).one()
        viewer = Viewer("triage", None)
        actor = casework.Actor(new_id(), viewer, whole.clock.now(), protector)
        with pytest.raises(casework.NoSuchOffice):
            await casework.transfer(session, actor, found.reference, "nowhere", "theirs to do")
    # The console commits after a refusal.
    assert (await now_case(whole)).state == "in_progress"


async def test_a_late_answer_still_counts(
    whole: WholeLine, protector: Protector, clock: SimulatedClock, case: Case
) -> None:
    await act(whole, protector, "answer", reply())
    clock.moment += timedelta(days=5)
    await whole.say("2")
    assert (await now_case(whole)).verdict == "disputed"


async def test_what_was_solved_is_looked_at_again(
    whole: WholeLine, protector: Protector, clock: SimulatedClock, case: Case
) -> None:
    await act(whole, protector, "answer", reply())
    await whole.answer("1")
    clock.moment += timedelta(days=13, hours=23, minutes=55)
    await whole.say("hello")  # WhatsApp takes our question only within a day of her words
    await wait(whole, protector, clock, minutes=30)
    assert case.reference in whole.read()[-1]
    await whole.answer("2")
    found = await now_case(whole)
    assert (found.state, found.dispute_count) == ("routed", 1)


async def test_not_solved_by_number_disputes_what_was_only_answered(
    whole: WholeLine, protector: Protector, case: Case
) -> None:
    await act(whole, protector, "answer", reply())
    await whole.answer(f"not solved {case.reference}")
    assert (await now_case(whole)).dispute_count == 1


async def test_two_ticks_at_once_ask_once(
    whole: WholeLine, protector: Protector, clock: SimulatedClock, case: Case
) -> None:
    await act(whole, protector, "answer", reply())
    clock.moment += timedelta(days=3)
    await whole.say("salam")
    told = len(whole.read())
    clock.moment += timedelta(minutes=15)
    await asyncio.gather(*(followup.tend(whole.database, protector, clock.now()) for _ in range(4)))
    await whole.work()
    assert len(whole.read()) == told + 1


async def test_a_transfer_tells_her_who_has_it(whole: WholeLine, protector: Protector, case: Case) -> None:
    await act(whole, protector, "transfer", "ac-punjab-gujranwala-teh-kamoke", "belongs to the AC", role="triage")
    found = await now_case(whole)
    assert found.state == "routed"
    assert found.resolve_due_at == case.resolve_due_at, "a transfer moves no deadline"
    assert "Assistant Commissioner" in whole.read()[-1]


async def test_sent_on_for_the_third_time_it_goes_up(whole: WholeLine, protector: Protector, case: Case) -> None:
    for code in ("phed-punjab-dist-gujranwala", "mc-punjab-gujranwala-teh-kamoke", "phed-punjab-dist-gujranwala"):
        await act(whole, protector, "transfer", code, "belongs to them")
    found = await now_case(whole)
    above = next(one for one in await whole.rows(Office) if one.id == found.office_id)
    assert above.office_type == "assistant_commissioner"
    assert (await kinds(whole))[-3:] == ["case_transferred", "case_transferred", "case_sent_up"]
    assert "Assistant Commissioner" in whole.read()[-1], "she hears who really has it"
    await act(whole, protector, "answer", reply())
    await whole.answer("2")
    assert (await now_case(whole)).transfer_count == 0


@pytest.mark.parametrize(
    ("role", "is_own_office", "name", "words"),
    [
        ("triage", True, "accept", ()),
        ("administrator", True, "accept", ()),
        ("oversight", True, "start", ()),
    ],
)
async def test_who_may_see_may_not_do_everything(
    whole: WholeLine,
    protector: Protector,
    case: Case,
    role: str,
    is_own_office: bool,
    name: str,
    words: tuple[str, ...],
) -> None:
    with pytest.raises(NotYours):
        await act(whole, protector, name, *words, role=role, office=is_own_office)
    assert (await now_case(whole)).state == "routed"


async def test_an_answered_case_is_not_answered_twice(whole: WholeLine, protector: Protector, case: Case) -> None:
    await act(whole, protector, "answer", reply())
    with pytest.raises(NotPossible):
        await act(whole, protector, "answer", reply())


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (reply("solved"), NoSuchReason),
        (reply("paid"), NoSuchReason),  # another category's
        (reply(text="done"), casework.AnswerTooShort),
        (casework.Reply("work_done", ANSWER), PhotoMissing),
        (reply("work_done", ANSWER, "WASA-22/26", "application/pdf"), PhotoMissing),
        (reply(shown="0300-1234567"), ReferenceIsPersonal),
    ],
)
async def test_an_answer_that_shows_nothing_is_refused(
    whole: WholeLine, protector: Protector, case: Case, given: casework.Reply, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await act(whole, protector, "answer", given)
    found = await now_case(whole)
    assert (found.state, found.answer, found.outcome) == ("routed", None, None)
    assert await whole.rows(Attachment) == []


async def test_what_was_shown_stays_with_the_case_and_she_reads_its_number(
    whole: WholeLine, protector: Protector, case: Case
) -> None:
    await act(whole, protector, "answer", reply("supply_restored", shown="WASA-22/26"))
    found, (file,) = await now_case(whole), await whole.rows(Attachment)
    assert (found.outcome, found.reason_code, found.evidence_reference) == ("granted", "supply_restored", "WASA-22/26")
    assert (file.case_id, file.state, file.inbound_message_id) == (case.id, "stored", None)
    assert "WASA-22/26" in whole.read()[-1]
    await whole.answer("2")
    event = next(one for one in await whole.rows(CaseEvent) if one.kind == "case_answered")
    assert (event.reason, event.data["files"]) == (ANSWER, [str(file.id)]), "a dispute takes nothing out of the story"
    assert (await now_case(whole)).reason_code is None


async def test_a_refusal_needs_its_reason_and_no_photo(whole: WholeLine, protector: Protector, case: Case) -> None:
    await act(whole, protector, "answer", casework.Reply("not_found", ANSWER))
    assert (await now_case(whole)).outcome == "rejected"
