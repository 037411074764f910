"""Eligibility along the whole line with the trained bot: what she asks and is asked, what she reads, what is kept."""

from datetime import date
from pathlib import Path

import pytest
import structlog.testing
from sqlalchemy import text

from gateway.eligibility.service import Provenance, import_extract
from models.case import Case
from models.conversation import Conversation
from models.inbound_message import InboundMessage
from models.outbound_message import OutboundMessage
from models.triage_item import TriageItem
from models.turn import Turn
from tests.line.test_whole_line import is_in, reference_in
from tests.support.simulator import CITIZEN
from tests.support.whole_line import WholeLine

KAMOKE = "punjab-gujranwala-teh-kamoke"
NUMBER = "3520212345672"
EIGHT_ONE = "8171"

# What she asks and answers, and what the last answer says.
REFUSED = {
    "ur": (["کیا مجھے احساس کے پیسے ملیں گے", "نہیں", "پتہ نہیں", "٣"], "گاڑی کے مالک شامل نہیں", "اپیل"),
    "ur_Latn": (["kya mujhe BISP milega", "nahi", "pata nahi", "gari hai"], "gari ke malik shamil nahi", "APPEAL"),
    "en": (["am I eligible for Ehsaas", "no", "don't know", "3"], "vehicle owners are left out", "APPEAL"),
}
HOPEFUL = {
    "ur": (["کیا میں کفالت کے لیے اہل ہوں", "2", "٢٨", "کوئی نہیں"], "امکان ہے: کفالت", "شناختی کارڈ، ب فارم"),
    "ur_Latn": (
        ["kya main kafalat ke liye ahal hun", "2", "28", "koi nahi"], "Imkan hai: Kafaalat", "shanakhti card, B-form",
    ),
    "en": (["am I eligible for kafaalat", "2", "28", "none"], "Likely: Kafaalat", "CNIC and B-form"),
}  # fmt: skip


async def load_list(whole: WholeLine, folder: Path, status: str) -> None:
    path = folder / "list.csv"
    path.write_text(
        f"cnic_hash,programme,status\n{whole.line.protector.hash_cnic(NUMBER).hex()},kafaalat,{status}\n",
        encoding="utf-8",
    )
    async with whole.database.unit_of_work() as session:
        provenance = Provenance("BISP office Kamoke", date(2026, 11, 1))
        report = await import_extract(session, path, provenance, now=whole.clock.now())
    assert report.errors == []


async def everything(whole: WholeLine) -> str:
    """All rows of all tables, as text."""
    async with whole.database.unit_of_work() as session:
        names = list(await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))
        queries = [text(f"SELECT to_jsonb(t) FROM {name} t") for name in names]  # noqa: S608 - names of our tables
        tables = [str(list(await session.scalars(query))) for query in queries]
    return "\n".join(tables)


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
@pytest.mark.parametrize("writing", REFUSED)
async def test_unlikely_with_the_rule_that_decided(whole: WholeLine, writing: str, channel: str) -> None:
    asked, reason, appeal = REFUSED[writing]
    answers = [await whole.answer(told, channel=channel) for told in asked]
    assert all(is_in(writing, answer.replace(appeal, "")) for answer in answers), answers
    assert reason in answers[-1]
    assert appeal in answers[-1]
    assert EIGHT_ONE in answers[-1]
    assert all(row.part_count <= 3 for row in await whole.rows(OutboundMessage))
    (conversation,) = await whole.rows(Conversation)
    assert (conversation.pending_question, len(await whole.rows(Turn))) == (None, len(asked))


@pytest.mark.parametrize("writing", HOPEFUL)
async def test_likely_with_papers_and_the_office_of_her_tehsil(whole: WholeLine, writing: str) -> None:
    asked, likely, papers = HOPEFUL[writing]
    answers = [await whole.answer(told, channel="sms") for told in asked]
    assert all(is_in(writing, answer) for answer in answers if "BISP" not in answer), answers
    assert likely in answers[-1]
    assert papers in answers[-1]
    assert EIGHT_ONE in answers[-1]
    office = await whole.answer("کامونکی" if writing == "ur" else "Kamoke", channel="sms")
    assert ("بی آئی ایس پی دفتر، کامونکی" if writing == "ur" else "BISP Office, Kamoke") in office


async def test_whoever_has_filed_before_is_not_asked_where_she_lives(whole: WholeLine) -> None:
    await whole.answer("Kamoke me bijli nahi hai")
    await whole.answer("1")
    answers = [await whole.answer(told) for told in ("kya main kafalat ke liye ahal hun", "1")]
    assert "BISP Office, Kamoke" in answers[-1]
    assert "tehsil?" not in answers[-1]


ORDERS = {
    "ur": ("مدد", "واپس", "ختم", "انسان", "اسٹاپ"),
    "ur_Latn": ("madad", "wapas", "khatam", "insan", "roko"),
    "en": ("help", "back", "cancel", "human", "stop"),
}


