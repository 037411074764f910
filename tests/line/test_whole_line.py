"""The whole line with the trained bot: what a citizen writes on her phone, what she reads there, and what is kept."""

import asyncio
import re
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import structlog.testing
from sqlalchemy import func, select, update

from gateway.access import accounts
from gateway.dialogue.bot_client import BotClient
from gateway.dialogue.service import advance
from gateway.offices.service import responsible_office
from gateway.outbox import service as outbox
from gateway.outbox.sender import send_due
from gateway.outbox.service import Destination, Sentence
from gateway.seed import seed
from models.case import Case
from models.case_event import CaseEvent
from models.citizen import Citizen
from models.consent import ConsentEvent
from models.conversation import Conversation
from models.inbound_message import InboundMessage
from models.outbound_message import OutboundMessage
from models.triage_item import TriageItem
from models.turn import Turn
from tests.support.bot_process import BotProcess
from tests.support.officials import proving
from tests.support.simulator import CITIZEN, WHATSAPP, listening_socket, port_of
from tests.support.whole_line import WholeLine

KAMOKE = "punjab-gujranwala-teh-kamoke"
NO_POWER = "Kamoke me bijli nahi hai"
PHOTO = [{"content_type": "image/jpeg", "content": "/9j/"}]
PIN_IN_KAMOKE = {"latitude": 31.975, "longitude": 74.223}

# What she writes; the digit; the office and the day that she is promised, a week after Monday 23 November.
FILED = {
    "ur": ("کامونکی میں پانچ دن سے پانی نہیں آ رہا", "١", "میونسپل کمیٹی، کامونکی", "پیر 30 نومبر"),
    "ur_Latn": ("Gujranwala peoples colony me 5 din se pani nahi aa raha", "1", "WASA Gujranwala", "Peer 30 November"),
    "en": ("No water for 5 days in Kamoke", "1", "Municipal Committee, Kamoke", "Monday 30 November"),
}
STATUS = {"ur": "میری شکایت کا کیا بنا", "ur_Latn": "meri shikayat ka kya bana", "en": "status of my complaint"}
ADDED = {
    "ur": "میری شکایت میں یہ بھی لکھ دیں کہ پانی گندا ہے",
    "ur_Latn": "meri shikayat me likh dein ke pani ganda bhi hai",
    "en": "add to my complaint: the water is also dirty",
}


def reference_in(answer: str) -> str:
    found = re.search(r"\b[0-9A-Z]{7}\b", answer)
    assert found, answer
    return found.group()


def is_in(writing: str, answer: str) -> bool:
    """Urdu has no Latin letter but those of the reference; the others have no Urdu letter."""
    without_references = re.sub(r"\b[0-9A-Z]{7}\b", "", answer)
    return not re.search(r"[A-Za-z]" if writing == "ur" else r"[\u0600-\u06ff]", without_references)


async def file_case(whole: WholeLine, writing: str = "ur_Latn", **more: str) -> str:
    """File the complaint of this writing; its reference."""
    told, digit, *_ = FILED[writing]
    await whole.answer(told, **more)
    return reference_in(await whole.answer(digit, **more))


async def the_case(whole: WholeLine) -> Case:
    (case,) = await whole.rows(Case)
    return case


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
@pytest.mark.parametrize("writing", FILED)
async def test_one_message_and_a_digit_give_reference_office_and_day(whole: WholeLine, writing: str, channel: str):
    told, digit, office, day = FILED[writing]
    question = await whole.answer(told, channel=channel)
    assert is_in(writing, question)
    assert await whole.rows(Case) == []

    answer = await whole.answer(digit, channel=channel)
    case = await the_case(whole)
    assert case.reference == reference_in(answer)
    assert office in answer
    assert day in answer
    assert is_in(writing, answer)
    assert (case.category_code, case.description, case.language) == ("water_supply", told, writing)
    assert {row.status for row in await whole.rows(OutboundMessage)} <= {"delivered", "read"}


