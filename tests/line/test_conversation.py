"""Turns of a conversation through the whole line with the trained bot: what she writes, reads, and what is kept."""

import re
from datetime import timedelta

import pytest

from gateway.dialogue import drafts
from models.attachment import Attachment
from models.case import Case
from models.case_event import CaseEvent
from models.conversation import Conversation
from models.inbound_message import InboundMessage
from models.triage_item import TriageItem
from tests.support.whole_line import WholeLine

KAMOKE = "punjab-gujranwala-teh-kamoke"
FAISALABAD = "punjab-dist-faisalabad"
PHOTO = [{"content_type": "image/jpeg", "content": "/9j/"}]
VOICE = [{"content_type": "audio/ogg", "content": "T2dnUw=="}]
WRITINGS = ("ur", "ur_Latn", "en")
NO_POWER = {"ur": "بجلی نہیں ہے", "ur_Latn": "bijli nahi hai", "en": "There is no electricity"}
NO_POWER_HERE = {
    "ur": "کامونکی میں بجلی نہیں ہے", "ur_Latn": "Kamoke me bijli nahi hai", "en": "No electricity in Kamoke",
}  # fmt: skip
NO_WATER_HERE = {
    "ur": "کامونکی میں پانی نہیں آ رہا",
    "ur_Latn": "Kamoke me pani nahi aa raha",
    "en": "No water in Kamoke",
}
TWO = {
    "ur": "کامونکی میں بجلی بھی نہیں اور گٹر بھی ابل رہا ہے",
    "ur_Latn": "Kamoke me bijli bhi nahi aur gutter bhi ubal raha hai",
    "en": "No electricity in Kamoke and the gutter is overflowing",
}


def references_in(answer: str) -> list[str]:
    return re.findall(r"\b[0-9A-Z]{7}\b", answer)


def is_in(writing: str, answer: str) -> bool:
    """Urdu has no Latin letter but those of references; the others have no Urdu letter."""
    without_references = re.sub(r"\b[0-9A-Z]{7}\b", "", answer)
    return not re.search(r"[A-Za-z]" if writing == "ur" else r"[\u0600-\u06ff]", without_references)


async def cases(whole: WholeLine) -> list[Case]:
    return list(await whole.rows(Case))


@pytest.mark.parametrize("writing", WRITINGS)
async def test_two_problems_of_one_message_become_two_cases(whole: WholeLine, writing: str):
    question = await whole.answer(TWO[writing])
    assert [line[:2] for line in question.splitlines()[1:]] == ["1 ", "2 ", "3 ", "4 "]
    answer = await whole.answer("1")
    assert is_in(writing, question)
    assert is_in(writing, answer)
    electricity, drains = await cases(whole)
    assert references_in(answer) == [electricity.reference, drains.reference]
    assert [electricity.category_code, drains.category_code] == ["electricity", "sewerage_drainage"]
    assert {electricity.area_id, drains.area_id} == {KAMOKE}
    assert electricity.turn_id == drains.turn_id
    assert electricity.office_id != drains.office_id


async def test_a_repeated_webhook_still_opens_two(whole: WholeLine):
    await whole.answer(TWO["ur_Latn"])
    await whole.answer("1", repeat=9)
    assert len(await cases(whole)) == 2


@pytest.mark.parametrize("writing", WRITINGS)
async def test_her_last_place_is_offered_and_another_just_works(whole: WholeLine, writing: str):
    await whole.answer(NO_WATER_HERE[writing])
    await whole.answer("1")
    offered = await whole.answer(NO_POWER[writing])
    assert is_in(writing, offered)
    assert ("Kamoke" in offered) != (writing == "ur")
    await whole.answer("1")
    await whole.answer(
        {"ur": "گلی میں کوڑا پڑا ہے", "ur_Latn": "gali me koora para hai", "en": "garbage in our street"}[writing]
    )
    moved = await whole.answer({"ur": "فیصل آباد", "ur_Latn": "Faisalabad", "en": "Faisalabad"}[writing])
    assert is_in(writing, moved)
    await whole.answer("1")
    assert [(one.category_code, one.area_id) for one in await cases(whole)] == [
        ("water_supply", KAMOKE),
        ("electricity", KAMOKE),
        ("solid_waste", FAISALABAD),
    ]


@pytest.mark.parametrize("writing", WRITINGS)
async def test_the_same_problem_again_is_added_to_her_case(whole: WholeLine, writing: str):
    await whole.answer(NO_POWER_HERE[writing])
    (reference,) = references_in(await whole.answer("1"))
    whole.clock.moment += timedelta(days=2)
    question = await whole.answer(NO_POWER_HERE[writing])
    assert references_in(question) == [reference]
    assert is_in(writing, question)
    assert reference in await whole.answer("1")
    (case,) = await cases(whole)
    inbound = {one.id: one.body for one in await whole.rows(InboundMessage)}
    added = [one for one in await whole.rows(CaseEvent) if one.kind == "detail_added"]
    assert [(one.case_id, inbound[one.inbound_message_id]) for one in added] == [(case.id, NO_POWER_HERE[writing])]

    await whole.answer(NO_POWER_HERE[writing])
    assert references_in(await whole.answer("2")) != [reference]
    assert len(await cases(whole)) == 2


