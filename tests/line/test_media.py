"""A citizen sends a photo: it is fetched with the key, cleaned, kept, and shown to whoever may see her case."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from gateway.access import tokens
from gateway.inbox.reconcile import reconcile
from gateway.seed import seed
from models.attachment import Attachment
from models.case import Case
from models.inbound_message import InboundMessage
from models.triage_item import TriageItem
from tests.support.files import ACCEPTED, OTHERS, SECRET, VOICE_NOTE, photo, upload
from tests.support.inbox import open_inbox
from tests.support.simulator import CITIZEN
from tests.support.whole_line import WholeLine

NO_POWER = "Kamoke me bijli nahi hai"
BRIBE = "Kamoke me BISP ke agent ne meri qist se 2000 rupay kaat liye"
ROLES = ("officer", "triage", "oversight", "admin")


PHOTO = [upload(photo())]


async def attachments(whole: WholeLine) -> list[Attachment]:
    """In the order they came."""
    async with whole.database.unit_of_work() as session:
        found = await session.scalars(
            select(Attachment)
            .join(InboundMessage, InboundMessage.id == Attachment.inbound_message_id)
            .order_by(InboundMessage.seq, Attachment.position)
        )
        return list(found)


async def newest_case(whole: WholeLine) -> Case:
    return (await whole.rows(Case))[-1]


@asynccontextmanager
async def official(whole: WholeLine, username: str) -> AsyncIterator[httpx.AsyncClient]:
    """A signed-in browser."""
    await seed(whole.database, passwords={name: f"{name}-password" for name in ROLES})
    async with httpx.AsyncClient(base_url=whole.origin, trust_env=False) as browser:
        data = {"username": username, "password": f"{username}-password"}
        signed_in = await browser.post("/console/sign-in", data=data, headers={"origin": whole.origin})
        assert signed_in.status_code == 303
        # The session cookie is for HTTPS only; a browser treats loopback as safe, httpx does not.
        browser.headers["cookie"] = signed_in.headers["set-cookie"].split(";")[0]
        yield browser


def address_of(case: Case, attachment: Attachment) -> str:
    return f"/console/cases/{case.reference}/attachments/{attachment.id}"


async def file_with(whole: WholeLine, told: str, media: list[dict[str, str]]) -> Case:
    """Tell the problem with files, and register it."""
    await whole.answer(told, media=media)
    await whole.answer("1")
    return await newest_case(whole)


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
async def test_a_photo_with_the_complaint_is_kept_with_its_case(whole: WholeLine, channel: str) -> None:
    await whole.answer(NO_POWER, media=PHOTO, channel=channel)
    (waiting,) = await attachments(whole)
    assert (waiting.state, waiting.case_id) == ("stored", None)
    await whole.answer("1", channel=channel)
    case = await newest_case(whole)
    (kept,) = await attachments(whole)
    assert (kept.state, kept.content_type, kept.case_id) == ("stored", "image/jpeg", case.id)


async def test_a_photo_before_a_word_and_a_voice_note_in_between_belong_to_the_case_they_began(
    whole: WholeLine,
) -> None:
    await whole.answer("", media=PHOTO)
    await whole.answer("gali ki street light kharab hai", media=[upload(VOICE_NOTE, "audio/ogg")])
    await whole.answer("Kamoke")
    await whole.answer("1", media=[upload(ACCEPTED["application/pdf"], "application/pdf")])
    case = await newest_case(whole)
    found = [(one.content_type, one.case_id) for one in await attachments(whole)]
    assert found == [(kind, case.id) for kind in ("image/jpeg", "audio/ogg", "application/pdf")]


async def test_a_photo_afterwards_joins_the_open_case(whole: WholeLine) -> None:
    await whole.answer(NO_POWER)
    await whole.answer("1")
    case = await newest_case(whole)
    assert case.reference in await whole.answer("", media=[*PHOTO, upload(ACCEPTED["video/mp4"], "video/mp4")])
    found = [(one.position, one.content_type, one.case_id) for one in await attachments(whole)]
    assert found == [(0, "image/jpeg", case.id), (1, "video/mp4", case.id)]


async def test_a_photo_of_a_draft_that_was_left_reaches_no_other_case(whole: WholeLine) -> None:
    """The office of the second complaint may be the one that the first accused."""
    await whole.answer(BRIBE, media=PHOTO)
    await whole.answer("3")
    case = await file_with(whole, "Kamoke me bisp ki qist nahi mili", [])
    (left,) = await attachments(whole)
    assert left.case_id is None
    async with official(whole, "triage") as browser:
        assert "attachments/" not in (await browser.get(f"/console/cases/{case.reference}")).text
        assert (await browser.get(address_of(case, left))).headers["location"] == "/console/missing"


async def test_a_voice_note_for_a_person_is_there_to_be_heard(whole: WholeLine) -> None:
    await whole.answer("", media=[upload(VOICE_NOTE, "audio/ogg")])
    (item,) = await whole.rows(TriageItem)
    (kept,) = await attachments(whole)
    assert (kept.state, kept.content_type) == ("stored", "audio/ogg")
    assert item.inbound_message_id == kept.inbound_message_id


async def test_an_official_sees_the_photo_and_nothing_that_the_phone_wrote_into_it(whole: WholeLine) -> None:
    files = [*PHOTO, upload(VOICE_NOTE, "audio/ogg"), upload(OTHERS["html"], "image/jpeg")]
    case = await file_with(whole, NO_POWER, files)
    async with official(whole, "triage") as browser:
        page = (await browser.get(f"/console/cases/{case.reference}")).text
        addresses = re.findall(r'src="([^"]+/attachments/[^"]+)"', page)
        assert len(addresses) == 2
        assert "<audio" in page
        assert "Refused: not a photo, voice note, video or PDF" in page
        answer = await browser.get(addresses[0])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == f'attachment; filename="{case.reference}-1.jpg"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "no-store" in answer.headers["cache-control"]
    assert SECRET.encode() not in answer.content
    picture = Image.open(BytesIO(answer.content))
    assert (picture.size, dict(picture.getexif())) == ((64, 48), {})


async def test_a_sealed_case_keeps_its_files_sealed(whole: WholeLine) -> None:
    case = await file_with(whole, BRIBE, PHOTO)
    assert case.is_sealed
    (kept,) = await attachments(whole)
    assert kept.case_id == case.id
    for username in ROLES:
        async with official(whole, username) as browser:
            answer = await browser.get(address_of(case, kept))
            expected = (200, None) if username == "oversight" else (303, "/console/missing")
            assert (answer.status_code, answer.headers.get("location")) == expected, username


async def test_only_the_office_of_the_case_has_its_files(whole: WholeLine) -> None:
    elsewhere = await file_with(whole, NO_POWER, PHOTO)
    here = await file_with(whole, "Gujranwala peoples colony me 5 din se pani nahi aa raha", PHOTO)
    other, own = await attachments(whole)
    async with official(whole, "officer") as browser:
        assert (await browser.get(address_of(here, own))).status_code == 200
        for address in (address_of(elsewhere, other), address_of(here, other), address_of(elsewhere, own)):
            assert (await browser.get(address)).headers["location"] == "/console/missing"


async def test_a_stranger_gets_no_file(whole: WholeLine) -> None:
    case = await file_with(whole, NO_POWER, PHOTO)
    (kept,) = await attachments(whole)
    async with httpx.AsyncClient(base_url=whole.origin, trust_env=False) as browser:
        answer = await browser.get(address_of(case, kept))
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in")
        for guess in (f"/media/{kept.storage_name}", f"/console/static/../../media/{kept.storage_name}"):
            assert (await browser.get(guess)).status_code == 404


async def test_the_api_lists_files_and_why_one_is_missing(whole: WholeLine) -> None:
    case = await file_with(whole, NO_POWER, [*PHOTO, upload(OTHERS["svg"])])
    async with whole.database.unit_of_work() as session:
        token = await tokens.create(session, name="reader", scopes=["cases:read"])
    async with httpx.AsyncClient(base_url=whole.origin, trust_env=False) as client:
        answer = await client.get(f"/api/v1/cases/{case.reference}", headers={"authorization": f"Bearer {token}"})
    kept, refused = answer.json()["attachments"]
    assert (kept["state"], kept["content_type"], kept["reason"]) == ("stored", "image/jpeg", None)
    assert refused == {"state": "refused", "reason": "type_not_accepted", "content_type": None, "size_bytes": None}


async def test_the_provider_forgets_the_file_and_her_phone_keeps_it(whole: WholeLine) -> None:
    await file_with(whole, NO_POWER, PHOTO)
    (kept,) = await attachments(whole)
    assert kept.provider_copy == "deleted"
    (text,) = [one for one in whole.simulator.provider.store.conversation(CITIZEN, None) if one.media]
    account = whole.simulator.settings.twilio_account_sids[0]
    path = f"/2010-04-01/Accounts/{account}/Messages/{text.sid}/Media"
    signed_in: Any = (account, "primary-token")
    gone = await whole.simulator.http.get(f"{path}/{text.media[0].sid}", auth=signed_in)
    assert gone.status_code == 404
    assert (await whole.simulator.http.get(f"{path}.json", auth=signed_in)).json()["media_list"] == []
    assert (await whole.simulator.http.get(f"/_simulator/media/{text.media[0].sid}")).content == photo()


async def test_a_message_that_only_the_providers_list_brings_has_its_photo(whole: WholeLine) -> None:
    await whole.simulator.write(NO_POWER, channel="whatsapp", media=PHOTO, is_lost=True)
    async with open_inbox(whole.database, whole.line.protector) as inbox:
        found = await reconcile(whole.outlet.channel, inbox, now=whole.clock.now())  # type: ignore[arg-type]
    assert found.recovered == 1
    (received,) = await whole.rows(InboundMessage)
    whole.clock.moment = received.received_at  # the provider's clock is the real one
    await whole.work()
    (kept,) = await attachments(whole)
    assert kept.state == "stored"


async def test_a_missing_file_is_said_and_not_shown_as_something_else(whole: WholeLine) -> None:
    case = await file_with(whole, NO_POWER, PHOTO)
    (kept,) = await attachments(whole)
    assert kept.storage_name is not None
    whole.depot.keeper.store.remove(kept.storage_name)
    async with official(whole, "triage") as browser:
        answer = await browser.get(address_of(case, kept))
    assert (answer.status_code, answer.json()["code"]) == (503, "file_missing")


async def test_two_cases_never_share_a_file(whole: WholeLine) -> None:
    await file_with(whole, NO_POWER, PHOTO)
    await file_with(whole, "Kamoke me pani nahi hai", [])
    async with whole.database.unit_of_work() as session:
        owners = await session.execute(
            select(Attachment.case_id, Case.category_code).join(Case, Case.id == Attachment.case_id)
        )
        assert [category for _, category in owners] == ["electricity"]