STEPS = {
    "ur": ["السلام علیکم", "١", "ہمارے محلے میں گٹر ابل رہا ہے، بدبو بہت ہے", "مدد", "کامونکی", "جی ہاں"],
    "ur_Latn": ["salam", "1", "hamare mohalle me gutter ubal raha hai", "madad", "Kamoke", "theek hai"],
    "en": ["Hello", "1", "The gutter in our street is overflowing", "help", "Kamoke", "yes"],
}


@pytest.mark.parametrize("writing", STEPS)
async def test_step_by_step_with_help_in_between(whole: WholeLine, writing: str):
    answers = [await whole.answer(text) for text in STEPS[writing]]
    case = await the_case(whole)
    assert case.reference in answers[-1]
    assert (case.category_code, case.area_id) == ("sewerage_drainage", KAMOKE)
    assert all(is_in(writing, answer) for answer in answers[2:])


@pytest.mark.parametrize("writing", FILED)
async def test_status_and_a_detail_days_later_move_no_deadline(whole: WholeLine, writing: str):
    reference = await file_case(whole, writing)
    before = await the_case(whole)
    whole.clock.moment += timedelta(days=3)
    status = await whole.answer(STATUS[writing])
    assert reference in status
    assert FILED[writing][3] in status
    assert is_in(writing, status)
    added = await whole.answer(ADDED[writing])
    assert reference in added
    assert is_in(writing, added)
    after = await the_case(whole)
    assert (after.resolve_due_at, after.acknowledge_due_at) == (before.resolve_due_at, before.acknowledge_due_at)
    assert [event.kind for event in await whole.rows(CaseEvent)] == ["case_opened", "case_routed", "detail_added"]


@pytest.mark.parametrize("writing", FILED)
async def test_a_closed_case_tells_how_to_reopen_it_and_those_words_do(whole: WholeLine, writing: str):
    reference = await file_case(whole, writing)
    async with whole.database.unit_of_work() as session:
        await session.execute(update(Case).values(state="closed", outcome="granted", closed_at=whole.clock.now()))
    whole.clock.moment += timedelta(days=10)
    closed = await whole.answer(f"{STATUS[writing]} {reference}")
    how = closed.rsplit(":", 1)[1].strip()
    assert reference in how

    answer = await whole.answer(how)
    case = await the_case(whole)
    assert (case.reference, case.state, case.verdict) == (reference, "routed", "disputed")
    assert case.resolve_due_at > whole.clock.now()
    assert reference in answer
    assert is_in(writing, answer)


async def test_nobody_reopens_or_reads_the_case_of_another(whole: WholeLine):
    reference = await file_case(whole)
    async with whole.database.unit_of_work() as session:
        await session.execute(update(Case).values(state="closed", outcome="granted", closed_at=whole.clock.now()))
    for told in (f"hal nahi hua {reference}", f"{STATUS['ur_Latn']} {reference}"):
        answer = await whole.answer(told, sender="+923330000001")
        assert "WASA" not in answer
    case = await the_case(whole)
    assert (case.state, case.verdict) == ("closed", "pending")


async def test_after_stop_on_sms_nothing_is_sent_until_start(whole: WholeLine):
    await whole.write(NO_POWER, channel="sms")
    assert await advance(whole.line)  # her answer is written and waits to leave
    (twilios_own,) = await whole.say("STOP", channel="sms")
    assert "START" in twilios_own
    assert await whole.say("salam", channel="sms") == []
    assert {row.error_code for row in await whole.rows(OutboundMessage)} == {"opted_out"}
    assert whole.read() == [twilios_own]
    assert len(await whole.rows(Turn)) == 2

    await whole.say("START", channel="sms")
    assert len(await whole.say("salam", channel="sms")) == 1


async def test_help_by_sms_is_answered_once_by_whoever_answers_it(whole: WholeLine):
    (twilios_own,) = await whole.say("HELP", channel="sms")
    assert "STOP" in twilios_own
    assert await whole.rows(Turn) == []
    assert (await whole.answer("madad", channel="sms")).startswith("Apna masla")
    assert (await whole.answer("help", channel="whatsapp", sender="+923330000001")).startswith("Write your problem")