@pytest.mark.parametrize("writing", WRITINGS)
async def test_the_fourth_neighbour_is_told_and_joins(whole: WholeLine, writing: str):
    for number in range(3):
        neighbour = f"+9233300000{number:02}"
        await whole.answer(NO_POWER_HERE["ur_Latn"], sender=neighbour)
        assert len((await whole.answer("1", sender=neighbour)).splitlines()) == 1
    await whole.answer(NO_POWER_HERE[writing])
    registered, question = (await whole.answer("1")).splitlines()
    (reference,) = references_in(registered)
    assert "3" in question
    assert "14" in question
    joined = await whole.answer("1")
    assert references_in(joined) == [reference]
    assert is_in(writing, question + joined)
    found = await cases(whole)
    assert len({one.cluster_id for one in found}) == 1
    assert len({one.reference for one in found}) == 4


async def test_complaints_that_are_sealed_are_never_neighbours(whole: WholeLine):
    told = "Kamoke me BISP ke agent ne meri qist se 2000 rupay kaat liye"
    for number in range(5):
        sender = f"+9233300000{number:02}"
        await whole.answer(told, sender=sender)
        answer = await whole.answer("1", sender=sender)
        assert len(answer.splitlines()) == 1
    assert {one.cluster_id for one in await cases(whole)} == {None}


@pytest.mark.parametrize(("media", "kind"), [(PHOTO, "image/jpeg"), (VOICE, "audio/ogg")])
async def test_a_picture_and_a_voice_note_are_the_complaint(whole: WholeLine, media: list[dict[str, str]], kind: str):
    await whole.answer("", media=media)
    await whole.answer("gali ki street light kharab hai")
    await whole.answer("Kamoke")
    await whole.answer("1")
    (case,) = await cases(whole)
    (attachment,) = await whole.rows(Attachment)
    (first, *_) = await whole.rows(InboundMessage)
    assert (attachment.case_id, attachment.inbound_message_id) == (case.id, first.id)
    assert first.media[0]["content_type"] == kind
    heard = [(item.reason, item.case_id) for item in await whole.rows(TriageItem)]
    assert heard == ([("voice_note", case.id)] if media is VOICE else [])


async def test_a_voice_note_alone_waits_for_a_person_and_she_is_told_so(whole: WholeLine):
    assert "سن کر" in await whole.answer("", media=VOICE)  # nobody knows her writing yet
    (item,) = await whole.rows(TriageItem)
    (inbound,) = await whole.rows(InboundMessage)
    assert (item.reason, item.inbound_message_id) == ("voice_note", inbound.id)


@pytest.mark.parametrize("writing", WRITINGS)
async def test_a_draft_is_nudged_once_and_called_back_with_every_word(whole: WholeLine, writing: str):
    await whole.answer(NO_POWER[writing])
    before = len(whole.read())
    for _ in range(16):
        whole.clock.moment += timedelta(hours=4.5)
        await drafts.tend(whole.database, whole.line.protector, whole.clock.now())
        await whole.work()
    (nudge,) = whole.read()[before:]
    assert is_in(writing, nudge.replace("KHATAM", ""))
    (item,) = await whole.rows(TriageItem)
    assert (item.reason, item.text) == ("draft_abandoned", NO_POWER[writing])
    (conversation,) = await whole.rows(Conversation)
    assert conversation.state is None


async def test_a_nudged_draft_goes_on_where_it_was(whole: WholeLine):
    await whole.answer(NO_POWER["ur_Latn"])
    whole.clock.moment += timedelta(hours=4)
    await drafts.tend(whole.database, whole.line.protector, whole.clock.now())
    await whole.work()
    await whole.answer("Kamoke")
    await whole.answer("1")
    whole.clock.moment += timedelta(hours=90)
    await drafts.tend(whole.database, whole.line.protector, whole.clock.now())
    await whole.work()
    assert [one.category_code for one in await cases(whole)] == ["electricity"]
    assert await whole.rows(TriageItem) == []


URGENT = {
    "gas": "gas leak ho rahi hai, Kamoke",
    "wire": "Kamoke me bijli ki taar gir gayi hai",
    "manhole": "Kamoke me manhole khula hai bacha gir sakta hai",
    "flood": "Kamoke me sailab ka pani ghar me aa gaya hai",
    "violence": "mera shohar mujhe marta hai, Kamoke",
}


@pytest.mark.parametrize("what", URGENT)
async def test_danger_tells_the_number_first_and_raises_the_case(whole: WholeLine, what: str):
    first, *_ = (await whole.answer(URGENT[what])).splitlines()
    assert ("15 / 1122" if what == "violence" else "1122") in first
    await whole.answer("1")
    (case,) = await cases(whole)
    assert case.is_urgent
    assert case.is_sealed == (what == "violence")


async def test_abuse_and_spam_get_one_polite_answer_and_no_persons_time(whole: WholeLine):
    polite = await whole.answer("tum sab harami ho")
    assert "pareshani" in polite
    assert polite != await whole.answer("tum sab harami ho")
    await whole.answer("you have won a prize of 5 lakh")
    assert await whole.rows(TriageItem) == []


CORRECTED = [
    ("nahi, Faisalabad", "water_supply", FAISALABAD),
    ("نہیں، فیصل آباد", "water_supply", FAISALABAD),
    ("not water, gas", "gas", KAMOKE),
    ("gas", "gas", KAMOKE),
]


@pytest.mark.parametrize(("correction", "category", "area"), CORRECTED)
async def test_a_correction_is_taken_in_one_message(whole: WholeLine, correction: str, category: str, area: str):
    await whole.answer(NO_WATER_HERE["ur_Latn"])
    await whole.answer(correction)
    await whole.answer("1")
    (case,) = await cases(whole)
    assert (case.category_code, case.area_id) == (category, area)
