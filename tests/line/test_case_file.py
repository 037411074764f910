"""From the offer to the file: her link, her digits, her PDF; who else may have it, and who may not."""

import io
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from gateway.access import officials
from gateway.casefile import service as casefile
from gateway.casefile import tries
from gateway.channels.segments import split
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.protect import Protector
from gateway.settings import load
from gateway.web.dependencies import SESSION_COOKIE
from models.case import Case
from models.case_event import CaseEvent
from models.citizen import Citizen
from models.consent import ConsentEvent
from models.conversation import Conversation
from models.outbound_message import OutboundMessage
from tests.line.test_console_and_api import browser, references, sign_in  # noqa: F401 - fixtures

OFFERED = ("ombudsman_offer", "ombudsman_offer_unnamed")
DIGITS = "4567"


async def one[T](database: Database, model: type[T], *conditions: Any) -> T:
    async with database.unit_of_work() as session:
        return (await session.scalars(select(model).where(*conditions))).one()


async def offered(database: Database, protector: Protector, clock: SimulatedClock, reference: str) -> bool:
    async with database.unit_of_work() as session:
        case = (await session.scalars(select(Case).where(Case.reference == reference))).one()
        return await casefile.offer(session, protector, case, clock.now())


async def texts(database: Database) -> list[OutboundMessage]:
    async with database.unit_of_work() as session:
        rows = await session.scalars(select(OutboundMessage).order_by(OutboundMessage.seq))
        return [row for row in rows if row.message_keys[0] in OFFERED]


@pytest.fixture
async def link(database: Database, protector: Protector, clock: SimulatedClock, references: list[str]) -> str:  # noqa: F811
    """The address that she was sent for the ordinary case."""
    assert await offered(database, protector, clock, references[0])
    (text,) = await texts(database)
    found = re.search(r"/c/[\w-]{16}$", text.body)
    assert found
    return found[0]


def read(answer: httpx.Response) -> str:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


async def test_she_opens_the_link_and_gets_her_file(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    link: str,
    references: list[str],  # noqa: F811
) -> None:
    page = await browser.get(link)
    assert references[0] in page.text
    assert "water" not in page.text
    assert "script" not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    found = read(await browser.post(link, data={"digits": "۴۵۶۷"}))
    assert references[0] in found
    assert "Ombudsman Punjab" in found
    assert "1234567" not in found
    assert "1050" not in found, "a phone that is not certain"
    event = await one(database, CaseEvent, CaseEvent.kind == "case_file_given")
    assert (event.actor, event.data) == ("citizen", {"by": "link"})
    assert (await browser.post(link, data={"digits": DIGITS})).status_code == 200, "she may fetch it again"


async def test_the_offer_names_the_body_and_comes_once(
    database: Database,
    protector: Protector,
    clock: SimulatedClock,
    link: str,
    references: list[str],  # noqa: F811
) -> None:
    (text,) = await texts(database)
    assert "Mohtasib Punjab" in text.body
    clock.moment += timedelta(days=1)
    assert not await offered(database, protector, clock, references[0])
    assert len(await texts(database)) == 1


async def test_of_a_sealed_case_nothing_but_its_number_is_said(
    database: Database,
    protector: Protector,
    clock: SimulatedClock,
    references: list[str],  # noqa: F811
) -> None:
    assert await offered(database, protector, clock, references[1])
    (text,) = await texts(database)
    assert references[1] in text.body
    assert "Mohtasib" not in text.body
    assert set(text.params[0]) == {"reference", "link"}


@pytest.mark.parametrize("reason", ["protection", "closed", "opted_out", "no_phone", "no_body"])
async def test_who_is_not_to_be_told_is_not(
    database: Database,
    protector: Protector,
    clock: SimulatedClock,
    references: list[str],  # noqa: F811
    reason: str,
) -> None:
    await _make(database, clock, references[0], reason)
    assert not await offered(database, protector, clock, references[0])
    assert await texts(database) == []


async def _make(database: Database, clock: SimulatedClock, reference: str, reason: str) -> None:
    changed: dict[str, dict[str, Any]] = {
        "protection": {"category_code": "protection"}, "no_body": {"area_id": None},
        "closed": {"state": "closed", "outcome": "granted", "closed_at": clock.now()},
    }  # fmt: skip
    async with database.unit_of_work() as session:
        case = (await session.scalars(select(Case).where(Case.reference == reference))).one()
        owner = await casefile.repository.owner_of(session, case)
        if reason == "no_phone":
            owner.contact.scheme = "whatsapp_user"
        elif reason == "opted_out":
            consent = {"contact_id": owner.contact.id, "channel": "whatsapp", "purpose": "follow_up"}
            session.add(ConsentEvent(**consent, decision="withdrawn", source="citizen_text", decided_at=clock.now()))
        elif reason in changed:
            await session.execute(update(Case).where(Case.id == case.id).values(**changed[reason]))


