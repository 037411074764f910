"""An officer works a case in a real browser, on a desk and in the hand, in both directions, without a script."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect
from pydantic import SecretStr
from sqlalchemy import select

from gateway.app import create_app
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.contract import OpenCase
from gateway.dialogue.service import Line, advance
from gateway.protect import Protector
from gateway.seed import seed
from gateway.settings import Settings
from models.case import Case
from models.case_cluster import CaseCluster
from models.office import Office
from tests.support.bot import ScriptedBot
from tests.support.browser import MARKS, chromium, pale_texts
from tests.support.files import photo
from tests.support.inbound import receive
from tests.support.simulator import listening_socket, port_of, serving

pytestmark = MARKS
KAMOKE = "punjab-gujranwala-teh-kamoke"
SIZES = {"desk": (1280, 900), "hand": (390, 844)}


@pytest.fixture
async def case(database: Database, protector: Protector, clock: SimulatedClock) -> Case:
    """Two neighbours' cases of one cluster in the demo officer's office; the first of them."""
    await seed(database, passwords={"officer": "officer-password"})
    command = OpenCase(category="water_supply", description="پانچ دن سے پانی نہیں آ رہا", area_id=KAMOKE)
    for phone in ("+923001234567", "+923001234568"):
        await receive(database, protector, "pani nahi", now=clock.now(), phone=phone)
        bot = ScriptedBot(lambda _request: [command], "ur")
        await advance(Line(database, bot, protector, lease_seconds=30))  # type: ignore[arg-type]  # same shape
    async with database.unit_of_work() as session:
        office = (await session.scalars(select(Office).where(Office.code == "wasa-punjab-dist-gujranwala"))).one()
        cluster = CaseCluster(category_code="water_supply", area_id=KAMOKE, opened_at=clock.now())
        session.add(cluster)
        await session.flush()
        cases = (await session.scalars(select(Case).order_by(Case.created_at))).all()
        for one in cases:
            one.office_id, one.cluster_id = office.id, cluster.id
    return cases[0]


@pytest.fixture
async def page(case: Case, database_url: str, tmp_path: object) -> AsyncIterator[Page]:
    settings = Settings(
        environment="test", encryption_keys=[SecretStr("A" * 43 + "=")], hash_key=SecretStr("test-hash-key"),
        twilio_api_origin="http://127.0.0.1:1", database_url=database_url, state_dir=tmp_path,
    )  # fmt: skip
    bound = listening_socket()
    async with serving(create_app(settings), bound), chromium() as browser:
        context = await browser.new_context(base_url=f"http://127.0.0.1:{port_of(bound)}")
        opened = await context.new_page()
        await opened.goto("/console/sign-in")
        await opened.locator("input[name=username]").fill("officer")
        await opened.locator("input[name=password]").fill("officer-password")
        await opened.keyboard.press("Enter")
        await expect(opened.locator("h1")).to_be_visible()
        yield opened
        await context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["en", "ur"])
async def test_the_case_page_is_read_and_filled_in(page: Page, case: Case, lang: str, size: str) -> None:
    await page.set_viewport_size({"width": SIZES[size][0], "height": SIZES[size][1]})
    await page.goto(f"/console/cases/{case.reference}?lang={lang}&template=supply_restored")
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= SIZES[size][0], "nothing sticks out"
    assert await pale_texts(page) == []
    heights = await page.evaluate(
        "[...document.querySelectorAll('main button, main summary')].map(one => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 24, "targets of 24 pixels at least (WCAG 2.2, 2.5.8)"


async def test_an_answer_to_the_cluster_with_a_photo(page: Page, case: Case) -> None:
    await page.goto(f"/console/cases/{case.reference}?lang=en")
    form = page.locator("form[action$='/answer']")
    await page.get_by_text("Answer the citizen", exact=True).first.click()
    await form.locator("select[name=reason]").select_option("repaired")
    await form.locator("textarea[name=text]").fill("The pump runs again since this morning.")
    await form.locator("input[name=together]").check()
    await form.locator("button").click()
    await expect(page.locator("[role=alert]")).to_contain_text("Add a photo")
    await expect(form.locator("textarea[name=text]")).to_have_value("The pump runs again since this morning.")
    await expect(form.locator("select[name=reason]")).to_have_value("repaired")
    await form.locator("input[type=file]").set_input_files(
        {"name": "pump.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    await form.locator("button").click()
    await expect(page.locator(".attachments img")).to_be_visible()
    await expect(page.locator("dl")).to_contain_text("Done: Repaired")
    await page.get_by_role("link", name="اردو").click()
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
