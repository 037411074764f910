"""Officials' texts on a real database: what they do, what is asked first, and what goes to the bot instead."""

from datetime import timedelta

import pytest

from gateway.cases.reference import generate
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.contract import AddDetail, RecordVerdict, Say
from gateway.notices import phones
from gateway.protect import Protector
from gateway.routing import service as routing
from models.case import Case
from models.case_event import CaseEvent
from models.conversation import Conversation
from models.office import Office
from models.official import Official
from models.outbound_message import OutboundMessage
from models.triage_item import TriageItem
from tests.support.dialogue import KAMOKE, Talk, grievance, rows
from tests.support.work_phones import ADDRESSES, OFFICER, add_official

WATER = "mc-punjab-gujranwala-teh-kamoke"
AC = "ac-punjab-gujranwala-teh-kamoke"
DONE = "Pump repaired, water is back in all streets"
PHOTO = [{"url": "https://api.twilio.com/a.jpg", "content_type": "image/jpeg"}]


class Desk:
    """A citizen and an official of the office that gets her cases, each with a phone."""

    def __init__(self, database: Database, protector: Protector, clock: SimulatedClock) -> None:
        self.database, self.clock = database, clock
        self.citizen, self.officer = Talk(database, protector), Talk(database, protector, OFFICER)
        self.others = [Talk(database, protector, f"+92300555000{number}") for number in range(8)]

    async def file(self, who: Talk | None = None, **more: object) -> Case:
        """A case of hers; two minutes later."""
        await (who or self.citizen).say("pani nahi", grievance(**more), now=self.tick())  # type: ignore[arg-type]
        return (await rows(self.database, Case))[-1]

    async def text(self, body: str, **more: object) -> str:
        """What the official is answered; "to the bot" when it was no work."""
        before = len(self.officer.asked())
        said = await self.officer.say(body, Say(key="greeting"), now=self.tick(), **more)  # type: ignore[arg-type]
        if len(self.officer.asked()) > before:
            return "to the bot"
        return next(one for one in reversed(said) if one)

    def tick(self, **time: float) -> object:
        self.clock.moment += timedelta(**time or {"minutes": 2})
        return self.clock.moment

    async def case(self, case: Case) -> Case:
        return next(one for one in await rows(self.database, Case) if one.id == case.id)

    async def to_citizen(self) -> list[str]:
        texts = await rows(self.database, OutboundMessage)
        return [one.body for one in texts if not one.dedupe_key.startswith(("work:", "notice:"))]


@pytest.fixture
async def desk(seeded: Database, protector: Protector, clock: SimulatedClock) -> Desk:
    await add_official(seeded, protector, WATER)
    return Desk(seeded, protector, clock)


async def test_accept_answer_and_what_the_citizen_hears(desk: Desk) -> None:
    case = await desk.file()
    assert f"{case.reference} accepted" in await desk.text("A", channel="sms")
    assert (await desk.case(case)).state == "acknowledged"
    assert any("accepted" in one or "qabool" in one.lower() for one in (await desk.to_citizen())[-1:])
    asked = await desk.text(f"R {DONE}", media=PHOTO)
    assert "1 yes" in asked
    assert (await desk.case(case)).state == "acknowledged", "nothing is sent before she says so"
    desk.tick(minutes=20)
    assert "is asked whether it is solved" in await desk.text("1 yes")
    found = await desk.case(case)
    assert (found.state, found.outcome, found.answer) == ("answered", "granted", DONE)
    assert DONE in (await desk.to_citizen())[-1]


async def test_every_act_is_noted_with_who_and_by_which_channel(desk: Desk) -> None:
    await desk.file()
    await desk.text("A", channel="sms")
    await desk.text(f"R {DONE}", media=PHOTO, channel="whatsapp")
    await desk.text("1", channel="whatsapp")
    (official,) = await rows(desk.database, Official)
    noted = [one for one in await rows(desk.database, CaseEvent) if one.actor == "official"]
    channels = {one.kind: one.data["channel"] for one in noted}
    assert channels == {"case_accepted": "sms", "case_answered": "whatsapp"}
    assert {one.actor_id for one in noted} == {official.id}


async def test_partly(desk: Desk) -> None:
    case = await desk.file()
    await desk.text("R partly two streets have water", media=PHOTO)
    await desk.text("haan")
    found = await desk.case(case)
    assert (found.outcome, found.reason_code) == ("partly_granted", "part_done")


async def test_no_needs_a_reason_and_no_photo(desk: Desk) -> None:
    case = await desk.file()
    listed = (await desk.text("R no the line is on private land")).splitlines()
    number = next(line.split()[0] for line in listed if "private matter" in line)
    assert "not possible" in await desk.text(number)
    await desk.text("1")
    found = await desk.case(case)
    assert (found.outcome, found.reason_code) == ("rejected", "private_matter")
    assert found.answer == "no the line is on private land"


