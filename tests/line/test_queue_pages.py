"""Home, queues, search and the triage desk over HTTP: each role finds its own, and nothing of a sealed case."""

import re

import httpx
import pytest
from sqlalchemy import select

from gateway import clock
from gateway.access import officials
from gateway.db import Database
from gateway.triage.repository import open_item
from gateway.web.dependencies import SESSION_COOKIE
from models.triage_item import TriageItem
from tests.line.test_console_and_api import browser, references, sign_in  # noqa: F401 - fixtures
from tests.support.cases import copies, late

HOME = {"origin": "http://test"}


async def search(client: httpx.AsyncClient, typed: str) -> httpx.Response:
    data = {"form_token": officials.form_token(client.cookies[SESSION_COOKIE]), "q": typed}
    return await client.post("/console/search", data=data, headers=HOME)


@pytest.mark.parametrize(("username", "sees"), [("officer", []), ("triage", [0]), ("oversight", [1])])
async def test_home_shows_what_presses_and_leads_to_it(
    browser: httpx.AsyncClient,  # noqa: F811
    references: list[str],  # noqa: F811
    username: str,
    sees: list[int],
) -> None:
    await sign_in(browser, username)
    home = (await browser.get("/console")).text
    for number, reference in enumerate(references):
        assert (reference in home) is (number in sees)
    for address in set(re.findall(r'href="(/console/cases\?queue=\w+)"', home)):
        assert (await browser.get(address)).status_code == 200
    assert ("/console/triage" in home) is (username != "officer")


async def test_filters_and_pages_live_in_the_address(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    references: list[str],  # noqa: F811
) -> None:
    made = await copies(database, references[0], 60, **late(clock.now()))
    await sign_in(browser, "triage")
    first = (await browser.get("/console/cases?queue=overdue&category=water_supply&urgent=&since=&lang=ur")).text
    [beyond] = re.findall(r'rel="next" href="([^"]+)"', first)
    assert "category=water_supply" in beyond
    second = (await browser.get(beyond.replace("&amp;", "&"))).text
    assert sum(one in first for one in made) == 50
    assert sum(one in second for one in made) == 10
    assert 'href="/console/cases?queue=overdue&amp;category=water_supply&amp;urgent=&amp;since=&amp;lang=en"' in first
    assert "60" in first
    assert (await browser.get("/console/cases?queue=sealed")).headers["location"] == "/console/missing"
    assert (await browser.get("/console/cases?after=nonsense")).status_code == 400


async def test_search_keeps_what_was_typed_out_of_addresses(
    browser: httpx.AsyncClient,  # noqa: F811
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "triage")
    assert (await search(browser, references[0].lower())).headers["location"] == f"/console/cases/{references[0]}"
    for typed in ("0300 1234567", "water_supply"):
        found = await search(browser, typed)
        assert (found.status_code, references[0] in found.text) == (200, True)
        assert references[1] not in found.text
    assert references[1] not in (await search(browser, references[1])).text.replace(f'value="{references[1]}"', "")
    refused = await browser.post("/console/search", data={"form_token": "guessed", "q": "x"}, headers=HOME)
    assert refused.status_code == 403


async def test_a_triage_item_is_opened_and_settled(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    references: list[str],  # noqa: F811
) -> None:
    async with database.unit_of_work() as session:
        await open_item(session, TriageItem(reason="asked", text="<b>call me</b>", opened_at=clock.now()))
        item_id = (await session.scalars(select(TriageItem.id).where(TriageItem.text.contains("call me")))).one()
    await sign_in(browser, "triage")
    here = f"/console/triage/{item_id}"
    assert here in (await browser.get("/console/triage")).text
    assert "&lt;b&gt;call me" in (await browser.get(f"{here}?lang=ur")).text
    data = {"form_token": officials.form_token(browser.cookies[SESSION_COOKIE]), "reason": ""}
    refused = await browser.post(here, data=data, headers=HOME)
    assert 'role="alert"' in (await browser.get(refused.headers["location"])).text
    done = await browser.post(here, data=data | {"reason": "called her back"}, headers=HOME)
    assert here not in (await browser.get(done.headers["location"])).text
    assert "called her back" in (await browser.get(here)).text
