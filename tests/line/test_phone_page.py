"""The phone page in a real browser, in both languages, against the simulator alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from playwright.async_api import Browser, Page, async_playwright, expect
from starlette.responses import JSONResponse, Response

from simulator.settings import Settings
from tests.support.simulator import (
    ACCOUNT,
    RunningSimulator,
    listening_socket,
    port_of,
    running_simulator,
    serving,
)

CHROMIUM = Path("/usr/bin/chromium")
LONG = "پیپلز کالونی گوجرانوالہ میں پانچ دن سے پانی نہیں آ رہا اور کوئی سننے والا نہیں، بچے پیاسے ہیں۔"
REPLY = "آپ کی شکایت درج ہو گئی۔"
CASE = {
    "reference": "7K2M9QR", "category": "water_supply", "category_name": "Water supply", "area": "Gujranwala",
    "office": {"name": "WASA Gujranwala", "name_ur": "واسا گوجرانوالہ"}, "routing_reason": "Water belongs to WASA.",
    "routing_reason_ur": "پانی واسا کے ذمے ہے",
    "state": "routed", "is_sealed": False, "resolve_due_at": "2026-12-02T12:00:00Z",
}  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser: {CHROMIUM} is missing (apt install chromium)"),
]


def an_answering_gateway(cases: list[dict]) -> FastAPI:
    """Takes what is written and has one case; the tests answer for it."""
    gateway = FastAPI()

    @gateway.post("/webhooks/twilio/messages")
    async def take(request: Request) -> Response:
        return Response("<Response/>", media_type="text/xml")

    @gateway.get("/api/v1/cases")
    async def list_cases(contact: str) -> JSONResponse:
        return JSONResponse({"items": cases, "next_cursor": None})

    return gateway


@pytest.fixture
async def cases() -> list[dict]:
    return []


@pytest.fixture
async def simulator(cases) -> AsyncIterator[RunningSimulator]:
    bound = listening_socket()
    token = {"simulator_api_token": "token-7"}
    async with (
        serving(an_answering_gateway(cases), bound),
        running_simulator(port_of(bound), **token) as running,
    ):
        yield running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        # Chromium's own sandbox needs rights that a container or root does not have.
        made = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        await made.close()


@pytest.fixture
async def page(browser: Browser, simulator: RunningSimulator) -> AsyncIterator[Page]:
    """A page that is closed before its server ends, and that nothing may go wrong on."""
    opened = await browser.new_page(viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield opened
    await opened.close()
    assert faults == []


async def open_page(page: Page, settings: Settings, lang: str, channel: str = "sms") -> None:
    await page.goto(f"{settings.origin}/?lang={lang}&phone=0300 1234567&channel={channel}")


async def answer(simulator: RunningSimulator, body: str, *, channel: str = "sms") -> None:
    """Answer as the gateway would."""
    prefix = "whatsapp:" if channel == "whatsapp" else ""
    ours = (simulator.settings.whatsapp_senders if prefix else simulator.settings.sms_senders)[0]
    form = {"To": f"{prefix}+923001234567", "From": prefix + ours, "Body": body}
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    (await simulator.http.post(path, data=form, auth=(ACCOUNT, "primary-token"))).raise_for_status()


@pytest.mark.parametrize(
    ("lang", "direction", "parts", "office", "state"),
    [
        ("en", "ltr", "2 parts", "WASA Gujranwala", "with the office"),
        ("ur", "rtl", "2 حصے", "واسا گوجرانوالہ", "دفتر کے پاس"),
    ],
)
async def test_a_conversation_by_keyboard(page, simulator, cases, lang, direction, parts, office, state):
    await open_page(page, simulator.settings, lang)
    await expect(page.locator("html")).to_have_attribute("dir", direction)
    await page.locator("#message").focus()
    await page.keyboard.insert_text(LONG)
    await page.keyboard.press("Enter")

    hers = page.locator("#talk .in")
    await expect(hers.locator(".bubble")).to_have_text(LONG)
    await expect(hers.locator(".meta")).to_contain_text("UCS-2")
    await expect(hers.locator(".meta")).to_contain_text(parts)

    await answer(simulator, REPLY)
    cases.append(CASE)
    await expect(page.locator("#talk .out .bubble")).to_have_text(REPLY)
    await expect(page.locator("#talk .out .tick.delivered")).to_have_text("✓✓")
    card = page.locator(".case")
    await expect(card.locator(".reference")).to_have_text("7K2M9QR")
    await expect(card).to_contain_text(office)
    await expect(card.locator(".state")).to_have_text(state)
    await expect(card).to_contain_text("2026")


async def test_urdu_reads_from_the_right_on_an_english_page(page, simulator):
    await open_page(page, simulator.settings, "en")
    await simulator.write(LONG)
    await simulator.write("Gujranwala me pani nahi")
    await expect(page.locator("#talk .in")).to_have_count(2)
    directions = await page.locator("#talk .in .bubble p").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).direction)"
    )

    assert directions == ["rtl", "ltr"]


async def test_bubbles_are_mirrored(page, simulator):
    sides = {}
    for lang in ("en", "ur"):
        await open_page(page, simulator.settings, lang)
        await simulator.write("Salam")
        bubble = await page.locator("#talk .in .bubble").last.bounding_box()
        screen = await page.locator(".screen").bounding_box()
        sides[lang] = bubble["x"] + bubble["width"] / 2 > screen["x"] + screen["width"] / 2

    assert sides == {"en": True, "ur": False}


@pytest.mark.parametrize("lang", ["en", "ur"])
async def test_in_the_hand_nothing_is_wider_than_the_screen(page, simulator, cases, lang):
    cases.append(CASE)
    await page.set_viewport_size({"width": 360, "height": 740})
    await open_page(page, simulator.settings, lang)
    await simulator.write(LONG)
    await expect(page.locator(".case")).to_be_visible()

    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_on_a_desk_the_whole_phone_is_seen(page, simulator):
    for lang in ("en", "ur"):
        await open_page(page, simulator.settings, lang)
        phone = await page.locator(".phone").bounding_box()
        assert phone["y"] + phone["height"] <= 900


async def test_a_photo_and_a_pin(page, simulator, tmp_path):
    await open_page(page, simulator.settings, "en", "whatsapp")
    picture = tmp_path / "tap.png"
    picture.write_bytes(await page.screenshot())
    await page.locator("#photo").set_input_files(picture)
    await expect(page.locator("#talk .in img")).to_be_visible()

    await page.locator("#attach summary").click()
    await page.locator("#open-location").click()
    await page.locator("#location button[value=share]").click()
    await expect(page.locator("#talk .in .pin")).to_contain_text("32.1877")
    records = simulator.provider.store.conversation("+923001234567", "whatsapp")
    assert records[0].media[0].content == picture.read_bytes()
    assert records[1].location["label"] == "Peoples Colony, Gujranwala"


async def test_a_button_is_pressed_and_goes_away_as_its_payload(page, simulator):
    await open_page(page, simulator.settings, "en", "whatsapp")
    sid = "HX" + "a" * 32
    choice = {"id": "yes-7", "title": "Solved"}
    template = {"sid": sid, "body": "Is it solved?", "kind": "twilio/quick-reply", "choices": [choice]}
    (await simulator.http.put("/_simulator/templates", json=template)).raise_for_status()
    form = {
        "To": "whatsapp:+923001234567", "From": f"whatsapp:{simulator.settings.whatsapp_senders[0]}", "ContentSid": sid,
    }  # fmt: skip
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    (await simulator.http.post(path, data=form, auth=(ACCOUNT, "primary-token"))).raise_for_status()
    await page.get_by_role("button", name="Solved").click()

    await expect(page.locator("#talk .in .bubble")).to_have_text("Solved")
    assert simulator.provider.webhook.calls[-1].fields[3] == ("ButtonPayload", "yes-7")


async def test_a_refused_message_and_a_wrong_number_are_shown(page, simulator):
    await open_page(page, simulator.settings, "en", "whatsapp")
    await simulator.http.post("/_simulator/clock", json={"offset_seconds": 90_000})
    await answer(simulator, "Salam", channel="whatsapp")
    await expect(page.locator("#talk .out .bad")).to_have_text("failed (63016)")


async def test_an_empty_panel_says_so(page, simulator):
    await open_page(page, simulator.settings, "ur")

    await expect(page.locator("#cases .none")).to_have_text("اس نمبر سے ابھی کوئی شکایت نہیں۔")