async def test_five_wrong_tries_close_the_link_for_an_hour_and_twenty_for_ever(
    browser: httpx.AsyncClient,  # noqa: F811
    clock: SimulatedClock,
    link: str,
) -> None:
    for _ in range(tries.TRIES - 1):
        assert (await browser.post(link, data={"digits": "0000"})).status_code == 403
    assert (await browser.post(link, data={"digits": "67"})).status_code == 429
    assert (await browser.post(link, data={"digits": DIGITS})).status_code == 429, "right, but too late"
    assert (await browser.get(link)).status_code == 429
    clock.moment += tries.LOCKED_FOR
    assert (await browser.post(link, data={"digits": DIGITS})).status_code == 200
    for _ in range(tries.MOST_TRIES - tries.TRIES):
        await browser.post(link, data={"digits": "0000"})
        clock.moment += tries.LOCKED_FOR
    assert (await browser.post(link, data={"digits": DIGITS})).status_code == 404


async def test_forged_and_expired_links_are_refused_alike(
    browser: httpx.AsyncClient,  # noqa: F811
    clock: SimulatedClock,
    link: str,
) -> None:
    forged = await browser.get(link[:-1] + ("A" if link[-1] != "A" else "B"))
    clock.moment += tries.VALID_FOR
    expired = await browser.get(link)
    posted = await browser.post(link, data={"digits": DIGITS})
    assert (forged.status_code, expired.status_code, posted.status_code) == (404, 404, 404)
    assert forged.text == expired.text == posted.text


async def test_the_link_of_one_case_is_not_made_from_another(
    database: Database,
    protector: Protector,
    clock: SimulatedClock,
    references: list[str],  # noqa: F811
) -> None:
    cases = [await one(database, Case, Case.reference == reference) for reference in references]
    made = {casefile.token_of(protector, case, clock.now()) for case in cases}
    made.add(casefile.token_of(Protector(["A" * 43 + "="], "another-key"), cases[0], clock.now()))
    made.add(casefile.token_of(protector, cases[0], clock.now() + timedelta(seconds=1)))
    assert len(made) == 4


@pytest.mark.parametrize("language", ["ur", "ur_Latn", "en"])
async def test_no_part_of_an_sms_ends_within_the_link(
    database: Database,
    protector: Protector,
    clock: SimulatedClock,
    references: list[str],  # noqa: F811
    language: str,
) -> None:
    async with database.unit_of_work() as session:
        await session.execute(update(Citizen).values(preferred_language=language))
        await session.execute(update(Conversation).values(channel="sms"))
    assert await offered(database, protector, clock, references[0])
    written = await texts(database)
    assert sum(f"{load().public_origin}/c/" in text.body for text in written) == 1
    whole = "\n".join(text.body for text in written)
    longest = re.sub(r"https?://\S+(?=/c/)", "https://sunwai.punjab.gov.pk", whole)
    assert sum(bool(re.search(r"/c/[\w-]{16}$", part)) for part in split(longest, 3)) == 1


async def test_an_official_takes_the_file_of_a_case_she_sees(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "triage")
    address = f"/console/cases/{references[0]}/file"
    assert address in (await browser.get(f"/console/cases/{references[0]}")).text
    form = {"form_token": officials.form_token(browser.cookies[SESSION_COOKIE])}
    assert (await browser.post(address, data={"form_token": "guessed"})).status_code == 403
    assert references[0] in read(await browser.post(address, data=form))
    event = await one(database, CaseEvent, CaseEvent.kind == "case_file_given")
    assert (event.actor, event.data) == ("official", {"by": "console"})
    hidden = await browser.post(f"/console/cases/{references[1]}/file", data=form)
    assert hidden.headers["location"] == "/console/missing"


async def test_no_official_reads_her_link(
    browser: httpx.AsyncClient,  # noqa: F811
    link: str,
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "triage")
    page = (await browser.get(f"/console/cases/{references[0]}?lang=en")).text
    assert "The way to the ombudsman was told" in page
    assert link not in page


async def test_of_a_sealed_case_even_oversight_gets_no_file(
    browser: httpx.AsyncClient,  # noqa: F811
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "oversight")
    assert "/file" not in (await browser.get(f"/console/cases/{references[1]}")).text
    form = {"form_token": officials.form_token(browser.cookies[SESSION_COOKIE])}
    refused = await browser.post(f"/console/cases/{references[1]}/file", data=form)
    assert (refused.status_code, refused.json().get("code", refused.text)) == (403, "for_the_citizen_only")
