"""The review pages in a real browser: by keys alone, in both directions, on a phone's width."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page, expect
from pydantic import SecretStr
from sqlalchemy import select

from gateway.app import create_app
from gateway.db import Database
from gateway.protect import Protector
from gateway.seed import seed
from gateway.settings import Settings
from models.correction import Correction
from tests.support.browser import MARKS, chromium, pale_texts
from tests.support.review import guesses, written
from tests.support.simulator import listening_socket, port_of, serving

PASSWORD = "triage-password"
DOUBTS = {
    "intent_confidence": 0.5, "intents": guesses(file_grievance=0.5, find_office=0.3, thanks=0.1),
    "categories": guesses(gas=0.41, electricity=0.3, water_supply=0.08),
}  # fmt: skip

pytestmark = MARKS


@pytest.fixture
async def turns(seeded: Database, protector: Protector) -> list[UUID]:
    """Three doubtful messages, newest first as the queue has them: Urdu, Roman Urdu, English."""
    said = {"en": "there is some problem", "ur_Latn": "koi masla hai bhai", "ur": "کوئی مسئلہ ہے"}
    made = [await written(seeded, protector, text, language=writing, **DOUBTS) for writing, text in said.items()]
    return made[::-1]


@pytest.fixture
async def origin(seeded: Database, turns: list[UUID]) -> AsyncIterator[str]:
    await seed(seeded, passwords={"triage": PASSWORD})
    settings = Settings(
        environment="test", encryption_keys=[SecretStr("A" * 43 + "=")], hash_key=SecretStr("test-hash-key"),
        twilio_api_origin="http://127.0.0.1:1", database_url=seeded.url.render_as_string(hide_password=False),
    )  # fmt: skip
    bound = listening_socket()
    async with serving(create_app(settings), bound):
        yield f"http://127.0.0.1:{port_of(bound)}"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as made:
        yield made


@pytest.fixture(params=[(1180, 820), (360, 740)], ids=["desk", "phone"])
async def page(request: pytest.FixtureRequest, browser: Browser, origin: str) -> AsyncIterator[Page]:
    """Signed in at the triage desk; a fault in a script fails the test."""
    width, height = request.param
    context = await browser.new_context(viewport={"width": width, "height": height}, base_url=origin)
    opened = await context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if "Security Policy" in said.text else None)
    await opened.goto("/console/sign-in")
    await opened.locator("input[name=username]").fill("triage")
    await opened.locator("input[name=password]").fill(PASSWORD)
    await opened.keyboard.press("Enter")
    await opened.wait_for_url("**/console")
    yield opened
    await context.close()
    assert faults == []


async def at(page: Page, turn_id: UUID) -> None:
    """Wait until that message is shown and its script listens."""
    await page.wait_for_url(f"**/console/review/{turn_id}?**")
    await expect(page.locator("html")).to_have_class("has-keys")


async def decisions(database: Database) -> dict[UUID, tuple[str, str | None, str | None]]:
    async with database.unit_of_work() as session:
        rows = await session.scalars(select(Correction))
        return {one.turn_id: (one.decision, one.intent, one.category_code) for one in rows}


async def test_three_messages_by_keys_alone(page: Page, seeded: Database, turns: list[UUID]) -> None:
    await page.goto("/console/review")
    await page.get_by_role("link", name="Start with the newest").press("Enter")
    await at(page, turns[0])
    await page.keyboard.press("1")
    await page.keyboard.press("5")
    await page.keyboard.press("a")
    await expect(page.locator("[data-accusation]")).to_be_checked()
    await page.keyboard.press("a")
    await page.keyboard.press("Enter")

    await at(page, turns[1])
    await expect(page.get_by_role("status")).to_contain_text("Saved.")
    await page.keyboard.press("1")
    await page.keyboard.press("/")
    await page.keyboard.type("Street l")
    await page.keyboard.press("Escape")
    await page.keyboard.press("s")  # with the field left, s skips …

    await at(page, turns[2])
    await page.keyboard.press("2")
    await page.keyboard.press("/")
    await page.keyboard.type("gas")  # … and within it, s is a letter
    await page.keyboard.press("Enter")

    await page.wait_for_url("**/console/review?**")
    assert await decisions(seeded) == {
        turns[0]: ("corrected", "file_grievance", "electricity"), turns[2]: ("corrected", "find_office", "gas"),
    }  # fmt: skip
    assert await page.locator(".words").count() == 1

    await page.locator(".words").press("Enter")
    await at(page, turns[1])
    await page.keyboard.press("x")
    await expect(page.locator(".empty")).to_be_visible()
    assert (await decisions(seeded))[turns[1]] == ("set_aside", None, None)


async def test_what_is_typed_stands_instead_of_a_guess_and_the_other_way_round(page: Page, turns: list[UUID]) -> None:
    await page.goto(f"/console/review/{turns[0]}?")
    await at(page, turns[0])
    await page.keyboard.press("4")
    await expect(page.locator("[data-key='4']")).to_be_checked()
    await page.keyboard.press("/")
    await page.keyboard.type("Gas")
    await expect(page.locator("[data-key='4']")).not_to_be_checked()
    await page.keyboard.press("Escape")
    await page.keyboard.press("6")
    await expect(page.locator("[data-search]")).to_have_value("")


async def test_keys_can_be_switched_off_and_stay_off(page: Page, turns: list[UUID]) -> None:
    await page.goto(f"/console/review/{turns[0]}?")
    await at(page, turns[0])
    await page.locator("#keys").press("Space")
    await page.keyboard.press("1")
    await expect(page.locator("[data-key='1']")).not_to_be_checked()
    await page.reload()
    await expect(page.locator("#keys")).not_to_be_checked()
    await page.keyboard.press("s")
    assert str(turns[0]) in page.url


@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("ur", "rtl")])
async def test_pages_fit_and_can_be_read(page: Page, turns: list[UUID], lang: str, direction: str) -> None:
    await page.goto(f"/console/review?lang={lang}")
    for path in ("/console/review", "/console/review?writing=none", f"/console/review/{turns[0]}", "faults"):
        await (page.locator("[value=save]").click() if path == "faults" else page.goto(path))
        await expect(page.locator("html")).to_have_attribute("dir", direction)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await pale_texts(page) == []
    await expect(page.get_by_role("alert")).to_be_visible()
    message = page.locator(".bubble.words")
    assert await message.get_attribute("dir") == "rtl"
    assert await message.get_attribute("lang") == "ur"


async def test_it_works_without_scripts(browser: Browser, origin: str, seeded: Database, turns: list[UUID]) -> None:
    context = await browser.new_context(java_script_enabled=False, base_url=origin)
    page = await context.new_page()
    await page.goto("/console/sign-in")
    await page.locator("input[name=username]").fill("triage")
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.locator("button[type=submit]").click()
    await page.goto(f"/console/review/{turns[0]}")
    assert await page.locator("kbd").first.is_hidden()
    await page.get_by_role("radio", name="Complaint").check()
    await page.get_by_role("radio", name="Electricity").check()
    await page.get_by_role("button", name="Save and next").click()
    assert f"/console/review/{turns[1]}" in page.url
    assert await decisions(seeded) == {turns[0]: ("corrected", "file_grievance", "electricity")}
    await context.close()
