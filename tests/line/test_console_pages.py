"""The console in a real browser: what only a browser does, such as sending its origin with a form."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from pydantic import SecretStr

from gateway import clock
from gateway.app import create_app
from gateway.crowd import service as crowd
from gateway.db import Database
from gateway.seed import seed
from gateway.settings import Settings
from tests.support.browser import pale_texts
from tests.support.simulator import listening_socket, port_of, serving

CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "officer-password"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser: {CHROMIUM} is missing (apt install chromium)"),
]


@pytest.fixture
async def origin(database: Database, database_url: str) -> AsyncIterator[str]:
    await seed(database, passwords={"officer": PASSWORD, "triage": PASSWORD})
    settings = Settings(
        environment="test", encryption_keys=[SecretStr("A" * 43 + "=")], hash_key=SecretStr("test-hash-key"),
        twilio_api_origin="http://127.0.0.1:1", database_url=database_url,
    )  # fmt: skip
    bound = listening_socket()
    async with serving(create_app(settings), bound):
        yield f"http://127.0.0.1:{port_of(bound)}"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        # Chromium's own sandbox needs rights that a container or root does not have.
        made = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        await made.close()


@pytest.fixture
async def page(browser: Browser, origin: str) -> AsyncIterator[Page]:
    opened = await browser.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield opened
    await opened.close()
    assert faults == []


@pytest.mark.parametrize(
    ("lang", "direction", "heading"), [("en", "ltr", "What must I do now?"), ("ur", "rtl", "ابھی کیا کرنا ہے؟")]
)
async def test_an_officer_signs_in_and_out_by_keyboard(page, origin, lang, direction, heading):
    await page.goto(f"{origin}/console/sign-in?lang={lang}")
    await expect(page.locator("html")).to_have_attribute("dir", direction)
    await page.locator("input[name=username]").fill("officer")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")

    await expect(page.locator("h1")).to_have_text(heading)
    assert page.url == f"{origin}/console"
    await page.locator('form[action="/console/sign-out"] button').press("Enter")
    await expect(page.locator("input[name=password]")).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "ur"])
async def test_every_list_fits_a_phone_and_can_be_read(page, origin, database, protector, lang):
    await crowd.make(database, protector, 60, now=clock.now())
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(f"{origin}/console/sign-in?lang={lang}")
    await page.locator("input[name=username]").fill("triage")
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_be_visible()
    for address in ("", "/cases?queue=overdue", "/cases?category=gas&since=2020-01-01", "/search", "/triage"):
        await page.goto(f"{origin}/console{address}")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert await pale_texts(page) == [], address
