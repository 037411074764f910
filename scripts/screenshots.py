"""Photographs the running system for the docs: `make up` in one window, `make screenshots` in another.

Texts one conversation in Urdu, one in English and one in confidence from the phone page, each from a number that nobody
used before, then opens the console in both languages, on a desk and on a phone. Writes docs/screenshots/*.png. Needs
Chromium (SUNWAI_CHROMIUM, default /usr/bin/chromium).
"""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from gateway import settings
from gateway.cases.reference import is_valid
from gateway.seed import demo_passwords

FOLDER = settings.ROOT / "docs" / "screenshots"
CHROMIUM = os.environ.get("SUNWAI_CHROMIUM", "/usr/bin/chromium")
DESK = ViewportSize(width=1180, height=820)
HAND = ViewportSize(width=390, height=844)
# All of Gujranwala's water agency, whose officer is among the demo officials.
SAID = {
    "ur": ["گوجرانوالہ پیپلز کالونی میں پانچ دن سے پانی نہیں آ رہا", "1", "میری شکایت کا کیا بنا"],
    "en": ["Sewage has been standing in our street in Gujranwala for a week", "1", "what happened to my complaint"],
}
UNCLEAR = {"ur": "وہ بندہ کل پھر نہیں آیا، سب بند پڑا ہے", "en": "that thing near the school again, same as last time"}
SEALED = ["The water office in Gujranwala demands a bribe of 5000 rupees for a new connection", "1"]
ANSWER_MILLISECONDS = 15_000


def main() -> None:
    """Every picture."""
    found = settings.load()
    logins = demo_passwords(found.state_dir)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        # Chromium's own sandbox needs rights that a container or root does not have.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        references = {lang: _phone(browser, found.simulator_origin, lang, SAID[lang]) for lang in ("ur", "en")}
        sealed = _in_confidence(browser, found.simulator_origin)
        for lang, reference in references.items():
            _console(browser, found.public_origin, lang, ("officer", logins["officer"]), reference)
        for lang, text in UNCLEAR.items():
            _conversation(browser, found.simulator_origin, lang, [text]).close()
        for lang in UNCLEAR:
            _review(browser, found.public_origin, lang, ("triage", logins["triage"]))
        _sealed(browser, found.public_origin, ("oversight", logins["oversight"]), sealed)
        browser.close()


def _phone(browser: Browser, origin: str, lang: str, texts: list[str]) -> str:
    """One conversation, on a desk and in the hand; the reference of its case."""
    page = _conversation(browser, origin, lang, texts)
    page.locator(".case").first.wait_for(timeout=ANSWER_MILLISECONDS)
    page.locator("#talk .out:last-child .tick.read").wait_for(timeout=ANSWER_MILLISECONDS)
    _take(page, f"phone-{lang}")
    page.set_viewport_size(HAND)
    page.evaluate("document.activeElement.blur(); document.querySelector('#talk').scrollTop = 1e6")
    _take(page, f"phone-{lang}-hand")
    reference = page.locator(".case .reference").first.inner_text()
    page.close()
    return reference


def _in_confidence(browser: Browser, origin: str) -> str:
    """The reference of a sealed case, from the answer: the page beside the phone may not show it."""
    page = _conversation(browser, origin, "en", SEALED)
    said = page.locator("#talk .out").last.inner_text()
    page.close()
    return next(word.strip(".") for word in said.split() if is_valid(word.strip(".")))


def _conversation(browser: Browser, origin: str, lang: str, texts: list[str]) -> Page:
    """A page on which everything was said and answered, from a number of its own."""
    number = f"0301 55{secrets.randbelow(100_000):05}"
    page = browser.new_page(viewport=DESK)
    page.goto(f"{origin}/?lang={lang}&channel=whatsapp&phone={number}")
    for text in texts:
        _say(page, text)
    return page


def _say(page: Page, text: str) -> None:
    answers = page.locator("#talk .out").count()
    page.locator("#message").fill(text)
    page.locator("#message").press("Enter")
    page.locator("#talk .out").nth(answers).wait_for(timeout=ANSWER_MILLISECONDS)


@contextmanager
def _signed_in(browser: Browser, origin: str, lang: str, login: tuple[str, str]) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(f"{origin}/console/sign-in?lang={lang}")
    _take(page, f"sign-in-{lang}")
    page.locator("input[name=username]").fill(login[0])
    page.locator("input[name=password]").fill(login[1])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(re.compile(r"/console(/second-factor)?$"))
    if "second-factor" in page.url:
        _prove(page, login[0])
    yield page
    context.close()


def _prove(page: Page, username: str) -> None:
    """Type the code that the official's phone would show."""
    command = [sys.executable, "-m", "gateway", "officials", "code", username]
    code = subprocess.run(command, capture_output=True, text=True, check=True, cwd=settings.ROOT).stdout.strip()  # noqa: S603
    page.locator("#code").fill(code)
    page.locator("#code").press("Enter")
    page.wait_for_load_state()


def _console(browser: Browser, origin: str, lang: str, login: tuple[str, str], reference: str) -> None:
    with _signed_in(browser, origin, lang, login) as page:
        places = {
            "home": "/console", "cases": "/console/cases", "case": f"/console/cases/{reference}",
            "notices": "/console/notices",
        }  # fmt: skip
        for name, address in places.items():
            page.goto(f"{origin}{address}?lang={lang}")
            for suffix, size in (("", DESK), ("-hand", HAND)):
                page.set_viewport_size(size)
                _take(page, f"{name}-{lang}{suffix}")


def _review(browser: Browser, origin: str, lang: str, login: tuple[str, str]) -> None:
    with _signed_in(browser, origin, lang, login) as page:
        page.goto(f"{origin}/console/review?lang={lang}")
        _take(page, f"review-{lang}")
        page.locator(".cards a.words").first.click()
        _take(page, f"review-one-{lang}")
        page.set_viewport_size(HAND)
        _take(page, f"review-one-{lang}-hand")


def _sealed(browser: Browser, origin: str, login: tuple[str, str], reference: str) -> None:
    with _signed_in(browser, origin, "en", login) as page:
        page.goto(f"{origin}/console/cases/{reference}?lang=en")
        _take(page, "sealed-en")


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state()
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
