"""The link for a photo: opened from a text, it sends the answer once, for a day, and for nobody else's case."""

import re
from datetime import timedelta

import httpx
import pytest

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.notices import repository
from gateway.protect import Protector
from models.attachment import Attachment
from models.case import Case
from models.case_event import CaseEvent
from models.official import Official
from tests.line.test_console_and_api import browser, references  # noqa: F401 - fixtures
from tests.support.dialogue import Talk, rows
from tests.support.files import photo
from tests.support.work_phones import OFFICER, add_official

WATER = "mc-punjab-gujranwala-teh-kamoke"
DONE = "Pump repaired, water is back in all streets"


@pytest.fixture
async def link(
    database: Database,
    protector: Protector,
    clock: SimulatedClock,
    references: list[str],  # noqa: F811
) -> str:
    """The link that the official was texted."""
    await add_official(database, protector, WATER)
    said = await Talk(database, protector, OFFICER).say(f"R {references[0]} {DONE}", now=clock.now())
    (found,) = re.findall(r"/p/[\w-]+", said[-1])
    return str(found)


async def send(client: httpx.AsyncClient, link: str, content: bytes, origin: str = "http://test") -> httpx.Response:
    return await client.post(link, files={"file": ("a.jpg", content)}, headers={"origin": origin})


async def case_of(database: Database, reference: str) -> Case:
    return next(one for one in await rows(database, Case) if one.reference == reference)


async def test_a_photo_sends_the_answer_and_ends_the_link(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    references: list[str],  # noqa: F811
    link: str,
) -> None:
    shown = await browser.get(link)
    assert shown.status_code == 200
    assert DONE in shown.text
    assert "<script" not in shown.text
    assert len(shown.content) < 6_000, "it is opened on a slow phone"
    assert (await send(browser, link, photo())).status_code == 200
    found = await case_of(database, references[0])
    assert (found.state, found.answer) == ("answered", DONE)
    (file,) = await rows(database, Attachment)
    assert file.case_id == found.id
    assert file.official_id is not None
    event = next(one for one in await rows(database, CaseEvent) if one.kind == "case_answered")
    assert (event.data["channel"], event.actor_id) == ("link", file.official_id)
    for answer in (await browser.get(link), await send(browser, link, photo())):
        assert answer.status_code == 404
        assert DONE not in answer.text
    assert len(await rows(database, Attachment)) == 1


async def test_what_is_no_photo_is_refused_and_the_link_stays(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    references: list[str],  # noqa: F811
    link: str,
) -> None:
    for content in (b"#!/bin/sh\n", b"GIF89a", b""):
        refused = await send(browser, link, content)
        assert refused.status_code == 400
        assert 'role="alert"' in refused.text
    assert (await send(browser, link, photo(), origin="https://evil.example")).status_code == 400
    assert (await case_of(database, references[0])).state == "routed"
    assert (await send(browser, link, photo())).status_code == 200


@pytest.mark.parametrize("what", ["a day has passed", "she has left", "her phone is another"])
async def test_it_ends_by_itself(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    protector: Protector,
    clock: SimulatedClock,
    references: list[str],  # noqa: F811
    link: str,
    what: str,
) -> None:
    if what == "a day has passed":
        clock.moment += timedelta(hours=24)
    async with database.unit_of_work() as session:
        for official in await rows(database, Official):
            if what == "she has left":
                (await session.get_one(Official, official.id)).is_active = False
            elif what == "her phone is another":
                await repository.remove_phone(session, official.id)
    assert (await browser.get(link)).status_code == 404
    assert (await send(browser, link, photo())).status_code == 404
    assert (await case_of(database, references[0])).state == "routed"


async def test_a_guess_opens_nothing(
    browser: httpx.AsyncClient,  # noqa: F811
    link: str,
) -> None:
    assert (await browser.get(link[:-1] + ("A" if link[-1] != "A" else "B"))).status_code == 404
