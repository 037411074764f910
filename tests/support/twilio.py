"""Plays Twilio towards the gateway: recorded forms, signatures by Twilio's own library, an application to knock at."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI
from twilio.request_validator import RequestValidator

from gateway.app import create_app
from gateway.settings import Settings

DATA = Path(__file__).resolve().parents[1] / "data" / "twilio"
ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "test-auth-token"
ORIGIN = "https://gateway.example"
OUR_SMS, OUR_WHATSAPP = "+14155550100", "+14155550199"
MESSAGES, STATUS = "/webhooks/twilio/messages", "/webhooks/twilio/status"
ENCRYPTION_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
HASH_KEY = "test-hash-key"


def recorded(name: str, **changes: str | None) -> dict[str, str]:
    """A recorded form with some parameters changed, or left out with None."""
    form = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")) | changes
    return {field: value for field, value in form.items() if value is not None}


def with_sid(form: Mapping[str, str], number: int) -> dict[str, str]:
    """The same form as another message."""
    sid = f"SM{number:032x}"
    return {**form, "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid}


def sign(target: str, form: Mapping[str, str] | None = None, *, token: str = TOKEN, origin: str = ORIGIN) -> str:
    """X-Twilio-Signature for a form posted to `target` (path and query)."""
    return str(RequestValidator(token).compute_signature(origin + target, form or {}))


def settings(database_url: str, **changes: Any) -> Settings:
    """Settings of a gateway in a test."""
    values: dict[str, Any] = {
        "environment": "test", "public_url": ORIGIN, "database_url": database_url, "database_pool_size": 5,
        "twilio_account_sids": [ACCOUNT], "twilio_auth_tokens": [TOKEN], "twilio_api_origin": "http://127.0.0.1:1",
        "sms_senders": [OUR_SMS], "whatsapp_senders": [OUR_WHATSAPP], "encryption_keys": [ENCRYPTION_KEY],
        "hash_key": HASH_KEY, "bot_url": "http://127.0.0.1:1",
    }  # fmt: skip
    return Settings(**values | changes)


@asynccontextmanager
async def running(made: Settings) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    """The started application and a client that reaches it without a socket."""
    app = create_app(made)
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield app, client


async def post(
    client: httpx.AsyncClient, form: Mapping[str, str], target: str = MESSAGES, **headers: str
) -> httpx.Response:
    """Post a form as Twilio does, signed unless another signature is given."""
    given = {"X-Twilio-Signature": sign(target, form)} | {name.replace("_", "-"): v for name, v in headers.items()}
    body = urlencode(form).encode()
    content_type = "application/x-www-form-urlencoded; charset=UTF-8"
    return await client.post(target, content=body, headers={"Content-Type": content_type} | given)
