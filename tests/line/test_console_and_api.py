"""The API and the console over HTTP, on a real database: who sees what, and that both work without JavaScript."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from gateway.access import tokens
from gateway.app import create_app
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.contract import OpenCase
from gateway.dialogue.service import Line, advance
from gateway.protect import Protector
from gateway.seed import seed
from gateway.settings import Settings
from tests.support.bot import ScriptedBot
from tests.support.inbound import receive

KAMOKE = "punjab-gujranwala-teh-kamoke"
PASSWORDS = {name: f"{name}-password" for name in ("officer", "triage", "oversight", "admin")}


@pytest.fixture
async def references(database: Database, protector: Protector, clock: SimulatedClock) -> list[str]:
    """References of one ordinary and one sealed case, in that order."""
    await seed(database, passwords=PASSWORDS)
    found = []
    for category in ("water_supply", "corruption"):
        await receive(database, protector, f"<b>{category}</b>", now=clock.now())
        command = OpenCase(category=category, description=f"<b>{category}</b>", area_id=KAMOKE)
        bot = ScriptedBot(lambda _request, command=command: [command])
        await advance(Line(database, bot, protector, lease_seconds=30))  # type: ignore[arg-type]  # same shape
        reference = bot.asked and await newest(database)
        found.append(reference)
    return found


async def newest(database: Database) -> str:
    from sqlalchemy import select

    from models.case import Case

    async with database.unit_of_work() as session:
        return (await session.scalars(select(Case.reference).order_by(Case.created_at.desc()).limit(1))).one()


@pytest.fixture
async def browser(database: Database, protector: Protector, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(
        environment="test", encryption_keys=[SecretStr("A" * 43 + "=")], hash_key=SecretStr("test-hash-key"),
        twilio_api_origin="http://127.0.0.1:1", database_url="postgresql:///unused_test",
        state_dir=tmp_path,
    )  # fmt: skip
    app = create_app(settings)
    app.state.database, app.state.protector = database, protector
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


async def token(database: Database, *scopes: str) -> dict[str, str]:
    async with database.unit_of_work() as session:
        made = await tokens.create(session, name="-".join(scopes) or "none", scopes=list(scopes))
    return {"authorization": f"Bearer {made}"}


async def sign_in(browser: httpx.AsyncClient, username: str) -> httpx.Response:
    return await browser.post(
        "/console/sign-in",
        data={"username": username, "password": PASSWORDS[username]},
        headers={"origin": "http://test"},
    )


async def test_without_a_token_nothing_is_told(browser: httpx.AsyncClient, references: list[str]) -> None:
    for headers in ({}, {"authorization": "Bearer sunwai_wrong"}):
        answer = await browser.get(f"/api/v1/cases/{references[0]}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")


async def test_scopes_decide_what_a_token_sees(
    browser: httpx.AsyncClient, database: Database, references: list[str]
) -> None:
    plain = await token(database, "cases:read")
    sealed = await token(database, "cases:read", "cases:sealed", "contacts:search")
    assert [one["reference"] for one in (await browser.get("/api/v1/cases", headers=plain)).json()["items"]] == [
        references[0]
    ]
    assert (await browser.get(f"/api/v1/cases/{references[1]}", headers=plain)).status_code == 404
    assert (await browser.get("/api/v1/cases?contact=03001234567", headers=plain)).status_code == 403
    mine = await browser.get("/api/v1/cases?contact=0300-1234567", headers=sealed)
    assert {one["reference"] for one in mine.json()["items"]} == set(references)
    assert (await browser.get("/api/v1/cases?contact=03009999999", headers=sealed)).json()["items"] == []
    assert (await browser.get("/api/v1/cases?cursor=garbage", headers=plain)).status_code == 400


async def test_one_case_tells_its_story_and_masks_the_phone(
    browser: httpx.AsyncClient, database: Database, references: list[str]
) -> None:
    answer = await browser.get(f"/api/v1/cases/{references[0].lower()}", headers=await token(database, "cases:read"))
    story = answer.json()
    assert [event["kind"] for event in story["events"]] == ["case_opened", "case_routed"]
    assert story["received"] == [], "the words that opened the case are its description, not something added"
    assert references[0] in story["sent"][0]["text"]
    assert "3001234" not in answer.text
    assert story["contact"].endswith("67")


async def test_a_stranger_is_shown_the_way_in(browser: httpx.AsyncClient, references: list[str]) -> None:
    answer = await browser.get("/console/cases")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in")


@pytest.mark.parametrize(
    ("username", "sees"),
    [("officer", []), ("triage", [0]), ("oversight", [0, 1]), ("admin", [0])],
)
async def test_each_role_sees_its_own(
    browser: httpx.AsyncClient, references: list[str], username: str, sees: list[int]
) -> None:
    assert (await sign_in(browser, username)).status_code == 303
    listed = (await browser.get("/console/cases")).text
    for number, reference in enumerate(references):
        assert (reference in listed) == (number in sees)
        answer = await browser.get(f"/console/cases/{reference}")
        assert (answer.status_code == 200) == (number in sees)


async def test_words_of_citizens_are_data_and_urdu_runs_right_to_left(
    browser: httpx.AsyncClient, references: list[str]
) -> None:
    await sign_in(browser, "triage")
    answer = await browser.get(f"/console/cases/{references[0]}?lang=ur")
    assert '<html lang="ur" dir="rtl">' in answer.text
    assert "&lt;b&gt;water_supply&lt;/b&gt;" in answer.text
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_five_wrong_passwords_lock_the_account(browser: httpx.AsyncClient, references: list[str]) -> None:
    for _ in range(5):
        wrong = await browser.post("/console/sign-in", data={"username": "triage", "password": "wrong"})
        assert wrong.status_code == 403
    assert (await sign_in(browser, "triage")).status_code == 403


async def test_a_form_from_another_site_is_refused(browser: httpx.AsyncClient, references: list[str]) -> None:
    data = {"username": "triage", "password": PASSWORDS["triage"]}
    answer = await browser.post("/console/sign-in", data=data, headers={"origin": "https://evil.example"})
    assert answer.json()["code"] == "cross_site_form"
