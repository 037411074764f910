"""Questions about programmes on a real database with a scripted bot: questions, findings, lists, and exact repeats."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.bot_client import BotUnavailable
from gateway.dialogue.contract import AssessEligibility, Command, DescribeProgramme, FactTold, Say, TurnRequest
from gateway.eligibility import repository
from gateway.eligibility.registry import Entry
from gateway.protect import Protector
from models.conversation import Conversation
from models.outbound_message import OutboundMessage
from models.registry import RegistryExtract
from models.turn import Turn
from tests.db.dialogue.test_service import always, bodies, drain, line, rows
from tests.support.inbound import receive

KAMOKE = "punjab-gujranwala-teh-kamoke"
NUMBER = "3520212345672"


def assess(
    programme: str | None = None, *, area_id: str | None = KAMOKE, has_cnic: bool = False, **facts: Any
) -> Command:
    told = [FactTold(fact=fact, value=value) for fact, value in facts.items()]
    return AssessEligibility(programme=programme, facts=told, area_id=area_id, has_cnic=has_cnic)


async def say(
    database: Database,
    protector: Protector,
    clock: SimulatedClock,
    *commands: Command,
    language: str = "en",
    **more: Any,
) -> str:
    """The answer to a message that the bot answers with `commands`."""
    clock.moment += timedelta(minutes=1)
    await receive(database, protector, "x y z", now=clock.now(), **more)
    await drain(line(database, protector, always(*commands), language))
    return (await bodies(database))[-1]


async def pending(database: Database) -> str | None:
    async with database.unit_of_work() as session:
        found: dict[str, str] | None = await session.scalar(select(Conversation.pending_question))
        return found["question"] if found else None


async def test_the_question_asked_goes_to_the_bot_with_the_next_message(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    answer = await say(seeded, protector, clock, assess())
    assert answer == "Does a woman of your home get Kafaalat money now? 1 yes, 2 no, 0 not known"
    asked: list[TurnRequest] = []

    def script(request: TurnRequest) -> list[Command]:
        asked.append(request)
        return [assess(receives_kafaalat=False)]

    await receive(seeded, protector, "2", now=clock.now())
    await drain(line(seeded, protector, script, "en"))
    assert asked[0].metadata.pending_question == "eligibility:receives_kafaalat"
    assert await pending(seeded) == "eligibility:poverty_score"
    assert (await bodies(seeded))[
        -1
    ] == "What is your household's score in the BISP survey? Write the number; 0 if not known."


async def test_a_repeated_turn_asks_the_same_of_the_bot(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    """The bot fails at first: the message comes again with the same state and the same pending question."""
    await say(seeded, protector, clock, assess())
    asked: list[TurnRequest] = []

    def script(request: TurnRequest) -> list[Command]:
        asked.append(request)
        if len(asked) == 1:
            raise BotUnavailable
        return [assess(receives_kafaalat=False)]

    await receive(seeded, protector, "2", now=clock.now())
    walked = line(seeded, protector, script, "en")
    await drain(walked)
    clock.moment += timedelta(minutes=1)
    await drain(walked)
    assert asked[0] == asked[1]
    assert len(await rows(seeded, Turn)) == 2


async def test_other_answers_leave_the_question_and_findings_end_it(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await say(seeded, protector, clock, assess())
    await say(seeded, protector, clock, Say(key="ask_language"))
    assert await pending(seeded) == "eligibility:receives_kafaalat"
    await say(seeded, protector, clock, assess(receives_kafaalat=False, poverty_score=60.0))
    assert await pending(seeded) is None


async def test_a_choice_lists_its_answers(seeded: Database, protector: Protector, clock: SimulatedClock) -> None:
    answer = await say(seeded, protector, clock, assess(receives_kafaalat=False, poverty_score=None), language="ur")
    assert answer.splitlines()[1:] == [
        "1 سرکاری نوکری",
        "2 ٹیکس دہندہ",
        "3 گاڑی کے مالک",
        "4 بیرونِ ملک سفر",
        "5 کوئی نہیں",
    ]


async def test_an_answer_not_understood_is_asked_again(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    again = AssessEligibility(facts=[], is_repeated=True)
    answer = await say(seeded, protector, clock, again)
    assert answer.startswith("We did not understand. Please answer with a number.\nDoes a woman")


PAID = {"receives_kafaalat": True, "has_schoolchild": False, "has_mother_or_infant": True}
REFUSED = {"receives_kafaalat": False, "poverty_score": None, "exclusion": "vehicle_owner"}
UNKNOWN = {
    "receives_kafaalat": False, "poverty_score": None, "exclusion": "none", "has_schoolchild": True,
    "has_mother_or_infant": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        (
            PAID,
            [
                "Only an estimate:", "Likely: Kafaalat, Nashonuma.",
                "Unlikely: Taleemi Wazaif (needs a child of 4 to 22 in school).",
                "Ask us by name: Rashan, scholarship, loan, Panahgah.",
                "Bring CNIC and B-form: BISP Office, Kamoke.",
                "Never give anyone money, PIN or OTP. BISP writes from 8171 only.",
            ],
        ),
        (
            REFUSED,
            [
                "Only an estimate:", "Unlikely: Kafaalat, Taleemi Wazaif, Nashonuma (vehicle owners are left out).",
                "Ask us by name: Rashan, scholarship, loan, Panahgah.", "Rejected wrongly? Write: APPEAL",
                "Never give anyone money, PIN or OTP. BISP writes from 8171 only.",
            ],
        ),
        (
            UNKNOWN,
            [
                "Only an estimate:",
                "Unlikely: Nashonuma (needs a mother-to-be, nursing mother or child under 2).",
                "Cannot say: Kafaalat, Taleemi Wazaif (survey score not known).",
                "Ask us by name: Rashan, scholarship, loan, Panahgah.",
                "Bring CNIC and B-form: BISP Office, Kamoke.",
                "Never give anyone money, PIN or OTP. BISP writes from 8171 only.",
            ],
        ),
    ],
)  # fmt: skip
async def test_findings(
    seeded: Database, protector: Protector, clock: SimulatedClock, facts: dict[str, Any], lines: list[str]
) -> None:
    answer = await say(seeded, protector, clock, assess(**facts))
    assert answer.splitlines() == lines
    assert await pending(seeded) is None


async def test_findings_without_an_area_end_with_the_question_for_it(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    answer = await say(seeded, protector, clock, assess(area_id=None, **PAID))
    assert answer.splitlines()[-3:] == [
        "Bring CNIC and B-form to the office.", "Never give anyone money, PIN or OTP. BISP writes from 8171 only.",
        "Your tehsil?",
    ]  # fmt: skip
    assert await pending(seeded) == "eligibility:area"


async def test_disputed_limits_are_said_to_be_disputed(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    facts = {"receives_kafaalat": False, "poverty_score": 33.0, "has_disabled_member": False, "exclusion": "none"}
    answer = await say(seeded, protector, clock, assess("kafaalat", **facts))
    assert "Cannot say: Kafaalat (sources differ whether the limit is 32 or 34)." in answer


async def test_of_a_programme_not_known_to_run_nothing_is_asked_or_promised(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    answer = await say(seeded, protector, clock, assess("rashan_riayat"))
    assert answer.splitlines()[1] == "Cannot say: Rashan (not confirmed that it runs today)."
    assert await pending(seeded) is None


async def test_which_rule_and_facts_led_to_an_answer_is_kept(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await say(seeded, protector, clock, assess(**REFUSED))
    async with seeded.unit_of_work() as session:
        [sent] = await session.scalars(select(OutboundMessage))
        [turn] = await session.scalars(select(Turn))
    told = dict(zip(sent.message_keys, sent.params, strict=True))
    [group] = told["eligibility_unlikely"]["groups"]
    assert group["rule"] == "kafaalat-vehicle-owner"
    assert {"fact": "exclusion", "value": "vehicle_owner"} in turn.commands[0]["facts"]


async def test_urdu_by_sms_stays_short(seeded: Database, protector: Protector, clock: SimulatedClock) -> None:
    for facts in (PAID, REFUSED, UNKNOWN):
        answer = await say(seeded, protector, clock, assess(**facts), language="ur", channel="sms")
        assert "نام لکھ کر پوچھیں" not in answer
    async with seeded.unit_of_work() as session:
        parts = list(await session.scalars(select(OutboundMessage.part_count).order_by(OutboundMessage.seq)))
    assert max(parts) <= 3
    assert len(parts) == 3


async def load_list(database: Database, protector: Protector, clock: SimulatedClock, *found: tuple[str, str]) -> None:
    async with database.unit_of_work() as session:
        extract = RegistryExtract(
            source="BISP office Kamoke", extracted_on=date(2026, 11, 1), imported_at=clock.now(), row_count=len(found)
        )
        entries = [Entry(protector.hash_cnic(NUMBER), programme, status) for programme, status in found]
        await repository.replace_extract(session, extract, entries)


async def test_a_listed_number_is_answered_from_the_list(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await load_list(seeded, protector, clock, ("kafaalat", "ineligible"), ("nashonuma", "under_review"))
    hashed = {"cnic_hash": protector.hash_cnic(NUMBER)}
    answer = await say(seeded, protector, clock, assess(has_cnic=True), **hashed)
    assert answer.splitlines() == [
        "List of BISP office Kamoke, 1 November 2026: Kafaalat not eligible, Nashonuma under review. "
        "The office decides.",
        "Rejected wrongly? Write: APPEAL",
        "Never give anyone money, PIN or OTP. BISP writes from 8171 only.",
    ]
    assert await pending(seeded) is None


async def test_a_number_that_is_not_listed_is_told_so_and_the_questions_begin(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await load_list(seeded, protector, clock, ("kafaalat", "eligible"))
    hashed = {"cnic_hash": protector.hash_cnic("3520212345671")}
    answer = await say(seeded, protector, clock, assess(has_cnic=True), **hashed)
    told, question = answer.splitlines()
    assert told == "That CNIC is not in the list we have (BISP office Kamoke, 1 November 2026)."
    assert question.startswith("Does a woman")


async def test_without_a_list_she_is_told_honestly(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    hashed = {"cnic_hash": protector.hash_cnic(NUMBER)}
    answer = await say(seeded, protector, clock, assess(has_cnic=True), **hashed)
    assert answer.startswith("We have no official list to look a CNIC up in.")
    assert await pending(seeded) == "eligibility:receives_kafaalat"


async def test_a_mask_typed_by_hand_finds_nobody(seeded: Database, protector: Protector, clock: SimulatedClock) -> None:
    await load_list(seeded, protector, clock, ("kafaalat", "eligible"))
    assert (await say(seeded, protector, clock, assess(has_cnic=True))).startswith("Does a woman")


@pytest.mark.parametrize(
    ("programme", "begins", "ends"),
    [
        ("kafaalat", "Kafaalat: Quarterly money", "(2024)."),
        ("rashan_riayat", "Rashan in 2021: Rs 1,000 a month off", "Whether it runs today is not confirmed."),
        (None, "Registration is free at the BISP tehsil office", "loan, Panahgah."),
    ],
)
async def test_a_programme_is_told_with_its_year(
    seeded: Database, protector: Protector, clock: SimulatedClock, programme: str | None, begins: str, ends: str
) -> None:
    answer = await say(seeded, protector, clock, DescribeProgramme(programme=programme))
    assert answer.startswith(begins)
    told = answer.splitlines()[1 if programme is None else 0]
    assert told.endswith(ends.replace("(2024).", "Indicative, source of 2024."))


async def test_what_is_disputed_is_never_told_of_a_programme(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    for programme in ("kafaalat", "taleemi_wazaif", "interest_free_loan"):
        answer = await say(seeded, protector, clock, DescribeProgramme(programme=programme))
        assert not any(figure in answer for figure in ("13,500", "14,500", "executive", "40"))