async def test_a_photo_may_follow_the_words(desk: Desk) -> None:
    case = await desk.file()
    assert "photo" in await desk.text(f"R {DONE}")
    assert await desk.text("bijli nahi aa rahi") == "to the bot", "she may do something else"
    await desk.text(f"R {DONE}")
    assert "1 yes" in await desk.text("", media=PHOTO)
    await desk.text("1")
    assert (await desk.case(case)).answer == DONE


async def test_the_number_of_a_paper_may_show_it(seeded: Database, protector: Protector, clock: SimulatedClock) -> None:
    async with seeded.unit_of_work() as session:
        office = (await routing.explain(session, "electricity", KAMOKE)).office.code
    await add_official(seeded, protector, office)
    desk = Desk(seeded, protector, clock)
    case = await desk.file(category="electricity")
    assert "number of the receipt" in await desk.text("R transformer changed, supply is back")
    assert "1 yes" in await desk.text("GEPCO-22/1931")
    await desk.text("1")
    found = await desk.case(case)
    assert (found.state, found.evidence_reference) == ("answered", "GEPCO-22/1931")


async def test_a_question_reaches_the_citizen_and_her_answer_comes_back(desk: Desk) -> None:
    case = await desk.file()
    desk.tick(minutes=20)
    assert "the citizen is asked" in await desk.text("Q which street is it in, please?")
    assert "which street is it in" in (await desk.to_citizen())[-1]
    await desk.citizen.say("gali 4", AddDetail(reference=case.reference), now=desk.tick())  # type: ignore[arg-type]
    texts = [one.body for one in await rows(desk.database, OutboundMessage) if one.dedupe_key.startswith("notice:")]
    assert "answered your question" in texts[-1]


async def test_what_she_takes_back_is_not_done(desk: Desk) -> None:
    case = await desk.file()
    await desk.text(f"R {DONE}", media=PHOTO)
    assert "Nothing was done" in await desk.text("0")
    assert await desk.text("1") == "to the bot", "the question is over"
    await desk.text(f"R {DONE}", media=PHOTO)
    desk.tick(hours=3)
    assert await desk.text("1") == "to the bot", "she has forgotten what it was about"
    await desk.text(f"R {DONE}", media=PHOTO)
    assert await desk.text("meri gali me bijli nahi") == "to the bot"
    assert await desk.text("1") == "to the bot"
    assert (await desk.case(case)).state == "routed"


async def test_the_case_is_sent_on_after_asking(desk: Desk) -> None:
    case = await desk.file()
    assert "Assistant Commissioner" in await desk.text("F assistant commissioner")
    assert "Assistant Commissioner" in await desk.text("1")
    ac = next(one for one in await rows(desk.database, Office) if one.code == AC)
    assert (await desk.case(case)).office_id == ac.id
    event = next(one for one in await rows(desk.database, CaseEvent) if one.kind == "case_transferred")
    assert "assistant commissioner" in event.reason
    assert "no open case" in await desk.text("A")


async def test_several_offices_are_offered(desk: Desk) -> None:
    case = await desk.file()
    listed = (await desk.text("F commissioner")).splitlines()
    number = next(line.split()[0] for line in listed if "Deputy" in line)
    assert "Deputy Commissioner" in await desk.text(number)
    await desk.text("1")
    found = await desk.case(case)
    office = next(one for one in await rows(desk.database, Office) if one.id == found.office_id)
    assert office.office_type == "deputy_commissioner"
    assert await desk.text("F nowhere at all") != "to the bot"


async def test_two_cases_that_came_together_are_told_apart_by_a_number(desk: Desk) -> None:
    first, second = await desk.file(), await desk.file(desk.others[0])
    listed = await desk.text("A")
    assert first.reference in listed
    assert second.reference in listed
    number = next(line.split()[0] for line in listed.splitlines() if first.reference in line)
    assert first.reference in await desk.text(number)
    assert (await desk.case(first)).state == "acknowledged"
    # Only one is left that can be accepted, and the one she is at is the one that she answers.
    assert second.reference in await desk.text("A")
    await desk.text(f"R {DONE}", media=PHOTO)
    await desk.text("1")
    assert [(await desk.case(one)).state for one in (first, second)] == ["acknowledged", "answered"]


async def test_the_last_one_spoken_of_is_meant_when_the_others_lie_back(desk: Desk) -> None:
    first = await desk.file()
    desk.tick(hours=1)
    second = await desk.file(desk.others[0])
    assert second.reference in await desk.text("A")
    assert (await desk.case(first)).state == "routed"


async def test_a_number_names_any_case_of_the_office(desk: Desk) -> None:
    first, second = await desk.file(), await desk.file(desk.others[0])
    assert first.reference in await desk.text(f"{first.reference.lower()} a")
    wrong = second.reference[:-2] + second.reference[-1] + second.reference[-2]
    answer = await desk.text(f"A {wrong}")
    if wrong != second.reference:
        assert f"Did you mean {second.reference}" in answer
    assert "no case" in await desk.text(f"A {generate()}")


