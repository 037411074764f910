"""The page of notices over HTTP: read, marked as read, choices kept, a phone registered, and nothing sealed shown."""

import re

import httpx
import pytest
from sqlalchemy import select

from gateway.access import officials
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.notices import phones, repository
from gateway.protect import Protector
from gateway.web.dependencies import SESSION_COOKIE
from models.case import Case
from models.notice import Notice, NoticeRead
from models.official import Official
from tests.line.test_console_and_api import browser, references, sign_in  # noqa: F401 - fixtures

HERE = "/console/notices"


async def post(client: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
    data = {"form_token": officials.form_token(client.cookies[SESSION_COOKIE])} | fields
    return await client.post(f"{HERE}/{path}", data=data, headers={"origin": "http://test"})


async def official_named(database: Database, username: str) -> Official:
    async with database.unit_of_work() as session:
        return (await session.scalars(select(Official).where(Official.username == username))).one()


@pytest.mark.parametrize("language", ["en", "ur"])
async def test_read_and_marked_as_read(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    references: list[str],  # noqa: F811
    language: str,
) -> None:
    await sign_in(browser, "oversight")
    shown = (await browser.get(f"{HERE}?lang={language}")).text
    assert references[1] in shown
    assert references[0] not in shown, "it is another office's"
    assert 'class="unread"' in shown
    (notice_id,) = re.findall(r'name="notice" value="([0-9a-f-]+)"', shown)
    assert (await post(browser, "read", notice=notice_id)).headers["location"] == HERE
    again = (await browser.get(HERE)).text
    assert references[1] in again
    assert 'class="unread"' not in again


async def test_what_is_sealed_is_not_listed_for_others_of_the_office(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    references: list[str],  # noqa: F811
) -> None:
    async with database.unit_of_work() as session:
        sealed = (await session.scalars(select(Case).where(Case.reference == references[1]))).one()
        officer = (await session.scalars(select(Official).where(Official.username == "officer"))).one()
        officer.office_id = sealed.office_id
    await sign_in(browser, "officer")
    assert references[1] not in (await browser.get(HERE)).text
    async with database.unit_of_work() as session:
        notice = (await session.scalars(select(Notice).where(Notice.case_id == sealed.id))).one()
    await post(browser, "read", notice=str(notice.id))
    async with database.unit_of_work() as session:
        assert (await session.scalars(select(NoticeRead))).all() == [], "nor can it be marked by its id"


async def test_a_phone_is_registered_with_the_code_that_the_page_shows(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    protector: Protector,
    clock: SimulatedClock,
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "triage")
    choice = {"notify_by": "sms", "quiet_from": "22:00", "quiet_until": "07:30", "texts_in": "ur"}
    assert "fault=no_phone" in (await post(browser, "choices", **choice)).headers["location"]
    assert "fault=not_a_phone" in (await post(browser, "phone", number="12")).headers["location"]
    shown = (await post(browser, "phone", number="0301 7654321")).text
    (code,) = re.findall(r">(\d{6})<", shown)
    official = await official_named(database, "triage")
    async with database.unit_of_work() as session:
        waiting = await repository.phone_of(session, official.id)
        assert waiting is not None
        assert await phones.confirm(session, protector, waiting, code, clock.now(), "sms")
    assert (await post(browser, "choices", **choice)).headers["location"] == f"{HERE}#choices"
    official = await official_named(database, "triage")
    assert (official.notify_by, str(official.quiet_until), official.language) == ("sms", "07:30:00", "ur")


async def test_a_form_from_elsewhere_is_refused(
    browser: httpx.AsyncClient,  # noqa: F811
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "triage")
    answer = await browser.post(f"{HERE}/phone", data={"form_token": "x", "number": "03017654321"})
    assert answer.json()["code"] == "cross_site_form"
