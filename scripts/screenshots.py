"""Photographs the running system for the docs: `make up` in one window, `make screenshots` in another.

Texts one conversation in Urdu and one in English from the phone page, then opens the console in both languages. Writes
docs/screenshots/*.png. Needs Chromium (SUNWAI_CHROMIUM, default /usr/bin/chromium).
"""

import os

from playwright.sync_api import Browser, Page, sync_playwright

from gateway import settings
from gateway.seed import demo_passwords

FOLDER = settings.ROOT / "docs" / "screenshots"
CHROMIUM = os.environ.get("SUNWAI_CHROMIUM", "/usr/bin/chromium")
DESKTOP = {"width": 1180, "height": 820}
PHONES = {"ur": "0301 5550102", "en": "0301 5550103"}
SAID = {
    "ur": ["ہمارے محلے میں پانچ دن سے پانی نہیں آ رہا، تحصیل کامونکی", "1", "میری شکایت کا کیا بنا"],
    "en": ["Street lights on our road in Daska have been off for a week", "1", "what happened to my complaint"],
}
ANSWER_MILLISECONDS = 15_000


def main() -> None:
    """Every picture."""
    found = settings.load()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        # Chromium's own sandbox needs rights that a container or root does not have.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for lang in ("ur", "en"):
            _phone(browser, found.simulator_origin, lang)
        for lang in ("ur", "en"):
            _console(browser, found.public_origin, lang, demo_passwords(found.state_dir)["officer"])
        browser.close()


def _phone(browser: Browser, origin: str, lang: str) -> None:
    page = browser.new_page(viewport=DESKTOP)
    page.goto(f"{origin}/?lang={lang}&channel=whatsapp&phone={PHONES[lang]}")
    for number, text in enumerate(SAID[lang]):
        answers = page.locator("#talk .out").count()
        page.locator("#message").fill(text)
        page.locator("#message").press("Enter")
        page.locator("#talk .out").nth(answers).wait_for(timeout=ANSWER_MILLISECONDS)
        if number == 1:
            page.locator(".case").first.wait_for(timeout=ANSWER_MILLISECONDS)
    page.wait_for_timeout(1_500)
    _take(page, f"phone-{lang}")
    page.close()


def _console(browser: Browser, origin: str, lang: str, password: str) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.goto(f"{origin}/console/sign-in?lang={lang}")
    page.locator("input[name=username]").fill("officer")
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/console/cases**")
    page.goto(f"{origin}/console/cases?lang={lang}")
    _take(page, f"cases-{lang}")
    page.locator("a[href*='/console/cases/']").first.click()
    _take(page, f"case-{lang}")
    context.close()


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state()
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