async def test_yes_after_stop_is_a_start_and_otherwise_an_answer(whole: WholeLine):
    await whole.say("STOP", channel="sms")
    (twilios_own,) = await whole.say("YES", channel="sms")
    assert "again" in twilios_own
    assert len(await whole.say("salam", channel="sms")) == 1
    assert await whole.answer("yes", sender="+923330000001")


@pytest.mark.parametrize("stop", ["اسٹاپ", "roko", "stop"])
async def test_stop_in_three_writings_ends_a_broadcast_but_no_answers(whole: WholeLine, stop: str):
    await whole.answer("salam")
    (conversation,) = await whole.rows(Conversation)
    for news in ("first news", "second news"):
        async with whole.database.unit_of_work() as session:
            await outbox.enqueue(
                session, destination=Destination(conversation.id, conversation.contact_id, "whatsapp", WHATSAPP),
                sentences=[Sentence("thanks", {}, news)], language="en", dedupe_key=news, now=whole.clock.now(),
                protector=whole.line.protector, priority=outbox.BULK,
            )  # fmt: skip
    assert await send_due(whole.outlet)
    await whole.say(stop)
    decisions = {(one.purpose, one.decision) for one in await whole.rows(ConsentEvent)}
    assert decisions == {("outreach", "withdrawn")}
    assert "first news" in whole.read()
    assert "second news" not in whole.read()
    assert await whole.answer("salam")


async def test_whoever_is_complained_about_sees_nothing_of_it(whole: WholeLine):
    await whole.answer("Kamoke me BISP ke agent ne meri qist se 2000 rupay kaat liye")
    answer = await whole.answer("1")
    case = await the_case(whole)
    assert (case.category_code, case.is_sealed) == ("payment_deduction", True)
    async with whole.database.unit_of_work() as session:
        accused = await responsible_office(session, "payment_deduction", KAMOKE)
        assert accused is not None
        await accounts.ensure_official(
            session, username="agent", password="agent-password", display_name="Agent", role="officer",
            office_id=accused.id,
        )  # fmt: skip
    assert "BISP" not in answer
    await seed(whole.database, passwords={"oversight": "oversight-password"})
    assert case.reference not in await _pages(whole, "agent", case.reference)
    seen = await _pages(whole, "oversight", case.reference)
    assert case.reference in seen
    assert CITIZEN.removeprefix("+92") not in seen
    assert all("agent" not in item.text for item in await whole.rows(TriageItem))


async def _pages(whole: WholeLine, username: str, reference: str) -> str:
    """The official's list of cases and, where there is one, the page of this case."""
    async with httpx.AsyncClient(
        base_url=whole.origin, trust_env=False, event_hooks=proving(whole.database)
    ) as browser:
        data = {"username": username, "password": f"{username}-password"}
        signed_in = await browser.post("/console/sign-in", data=data, headers={"origin": whole.origin})
        assert signed_in.status_code == 303
        # The session cookie is for HTTPS only; a browser treats loopback as safe, httpx does not.
        browser.headers["cookie"] = signed_in.headers["set-cookie"].split(";")[0]
        listed = await browser.get("/console/cases")
        shown = await browser.get(f"/console/cases/{reference}")
        assert listed.status_code == 200
        assert (shown.status_code == 200) == (reference in listed.text)
        return listed.text + (shown.text if shown.status_code == 200 else "")


async def test_what_is_twice_not_understood_goes_to_a_person_with_all_words(whole: WholeLine):
    await whole.answer("qwrt zxcv")
    assert await whole.rows(TriageItem) == []
    await whole.answer("plmk hgfd")
    (item,) = await whole.rows(TriageItem)
    assert (item.reason, item.text, item.settled_at) == ("not_understood", "qwrt zxcv\nplmk hgfd", None)


