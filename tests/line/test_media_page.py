"""The case page in a real browser: photos are drawn and voice notes play under the page's own policy."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from gateway.seed import seed
from models.case import Case
from tests.support.files import VOICE_NOTE, photo, upload
from tests.support.whole_line import WholeLine

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser: {CHROMIUM} is missing (apt install chromium)"),
]


@pytest.fixture
async def page(whole: WholeLine) -> AsyncIterator[Page]:
    """Signed in at the triage desk; a page that breaks its own policy fails the test."""
    await seed(whole.database, passwords={"triage": "triage-password"})
    faults: list[str] = []
    async with async_playwright() as playwright:
        # Chromium's own sandbox needs rights that a container or root does not have.
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        opened = await browser.new_page()
        opened.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        await opened.goto(f"{whole.origin}/console/sign-in")
        await opened.locator("input[name=username]").fill("triage")
        await opened.locator("input[name=password]").fill("triage-password")
        await opened.keyboard.press("Enter")
        await opened.wait_for_url("**/console")
        yield opened
        await browser.close()
    assert faults == []


@pytest.mark.parametrize(("lang", "heading"), [("en", "Photos, voice and files"), ("ur", "تصاویر، آواز اور فائلیں")])
async def test_an_official_looks_at_the_photo_and_saves_it(
    whole: WholeLine, page: Page, lang: str, heading: str
) -> None:
    await whole.answer("Kamoke me bijli nahi hai", media=[upload(photo()), upload(VOICE_NOTE, "audio/ogg")])
    await whole.answer("1")
    (case,) = await whole.rows(Case)
    await page.goto(f"{whole.origin}/console/cases/{case.reference}?lang={lang}")
    await expect(page.locator("#attachments")).to_have_text(heading)
    picture = page.locator(".attachments img")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.complete && image.naturalWidth") == 64
    await expect(page.locator(".attachments audio")).to_be_visible()
    async with page.expect_download() as saving:
        await page.locator(".attachments a[download]").first.click()
    assert (await saving.value).suggested_filename == f"{case.reference}-1.jpg"
