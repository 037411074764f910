"""The page behind the link in a real browser, on a phone of 360 pixels, in both directions."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect
from pydantic import SecretStr
from sqlalchemy import select, update

from gateway.app import create_app
from gateway.casefile import service as casefile
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.protect import Protector
from gateway.settings import Settings
from models.case import Case
from models.citizen import Citizen
from tests.line.test_console_and_api import references  # noqa: F401 - a fixture
from tests.support.browser import MARKS, chromium, pale_texts
from tests.support.simulator import listening_socket, port_of, serving

pytestmark = MARKS
PHONE = {"width": 360, "height": 640}


@pytest.fixture
async def origin(database_url: str) -> AsyncIterator[str]:
    settings = Settings(
        environment="test", encryption_keys=[SecretStr("A" * 43 + "=")], hash_key=SecretStr("test-hash-key"),
        twilio_api_origin="http://127.0.0.1:1", database_url=database_url,
    )  # fmt: skip
    bound = listening_socket()
    async with serving(create_app(settings), bound):
        yield f"http://127.0.0.1:{port_of(bound)}"


async def link_in(
    database: Database, protector: Protector, clock: SimulatedClock, reference: str, language: str
) -> str:
    async with database.unit_of_work() as session:
        await session.execute(update(Citizen).values(preferred_language=language))
        case = (await session.scalars(select(Case).where(Case.reference == reference))).one()
        assert await casefile.offer(session, protector, case, clock.now())
        return f"/c/{casefile.token_of(protector, case, clock.now() + casefile.tries.VALID_FOR)}"


@pytest.mark.parametrize(("language", "direction"), [("ur", "rtl"), ("en", "ltr")])
async def test_she_tries_wrong_then_right_digits_on_her_phone(
    database: Database,
    protector: Protector,
    clock: SimulatedClock,
    references: list[str],  # noqa: F811
    origin: str,
    language: str,
    direction: str,
) -> None:
    link = await link_in(database, protector, clock, references[0], language)
    async with chromium() as browser:
        page = await browser.new_page(viewport=PHONE)
        await page.goto(origin + link)
        await expect(page.locator("html")).to_have_attribute("dir", direction)
        await expect(page.locator("h1")).to_contain_text(references[0])
        await page.locator("#digits").fill("0000")
        await page.keyboard.press("Enter")
        await expect(page.locator("[role=alert]")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert await pale_texts(page) == []
        await page.locator("#digits").fill("4567")
        async with page.expect_download() as downloading:
            await page.locator("button").click()
        assert (await downloading.value).suggested_filename == f"{references[0]}.pdf"
