import asyncio
import json

import pytest
from fastapi import FastAPI, Request
from pydantic import SecretStr
from starlette.responses import JSONResponse

from simulator import __main__ as program
from simulator.app import STATIC, RefusedInProduction, create_app
from simulator.settings import Settings
from simulator.web.phone import HERE, texts
from tests.support.simulator import CITIZEN, bench, simulator_settings

CASE = {"reference": "7K2M9QR", "category": "water_supply", "office": {"name": "WASA"}, "state": "routed"}


def an_api(status: int = 200) -> FastAPI:
    """The gateway's list of cases, as far as the panel asks for it."""
    api = FastAPI()

    @api.get("/api/v1/cases")
    async def cases(request: Request, contact: str) -> JSONResponse:
        is_known = request.headers["authorization"] == "Bearer token-7" and contact == CITIZEN
        return JSONResponse({"items": [CASE] if is_known else [], "next_cursor": None}, status)

    return api


async def test_both_directions_are_shown_with_their_parts(line):
    await line.write(body="پانی نہیں آ رہا")
    await line.sent(Body="Darj ho gayi.")
    texts = (await line.conversation("0300-1234567", channel="sms"))["texts"]

    assert [(one["direction"], one["encoding"], one["segments"]) for one in texts] == [
        ("in", "UCS-2", 1),
        ("out", "GSM-7", 1),
    ]
    assert (texts[1]["text"], texts[1]["status"]) == ("Darj ho gayi.", "delivered")
    assert (await line.conversation(channel="whatsapp"))["texts"] == []
    assert (await line.conversation("+923007654321"))["texts"] == []


async def test_only_news_are_told_to_who_asks_since(line):
    await line.write(body="one")
    seen = (await line.conversation())["changes"]
    await line.write(body="two")

    assert [one["text"] for one in (await line.conversation(since=seen))["texts"]] == ["two"]


async def test_a_reader_waits_for_news_and_gets_them_at_once(line):
    waiting = asyncio.create_task(line.conversation(wait_seconds=20))
    await asyncio.sleep(0)
    await line.write(body="Salam")
    news = await asyncio.wait_for(waiting, 5)

    assert [one["text"] for one in news["texts"]] == ["Salam"]


async def test_a_reader_is_told_when_everything_was_forgotten(line):
    await line.write(body="Salam")
    before = await line.conversation()
    waiting = asyncio.create_task(line.conversation(since=before["changes"], wait_seconds=20))
    await asyncio.sleep(0)
    await line.http.post("/_simulator/reset")
    after = await asyncio.wait_for(waiting, 5)

    assert after["generation"] != before["generation"]


async def test_the_panel_asks_the_gateways_api_with_its_token():
    async with bench(api=an_api(), simulator_api_token=SecretStr("token-7")) as line:
        answer = (await line.http.get("/_simulator/cases", params={"contact": "0300 1234567"})).json()

    assert answer == {"state": "ok", "items": [CASE]}


@pytest.mark.parametrize(
    ("token", "status", "state"), [("", 200, "no_token"), ("t", 403, "refused"), ("t", 500, "unreachable")]
)
async def test_the_panel_says_why_there_is_nothing(token, status, state):
    async with bench(api=an_api(status), simulator_api_token=SecretStr(token)) as line:
        answer = (await line.http.get("/_simulator/cases", params={"contact": CITIZEN})).json()

    assert answer == {"state": state, "items": []}


async def test_the_log_of_webhooks_helps_to_see_what_happened(line):
    await line.write(body="Salam")
    calls = (await line.http.get("/_simulator/webhooks")).json()

    assert [(one["status"], one["fields"]["Body"]) for one in calls] == [(200, "Salam")]


@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("ur", "rtl")])
async def test_the_page_speaks_two_languages_and_loads_nothing_from_elsewhere(line, lang, direction):
    answer = await line.http.get("/", params={"lang": lang})
    html = answer.text

    assert f'<html lang="{lang}" dir="{direction}">' in html
    assert texts()[lang]["samples"] in html
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "//cdn" not in html
    assert (await line.http.get("/static/phone.js")).status_code == 200


def test_every_sentence_of_the_page_exists_in_both_languages():
    def names(words: dict) -> set[str]:
        inner = {f"{name}.{key}" for name, value in words.items() if isinstance(value, dict) for key in value}
        return set(words) | inner

    assert names(texts()["en"]) == names(texts()["ur"])
    assert all(json.dumps(texts()["ur"]).count(gap) == json.dumps(texts()["en"]).count(gap) for gap in ("{n}", "`"))


def test_the_page_is_small():
    files = [*STATIC.iterdir(), *(HERE / "page").iterdir()]

    assert sum(one.stat().st_size for one in files) <= 60_000


def test_production_refuses_the_simulator(monkeypatch, capsys):
    with pytest.raises(RefusedInProduction):
        create_app(simulator_settings(environment="production"))

    monkeypatch.setattr(program, "load", lambda: simulator_settings(environment="production"))
    with pytest.raises(SystemExit) as ended:
        program.main()
    assert ended.value.code == 2
    assert "does not run in production" in capsys.readouterr().err


def test_the_port_follows_the_gateways_and_lists_are_words(monkeypatch):
    monkeypatch.setenv("SUNWAI_PORT", "9000")
    monkeypatch.setenv("SUNWAI_WHATSAPP_SENDERS", "whatsapp:+14155238886, +12025550100")
    monkeypatch.delenv("SUNWAI_SIMULATOR_PORT", raising=False)
    settings = Settings()

    assert settings.simulator_port == 9020
    assert settings.whatsapp_senders == ["+14155238886", "+12025550100"]
    assert settings.webhook_url == "http://127.0.0.1:9000/webhooks/twilio/messages"