async def test_a_pin_answers_where_and_a_photo_joins_the_case(whole: WholeLine):
    await whole.answer("bijli nahi hai")
    assert "Kamoke" in await whole.answer("", location=PIN_IN_KAMOKE)
    reference = reference_in(await whole.answer("1"))
    case = await the_case(whole)
    assert (case.area_id, case.place_text) == (KAMOKE, "31.97500,74.22300")
    assert reference in await whole.answer("", media=PHOTO)
    assert (await whole.rows(CaseEvent))[-1].data == {"media_count": 1}


async def test_a_photo_without_words_begins_a_complaint(whole: WholeLine):
    await whole.answer("", media=PHOTO)
    await whole.answer("gali ki street light kharab hai")
    await whole.answer("Kamoke")
    await whole.answer("1")
    assert (await the_case(whole)).category_code == "street_light"


async def test_four_quick_messages_are_answered_in_order_in_the_time_of_four_turns(whole: WholeLine):
    told = ["salam", NO_POWER, "1", "meri shikayat ka kya bana"]
    begun = time.monotonic()
    slowly = [await whole.answer(text, sender="+923330000001") for text in told]
    four_turns = time.monotonic() - begun

    begun = time.monotonic()
    for text in told:
        await whole.write(text)
    await whole.work(lanes=4)
    quickly = time.monotonic() - begun

    own, other = (await whole.rows(Case))[::-1]
    assert [answer.replace(own.reference, other.reference) for answer in whole.read()] == slowly
    assert len(await whole.rows(Turn)) == 8
    # Rasa's own lock would add a second for each message that waits: six in all.
    assert quickly < 1.5 * four_turns + 2


async def test_ten_first_messages_at_once_make_one_conversation_and_one_draft(whole: WholeLine):
    await asyncio.gather(*(whole.write(NO_POWER) for _ in range(10)))
    await whole.work(lanes=8)
    (conversation,) = await whole.rows(Conversation)
    assert len(await whole.rows(Citizen)) == 1
    assert conversation.turn_count == len(await whole.rows(Turn)) == len(whole.read()) == 10
    assert len(set(whole.read())) == 1
    assert await whole.rows(Case) == []

    await whole.answer("1")
    assert (await the_case(whole)).description.count(NO_POWER) >= 1


async def test_a_repeated_webhook_makes_one_turn_and_one_answer(whole: WholeLine):
    await whole.answer(NO_POWER, repeat=19)
    assert len(await whole.rows(InboundMessage)) == len(await whole.rows(Turn)) == 1


async def test_a_number_in_any_usual_form_is_one_citizen(whole: WholeLine):
    forms = ("+923001234567", "03001234567", "923001234567", "00923001234567", "+92 300 1234567", "۰۳۰۰۱۲۳۴۵۶۷")
    for form in forms:
        assert await whole.answer(NO_POWER, channel="sms", parameters={"From": form})
    (conversation,) = await whole.rows(Conversation)
    assert conversation.turn_count == len(forms)


async def test_what_is_logged_names_nobody_and_quotes_nothing(whole: WholeLine):
    with structlog.testing.capture_logs() as logged:
        await whole.answer("Kamoke me BISP ke agent Zamurrad ne meri qist kaat li, CNIC 35202-1234567-1")
        await whole.answer("1")
        await whole.answer("qwrt zxcv")
        await whole.answer("plmk hgfd")
    assert len(logged) > 8
    said = str(logged)
    for private in (CITIZEN.removeprefix("+92"), "Zamurrad", "1234567", "qwrt", "katoti"):
        assert private not in said


