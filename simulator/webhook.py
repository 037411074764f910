"""Calls the gateway as Twilio does: signed, within its times, once more when no connection could be made.

Source: Twilio, "Webhooks (HTTP callbacks): connection overrides" and error pages 11200, 11205, 11206; read 2026-11-24:
5 s to connect, 15 s in all, one retry on a failed connection, a 4xx or 5xx is not tried again.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urldefrag, urlencode

import httpx

from simulator.signature import sign

CONNECT_SECONDS, TOTAL_SECONDS = 5.0, 15.0
TRIES = 2
REMEMBERED = 500
HTTP_FAILED, NO_CONNECTION = 11200, 11205
Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `error_code` is Twilio's for a failed webhook, None when the gateway answered 2xx."""

    status: int | None
    error_code: int | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Call:
    """One remembered call, for tests and the curious."""

    url: str
    fields: Fields
    answer: Answer


class WebhookClient:
    """`token`: the primary auth token, which signs. Keeps the last calls in `calls`."""

    def __init__(self, token: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.calls: deque[Call] = deque(maxlen=REMEMBERED)
        self._token = token
        timeout = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS)
        self._http = httpx.AsyncClient(timeout=timeout, transport=transport, trust_env=False)

    async def post(self, url: str, fields: Sequence[tuple[str, str]], *, is_forged: bool = False) -> Answer:
        """Send one form. `is_forged`: with a signature that is not ours."""
        form = list(fields)
        address = urldefrag(url).url
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "I-Twilio-Idempotency-Token": secrets.token_hex(18),
            "X-Twilio-Signature": sign(address, form, secrets.token_hex(16) if is_forged else self._token),
        }
        answer = await self._try(address, urlencode(form).encode(), headers)
        self.calls.append(Call(url, form, answer))
        return answer

    async def close(self) -> None:
        """Release connections."""
        await self._http.aclose()

    async def _try(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        for attempt in range(1, TRIES + 1):
            try:
                async with asyncio.timeout(TOTAL_SECONDS):
                    response = await self._http.post(url, content=body, headers=headers)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
            except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
                return Answer(None, NO_CONNECTION, attempt)
            return Answer(response.status_code, None if response.is_success else HTTP_FAILED, attempt)
        return Answer(None, NO_CONNECTION, TRIES)