@pytest.mark.parametrize("writing", ORDERS)
async def test_orders_work_in_the_middle(whole: WholeLine, writing: str) -> None:
    help_, back, cancel, human, stop = ORDERS[writing]
    first = await whole.answer(REFUSED[writing][0][0])
    second = await whole.answer("2")
    assert (await whole.answer(help_)).endswith(second)
    assert (await whole.answer(stop)).endswith(second)
    assert await whole.answer(back) == first
    left = await whole.answer(cancel)
    assert is_in(writing, left)
    assert await whole.answer(REFUSED[writing][0][0]) == first
    await whole.answer(human)
    (item,) = await whole.rows(TriageItem)
    assert (item.reason, item.text) == ("asked", human)


async def test_the_language_may_change_in_the_middle(whole: WholeLine) -> None:
    await whole.answer("kya main ahal hun")
    answer = await whole.answer("english")
    assert answer.endswith("Does a woman of your home get Kafaalat money now? 1 yes, 2 no, 0 not known")


async def test_a_grievance_in_the_middle_becomes_a_case(whole: WholeLine) -> None:
    await whole.answer("kya main ahal hun")
    await whole.answer("2")
    await whole.answer("Kamoke me hamari gali me 5 din se pani nahi aa raha")
    reference = reference_in(await whole.answer("1"))
    (case,) = await whole.rows(Case)
    assert (case.reference, case.category_code) == (reference, "water_supply")
    assert "Kafaalat" not in await whole.answer("shukriya")


@pytest.mark.parametrize(
    "told",
    [
        "mujhe ghalat na ahal kar diya gaya hai, hum bohat ghareeb hain",
        "ہمیں بینظیر سے غلط نااہل کیا گیا ہے",
        "I was rejected wrongly by BISP, we are poor",
    ],
)
async def test_an_appeal_is_opened_in_one_reply(whole: WholeLine, told: str) -> None:
    answer = await whole.answer(told)
    (case,) = await whole.rows(Case)
    assert case.reference == reference_in(answer)
    assert (case.category_code, case.description) == ("registration_survey", told)


async def test_an_appeal_of_one_whose_tehsil_is_known_goes_to_its_office(whole: WholeLine) -> None:
    await whole.answer("Kamoke me bijli nahi hai")
    await whole.answer("1")
    answer = await whole.answer("mujhe ghalat na ahal kar diya gaya hai, hum bohat ghareeb hain")
    assert "BISP Office, Kamoke" in answer


@pytest.mark.parametrize("number", ["35202-1234567-2", "3520212345672", "۳۵۲۰۲۱۲۳۴۵۶۷۲", "CNIC ٣٥٢٠٢-١٢٣٤٥٦٧-٢"])
async def test_a_card_number_is_answered_from_the_list(whole: WholeLine, tmp_path: Path, number: str) -> None:
    await load_list(whole, tmp_path, "ineligible")
    await whole.answer("english")
    answer = await whole.answer(number)
    assert answer.startswith("List of BISP office Kamoke, 1 November 2026: Kafaalat not eligible.")
    assert "APPEAL" in answer
    assert EIGHT_ONE in answer
    (*_, received) = await whole.rows(InboundMessage)
    assert "35202-*****-2" in received.body


async def test_without_a_list_she_is_told_and_asked_instead(whole: WholeLine) -> None:
    answer = await whole.answer("kya ye card ahal hai 35202-1234567-2")
    assert "sarkari fehrist nahi" in answer
    assert "8171 par muft" in answer
    assert "Kafaalat ki qist" in answer


async def test_no_table_and_no_log_keeps_a_card_number(whole: WholeLine, tmp_path: Path) -> None:
    await load_list(whole, tmp_path, "eligible")
    hashed = whole.line.protector.hash_cnic(NUMBER)
    with structlog.testing.capture_logs() as logged:
        await whole.answer("35202-1234567-2")
        await whole.answer("Kamoke me meri bisp qist 3 mahine se nahi aai, CNIC ۳۵۲۰۲-۱۲۳۴۵۶۷-۲")
        while not await whole.rows(Case):  # one more question where the category is not sure
            await whole.answer("1")
        await whole.answer("meri shikayat me likh dein ke card 3520212345672 hai")
        await whole.answer("qwrt zxcv 3520212345672")
        await whole.answer("plmk hgfd 35202 1234567 2")
    kept = await everything(whole)
    assert kept.count("35202-*****-2") > 5
    for written in (NUMBER, "1234567-2", "1234567", "۱۲۳۴۵۶۷"):
        assert written not in kept.replace(CITIZEN.removeprefix("+92"), "")
    (case,) = await whole.rows(Case)
    assert case.description.endswith("CNIC 35202-*****-2")
    (item,) = await whole.rows(TriageItem)
    assert item.text == "qwrt zxcv 35202-*****-2\nplmk hgfd 35202-*****-2"
    assert "35202" not in str(logged)
    assert hashed.hex() not in str(logged)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("kafalat program kya hai", "score 32 tak"),
        ("نشوونما پروگرام میں کیا ملتا ہے", "خصوصی غذا"),
        ("what is the interest free loan programme", "Rs 20,000 to 75,000"),
    ],
)
async def test_a_programme_is_told_with_its_year_and_the_warning(whole: WholeLine, asked: str, told: str) -> None:
    answer = await whole.answer(asked, channel="sms")
    assert told in answer
    assert EIGHT_ONE in answer
    assert any(year in answer for year in ("2021", "2024", "2026"))
    assert {row.part_count for row in await whole.rows(OutboundMessage)} <= {1, 2, 3}
