"""The text-only official, phone to phone: told by SMS, she accepts and answers by text; the citizen disputes."""

from datetime import timedelta

import pytest

from gateway import invariants
from gateway.followup import service as followup
from gateway.protect import Protector
from models.attachment import Attachment
from models.case import Case
from models.notice import Notice
from tests.support.files import photo, upload
from tests.support.simulator import SMS, WHATSAPP
from tests.support.whole_line import WholeLine
from tests.support.work_phones import OFFICER, add_official

WATER, AC = "mc-punjab-gujranwala-teh-kamoke", "ac-punjab-gujranwala-teh-kamoke"
ABOVE = "+923018888888"
ADDRESSES = {"sms": SMS, "whatsapp": WHATSAPP}
NO_WATER = {"en": "No water in Kamoke", "ur": "کامونکی میں پانی نہیں آ رہا"}
ORDERS = {
    "en": ("A", "R The pump is repaired and water is back", "1 yes", "accepted"),
    "ur": ("قبول", "ہوگیا موٹر ٹھیک کر دی گئی ہے اور پانی بحال ہے", "۱", "قبول"),
}


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
async def test_from_the_notice_to_the_office_above(
    whole: WholeLine, protector: Protector, language: str, channel: str
) -> None:
    more = {"addresses": ADDRESSES, "language": language}
    await add_official(whole.database, protector, WATER, notify_by=channel, **more)  # type: ignore[arg-type]
    await add_official(whole.database, protector, AC, phone=ABOVE, **more)  # type: ignore[arg-type]
    if channel == "whatsapp":
        await whole.say("salam", sender=OFFICER)  # opens WhatsApp's window
    accept, answer, yes, accepted = ORDERS[language]
    before = len(whole.read(OFFICER))
    await whole.say(NO_WATER[language])
    await whole.say("1")
    (case,) = await whole.rows(Case)
    (notice,) = whole.read(OFFICER)[before:]
    assert case.reference in notice
    assert "Kamoke" in notice or "کامونکی" in notice

    assert accepted in await whole.answer(accept, sender=OFFICER, channel=channel)
    assert accepted in whole.read()[-1], "the citizen hears that it is accepted"
    assert "1" in await whole.answer(answer, sender=OFFICER, channel=channel, media=[upload(photo())])
    whole.clock.moment += timedelta(minutes=15)
    await whole.say(yes, sender=OFFICER, channel=channel)
    await followup.tend(whole.database, protector, whole.clock.now())
    await whole.work()
    assert answer.split(maxsplit=1)[1] in whole.read()[-1], "she reads the official's words"

    (file,) = await whole.rows(Attachment)
    assert (file.state, file.case_id, file.official_id is not None) == ("stored", case.id, True)
    assert await invariants.check(whole.database, whole.clock.now()) == []

    assert whole.read(ABOVE) == []
    await whole.answer("2")
    (case,) = await whole.rows(Case)
    assert (case.state, case.verdict, case.dispute_count) == ("routed", "disputed", 1)
    assert case.reference in whole.read(ABOVE)[-1]
    assert [one.kind for one in await whole.rows(Notice)] == ["new_case", "disputed"]


async def test_an_official_who_complains_is_a_citizen(whole: WholeLine, protector: Protector) -> None:
    await add_official(whole.database, protector, WATER, addresses=ADDRESSES)
    assert "1" in await whole.answer("Kamoke me bijli nahi aa rahi", sender=OFFICER)
    await whole.say("1", sender=OFFICER)
    (case,) = await whole.rows(Case)
    assert case.category_code == "electricity"
