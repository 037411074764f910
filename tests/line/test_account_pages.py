"""One's own account over HTTP: sessions are listed and ended, passwords changed and, by a link, set anew."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from gateway.access import officials, resets
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.protect import Protector
from gateway.seed import seed
from gateway.web.dependencies import SESSION_COOKIE
from tests.line.test_routes_and_roles import application
from tests.support.officials import proving

PASSWORD, NEW = "officer-password", "a better password"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture
async def browsers(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    """The officer's phone and desk; the operator uses the desk, too."""
    await seed(seeded, passwords={"officer": PASSWORD, "operator": PASSWORD})
    app = application()
    app.state.database, app.state.protector = seeded, protector
    transport, hooks = httpx.ASGITransport(app), proving(seeded)
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://test", headers={"user-agent": PHONE}) as phone,
        httpx.AsyncClient(
            transport=transport, base_url="http://test", headers={"user-agent": DESK}, event_hooks=hooks
        ) as desk,
    ):
        yield phone, desk


async def sign_in(client: httpx.AsyncClient, password: str = PASSWORD, username: str = "officer") -> int:
    return (await client.post("/console/sign-in", data={"username": username, "password": password})).status_code


async def send(client: httpx.AsyncClient, address: str, **fields: str) -> httpx.Response:
    token = officials.form_token(client.cookies[SESSION_COOKIE])
    return await client.post(address, data={"form_token": token} | fields)


async def is_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/console/cases")).status_code == 200


async def test_another_session_is_seen_and_ended(
    browsers: tuple[httpx.AsyncClient, httpx.AsyncClient], clock: SimulatedClock
) -> None:
    phone, desk = browsers
    await sign_in(phone)
    clock.moment += timedelta(minutes=5)
    await sign_in(desk)
    page = (await desk.get("/console/account")).text
    assert page.index("Firefox, Windows") < page.index("this one") < page.index("Chrome, Android")
    found = re.search(r'name="session_id" value="(.*?)"', page)
    assert found
    await send(desk, "/console/account/sessions/end", session_id=found[1])
    assert (await is_in(phone), await is_in(desk)) == (False, True)
    await send(desk, "/console/account/sessions/end")
    assert not await is_in(desk)


async def test_nobody_ends_anothers_session(browsers: tuple[httpx.AsyncClient, httpx.AsyncClient]) -> None:
    phone, desk = browsers
    await sign_in(phone)
    await sign_in(desk, username="operator")
    await sign_in(phone)
    found = re.search(r'name="session_id" value="(.*?)"', (await phone.get("/console/account")).text)
    assert found
    await send(desk, "/console/account/sessions/end", session_id=found[1])
    assert found[1] in (await phone.get("/console/account")).text


async def test_a_session_left_alone_ends(
    browsers: tuple[httpx.AsyncClient, httpx.AsyncClient], clock: SimulatedClock
) -> None:
    phone, _ = browsers
    await sign_in(phone)
    for _ in range(3):
        clock.moment += officials.IDLE_LENGTH - timedelta(minutes=1)
        assert await is_in(phone)
    clock.moment += officials.IDLE_LENGTH
    assert not await is_in(phone)


async def test_a_new_password_signs_out_elsewhere(browsers: tuple[httpx.AsyncClient, httpx.AsyncClient]) -> None:
    phone, desk = browsers
    await sign_in(phone)
    await sign_in(desk)
    wrong = await send(desk, "/console/account/password", old="guessed", new=NEW)
    assert "fault=wrong_password" in wrong.headers["location"]
    short = await send(desk, "/console/account/password", old=PASSWORD, new="short")
    assert "fault=password_too_short" in short.headers["location"]
    assert await is_in(phone)
    assert "done=password" in (await send(desk, "/console/account/password", old=PASSWORD, new=NEW)).headers["location"]
    assert (await is_in(phone), await is_in(desk)) == (False, True)
    assert (await sign_in(phone), await sign_in(phone, NEW)) == (403, 303)


async def test_guessing_the_present_password_locks(browsers: tuple[httpx.AsyncClient, httpx.AsyncClient]) -> None:
    phone, _ = browsers
    await sign_in(phone)
    for _ in range(officials.LOCK_AFTER):
        await send(phone, "/console/account/password", old="guessed", new=NEW)
    refused = await send(phone, "/console/account/password", old=PASSWORD, new=NEW)
    assert "fault=wrong_password" in refused.headers["location"]


async def test_a_link_sets_a_password_once_within_an_hour(
    browsers: tuple[httpx.AsyncClient, httpx.AsyncClient], clock: SimulatedClock
) -> None:
    phone, desk = browsers
    await sign_in(phone)
    await sign_in(desk, username="operator")
    links = []
    for _ in range(2):
        accounts = (await desk.get("/console/accounts")).text
        (address,) = re.findall(r"officer</bdi>.*?action=\"(.*?)\"", accounts, re.DOTALL)
        shown = await send(desk, address)
        links += re.findall(r"/console/reset/[\w-]+", shown.text)
    older, newer = links
    assert (await phone.get(older)).headers["location"] == "/console/missing", "only the newest counts"
    assert (await phone.get(newer)).status_code == 200
    assert (await phone.post(newer, data={"password": "short"})).status_code == 422
    assert (await phone.post(newer, data={"password": NEW})).headers["location"] == "/console/sign-in"
    assert not await is_in(phone), "her sessions have ended"
    assert (await phone.post(newer, data={"password": PASSWORD})).headers["location"] == "/console/missing"
    assert (await sign_in(phone), await sign_in(phone, NEW)) == (403, 303)
    late = re.findall(r"/console/reset/[\w-]+", (await send(desk, address)).text)[0]
    clock.moment += resets.LINK_LENGTH
    assert (await phone.get(late)).headers["location"] == "/console/missing"