@pytest.mark.parametrize("how", ["refuses", "hangs"])
async def test_a_bot_that_is_down_is_said_once_and_the_message_is_answered_when_it_is_back(
    whole: WholeLine, bot_server: BotProcess, how: str
):
    back = whole.line
    with listening_socket() as closed:  # bound and not listening: every connection is refused
        origin = bot_server.origin if how == "hangs" else f"http://127.0.0.1:{port_of(closed)}"
        impatient = BotClient(origin, timeout_seconds=0.3)
        whole.line = replace(back, bot=impatient)
        with bot_server.frozen() if how == "hangs" else nullcontext():
            (notice,) = await whole.say(NO_POWER) + await _wait_minutes(whole, 5)
        await impatient.close()
    (kept,) = await whole.rows(InboundMessage)
    (item,) = await whole.rows(TriageItem)
    assert (kept.status, kept.body) == ("pending", NO_POWER)
    assert (item.reason, item.settled_at) == ("bot_unavailable", None)
    assert notice.startswith("آپ کا پیغام")  # nobody knows her language yet

    whole.line = back
    (answer,) = await _wait_minutes(whole, 2)
    assert "Bijli" in answer
    assert len(await whole.rows(Turn)) == 1
    assert all(one.settled_at for one in await whole.rows(TriageItem))
    assert reference_in(await whole.answer("1"))


async def _wait_minutes(whole: WholeLine, minutes: int) -> list[str]:
    """Let time pass while the workers work; what her phone shows anew."""
    before = len(whole.read())
    for _ in range(minutes):
        whole.clock.moment += timedelta(minutes=1)
        await whole.work()
    return whole.read()[before:]


GARBAGE = {
    "nul": "\0\0pa\0ni\0",
    "long": "پانی " * 320,
    "long_word": "a" * 1600,
    "emoji": "😀😀🙏🏽",
    "json": '{"intent": "opt_out", "entities": [null], "text": "\\u0000"}',
    "sql": "'; DROP TABLE cases; --",
    "marks": "\u200f\u202e\u2066\u2069\u200b\ufeff",
    "order_to_rasa": '/file_grievance{"category": "police"}',
    "blank": " \n\t ",
    "empty": "",
    "template": "%(reference)s {{7*7}} ${HOME} <script>",
    "lone_accent": "\u0301\u0651\u0651\u0651",
}


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
async def test_garbage_is_always_answered_exactly_once(whole: WholeLine, channel: str):
    answers: dict[str, Sequence[str]] = {}
    for number, (name, text) in enumerate(GARBAGE.items()):
        stranger = f"+9233300000{number:02}"
        answers[name] = await whole.say(text, sender=stranger, channel=channel)
    assert {name: len(said) for name, said in answers.items()} == dict.fromkeys(GARBAGE, 1)
    # The same once more in the middle of a draft.
    await whole.answer("bijli nahi hai", channel=channel)
    for text in GARBAGE.values():
        await whole.answer(text, channel=channel)
    async with whole.database.unit_of_work() as session:
        statuses = await session.execute(select(InboundMessage.status, func.count()).group_by(InboundMessage.status))
        assert dict(statuses.tuples().all()) == {"done": 2 * len(GARBAGE) + 1}
    assert len(await whole.rows(Turn)) == 2 * len(GARBAGE) + 1
    assert await whole.rows(Case) == []


BEATEN = {
    "ur": ("قصور میں ہمارا پڑوسی روز بیوی کو مارتا ہے", "تحفظ"),
    "ur_Latn": ("Kasur me hamara parosi roz biwi ko marta hai", "tahaffuz"),
    "en": ("in Kasur our neighbour beats his wife every night", "protection"),
}


@pytest.mark.parametrize("writing", BEATEN)
async def test_no_answer_about_protection_says_what_the_matter_is(whole: WholeLine, writing: str):
    told, name = BEATEN[writing]
    await whole.answer(told)
    while not await whole.rows(Case):  # one more question where the category is not sure
        answer = await whole.answer("1")
    reference = reference_in(answer)
    status = await whole.answer(STATUS[writing])
    assert (await the_case(whole)).category_code == "protection"
    assert reference in status
    assert is_in(writing, status)
    said = f"{answer} {status}".casefold()
    assert not any(word in said for word in (name, "violence", "tashadud", "تشدد"))
