"""The second factor over HTTP: enrolled at the first sign-in, a code counts once, wrong ones lock the account."""

import re
from datetime import timedelta

import httpx
import pyotp
import pytest

from gateway.access import officials
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.protect import Protector
from gateway.seed import seed
from gateway.web.dependencies import SESSION_COOKIE
from models.official import Official
from tests.line.test_routes_and_roles import application
from tests.support.dialogue import rows

PASSWORD = "oversight-password"


@pytest.fixture
async def client(seeded: Database, protector: Protector, clock: SimulatedClock):
    await seed(seeded, passwords={"oversight": PASSWORD})
    app = application()
    app.state.database, app.state.protector = seeded, protector
    origin = {"origin": "http://test", "user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130.0"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", headers=origin) as made:
        yield made


async def sign_in(client: httpx.AsyncClient) -> httpx.Response:
    answer = await client.post("/console/sign-in", data={"username": "oversight", "password": PASSWORD})
    return await client.get(answer.headers["location"])


async def prove(client: httpx.AsyncClient, code: str) -> httpx.Response:
    token = officials.form_token(client.cookies[SESSION_COOKIE])
    return await client.post("/console/second-factor", data={"form_token": token, "code": code})


async def enrol(client: httpx.AsyncClient, clock: SimulatedClock) -> tuple[pyotp.TOTP, list[str]]:
    """Her app and her recovery codes."""
    assert (await sign_in(client)).headers["location"] == "/console/second-factor"
    key = re.search(r"([A-Z2-7]{32})</bdi>", (await client.get("/console/second-factor")).text)
    assert key
    app = pyotp.TOTP(key[1])
    shown = await prove(client, app.at(clock.now()))
    return app, re.findall(r'dir="ltr">([0-9a-f]{12})</bdi>', shown.text)


async def test_the_first_sign_in_enrols(client: httpx.AsyncClient, seeded: Database, clock: SimulatedClock) -> None:
    await sign_in(client)
    await client.get("/console/second-factor")
    picture = await client.get("/console/second-factor/picture.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert (await prove(client, "000000")).status_code == 403
    app, codes = await enrol(client, clock)
    assert len(set(codes)) == 8
    assert (await client.get("/console/cases")).status_code == 200
    assert (await client.get("/console/second-factor/picture.svg")).headers["location"] == "/console/missing"
    (official,) = await rows(seeded, Official)
    assert app.secret.encode() not in (official.totp_secret_encrypted or b"")


async def test_a_code_counts_once(client: httpx.AsyncClient, clock: SimulatedClock) -> None:
    app, _ = await enrol(client, clock)
    used = app.at(clock.now())
    await sign_in(client)
    assert (await prove(client, used)).status_code == 403, "the code that enrolled her"
    clock.moment += timedelta(seconds=30)
    fresh = app.at(clock.now())
    assert (await prove(client, fresh)).headers["location"] == "/console"
    await sign_in(client)
    assert (await prove(client, fresh)).status_code == 403
    clock.moment += timedelta(seconds=90)
    assert (await prove(client, app.at(clock.now() - timedelta(seconds=90)))).status_code == 403, "too old"


async def test_wrong_codes_lock(client: httpx.AsyncClient, clock: SimulatedClock) -> None:
    app, _ = await enrol(client, clock)
    clock.moment += timedelta(seconds=30)
    await sign_in(client)
    for _ in range(officials.LOCK_AFTER):
        assert (await prove(client, "wrong")).status_code == 403
    assert (await prove(client, app.at(clock.now()))).status_code == 403
    clock.moment += officials.LOCK_LENGTH + timedelta(seconds=1)
    assert (await prove(client, app.at(clock.now()))).headers["location"] == "/console"


async def test_a_recovery_code_counts_once(client: httpx.AsyncClient, clock: SimulatedClock) -> None:
    _, codes = await enrol(client, clock)
    await sign_in(client)
    assert (await prove(client, codes[0].upper())).headers["location"] == "/console"
    await sign_in(client)
    assert (await prove(client, codes[0])).status_code == 403