async def test_another_offices_case_is_as_good_as_none(desk: Desk, protector: Protector) -> None:
    theirs = await desk.file(category="police")
    sealed = await desk.file(desk.others[0], category="corruption")
    unknown = generate()
    answers = [(await desk.text(f"A {one}")).replace(one, "N") for one in (theirs.reference, sealed.reference, unknown)]
    assert len(set(answers)) == 1
    assert (await desk.case(theirs)).state == (await desk.case(sealed)).state == "routed"


async def test_oversight_does_not_work_sealed_cases_by_text(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await add_official(seeded, protector, "oversight-punjab", role="oversight")
    desk = Desk(seeded, protector, clock)
    case = await desk.file(category="corruption")
    assert "can be worked by text" in await desk.text(f"A {case.reference}")
    assert (await desk.case(case)).state == "routed"


async def test_any_other_number_is_a_citizens(desk: Desk) -> None:
    case = await desk.file()
    stranger = desk.others[1]
    await stranger.say(f"A {case.reference}", Say(key="greeting"), now=desk.tick())  # type: ignore[arg-type]
    assert len(stranger.asked()) == 1
    assert (await desk.case(case)).state == "routed"


async def test_an_official_stays_a_citizen_and_never_works_her_own_complaint(desk: Desk) -> None:
    own = await desk.file(desk.officer)
    assert "can be worked by text" in await desk.text(f"A {own.reference}")
    assert await desk.text(f"{own.reference} ka kya bana") == "to the bot"
    assert await desk.text("bijli nahi aa rahi") == "to the bot"
    assert (await desk.case(own)).state == "routed"


async def test_her_one_answers_what_she_was_asked_last(desk: Desk) -> None:
    own = await desk.file(desk.officer, category="police")
    case = await desk.file()
    await desk.text(f"R {case.reference} {DONE}", media=PHOTO)
    async with desk.database.unit_of_work() as session:
        found = await session.get_one(Conversation, own.conversation_id)
        asked_at = desk.clock.now() + timedelta(minutes=1)
        found.pending_question = {"question": "solved", "case_id": str(own.id), "asked_at": asked_at.isoformat()}
    before = len(desk.officer.asked())
    await desk.officer.say("1", RecordVerdict(answer="yes"), now=desk.tick())  # type: ignore[arg-type]
    assert len(desk.officer.asked()) == before + 1
    assert (await desk.case(case)).state == "routed"


async def test_what_is_not_understood_is_helped_then_kept_for_a_person(desk: Desk) -> None:
    case = await desk.file()
    assert f"A {case.reference}" in await desk.text(f"{case.reference} kal dekhenge")
    assert f"/console/cases/{case.reference}" in await desk.text(f"{case.reference} kal dekhenge")
    (item,) = [one for one in await rows(desk.database, TriageItem) if one.reason == "not_understood"]
    assert "kal dekhenge" in item.text


@pytest.mark.parametrize(
    ("text", "said"),
    [("R", "write R and then"), ("R done", "write R and then"), ("F", "write F and then"), ("Q", "write Q and then"),
     ("Q where", "write Q and then")],
)  # fmt: skip
async def test_what_is_missing_is_asked_for(desk: Desk, text: str, said: str) -> None:
    case = await desk.file()
    answer = await desk.text(text)
    assert said in answer
    assert case.reference in answer


async def test_what_cannot_be_done_is_said(desk: Desk) -> None:
    case = await desk.file()
    await desk.text("A")
    assert "cannot be done" in await desk.text(f"A {case.reference}")


async def test_a_phone_becomes_hers_by_the_code_and_not_before(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    official = await add_official(seeded, protector, WATER, phone=None)
    desk = Desk(seeded, protector, clock)
    case = await desk.file()
    async with seeded.unit_of_work() as session:
        code = await phones.begin(session, protector, official, OFFICER, ADDRESSES, clock.now())
    assert await desk.text(f"A {case.reference}") == "to the bot"
    assert "not the code" in await desk.text(f"{(int(code) + 1) % 1_000_000:06}")
    assert "registered" in await desk.text(code, channel="sms")
    assert "accepted" in await desk.text(f"A {case.reference}", channel="sms")


async def test_an_ended_account_works_nothing(desk: Desk) -> None:
    case = await desk.file()
    async with desk.database.unit_of_work() as session:
        official = (await rows(desk.database, Official))[0]
        (await session.get_one(Official, official.id)).is_active = False
    assert await desk.text(f"A {case.reference}") == "to the bot"


async def test_in_urdu(seeded: Database, protector: Protector, clock: SimulatedClock) -> None:
    await add_official(seeded, protector, WATER, language="ur")
    desk = Desk(seeded, protector, clock)
    case = await desk.file()
    assert "قبول ہوگئی" in await desk.text("قبول")
    assert "1 ہاں" in await desk.text("ہوگیا موٹر ٹھیک کر دی گئی ہے، پانی بحال ہے", media=PHOTO)
    desk.tick(minutes=20)
    await desk.text("۱")
    found = await desk.case(case)
    assert (found.state, found.answer) == ("answered", "موٹر ٹھیک کر دی گئی ہے، پانی بحال ہے")
