"""A simulator for tests: in memory with a gateway that only listens, or served on loopback beside the real gateway."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp
from twilio.request_validator import RequestValidator

from simulator.app import create_app
from simulator.cases import CasesClient
from simulator.provider import Provider
from simulator.receipts import Options
from simulator.settings import Settings
from simulator.webhook import WebhookClient

ACCOUNT = "AC" + "1" * 32
TOKEN = "primary-token"
SERVICE = "MG" + "2" * 32
SMS, WHATSAPP = "+15005550006", "+14155238886"
CITIZEN = "+923001234567"
AT_ONCE = Options(sent_after_seconds=0, delivered_after_seconds=0, read_after_seconds=0)


def simulator_settings(**changes: Any) -> Settings:
    """An account with one sender a channel; the newer token signs, the older one still opens the API."""
    given = {
        "environment": "test", "host": "127.0.0.1", "port": 8000, "simulator_port": 8020, "public_url": "",
        "twilio_account_sids": [ACCOUNT], "twilio_auth_tokens": [TOKEN, "previous-token"], "twilio_api_key": "SK1",
        "twilio_api_secret": "key-secret", "twilio_messaging_service_sid": "", "sms_senders": [SMS],
        "whatsapp_senders": [WHATSAPP], "simulator_api_token": "",
    }  # fmt: skip
    return Settings(**given | changes)


def gateway_fields(simulator: Settings) -> dict[str, Any]:
    """Settings of a gateway that belongs to this simulator; the database and keys are the caller's."""
    return {
        "environment": "test", "host": simulator.host, "port": simulator.port, "public_url": simulator.public_url,
        "simulator_port": simulator.simulator_port, "twilio_api_origin": simulator.origin,
        "twilio_account_sids": simulator.twilio_account_sids, "twilio_auth_tokens": [TOKEN],
        "sms_senders": simulator.sms_senders, "whatsapp_senders": simulator.whatsapp_senders,
    }  # fmt: skip


@dataclass
class ListeningGateway:
    """Takes webhooks, lets Twilio's own validator judge each, and remembers them. `status`: what it answers."""

    origin: str = "http://127.0.0.1:8000"
    status: int = 200
    forms: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    are_authentic: list[bool] = field(default_factory=list)
    idempotency_tokens: list[str] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        body = (await request.body()).decode()
        target = scope["raw_path"].decode() + (f"?{scope['query_string'].decode()}" if scope["query_string"] else "")
        fields = dict(parse_qsl(body, keep_blank_values=True))
        signature = request.headers["x-twilio-signature"]
        self.forms.append((target, fields))
        self.are_authentic.append(RequestValidator(TOKEN).validate(self.origin + target, fields, signature))
        self.idempotency_tokens.append(request.headers["i-twilio-idempotency-token"])
        await Response("<Response/>", self.status, media_type="text/xml")(scope, receive, send)

    def statuses(self) -> list[str]:
        """Statuses of the callbacks in the order of their arrival."""
        return [fields["MessageStatus"] for _, fields in self.forms if "MessageStatus" in fields]

    def inbound(self) -> list[dict[str, str]]:
        """Webhooks of texts that people wrote."""
        return [fields for _, fields in self.forms if "MessageStatus" not in fields]


@dataclass
class Bench:
    """A simulator without sockets: `http` calls it, `gateway` hears it."""

    provider: Provider
    gateway: ListeningGateway
    http: httpx.AsyncClient

    async def write(self, **written: Any) -> dict[str, Any]:
        """Write as a citizen."""
        answer = await self.http.post("/_simulator/inbound", json={"from": CITIZEN} | written)
        answer.raise_for_status()
        return answer.json()

    async def send(self, *, user: tuple[str, str] = (ACCOUNT, TOKEN), **form: Any) -> httpx.Response:
        """Ask Twilio's API to send; SMS to the citizen with a callback unless told otherwise. None leaves one out."""
        full = {"To": CITIZEN, "From": SMS, "Body": "Salam", "StatusCallback": f"{self.gateway.origin}/status?id=7"}
        kept = {name: value for name, value in (full | form).items() if value is not None}
        return await self.http.post(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", data=kept, auth=user)

    async def sent(self, **form: Any) -> str:
        """Send, wait until nothing moves any more, and return the last status."""
        answer = await self.send(**form)
        assert answer.status_code == 201, answer.text
        await self.provider.settle()
        record = self.provider.store.get(answer.json()["sid"])
        assert record is not None
        return record.status

    async def conversation(self, contact: str = CITIZEN, **query: Any) -> dict[str, Any]:
        """What the citizen wrote and reads."""
        return (await self.http.get(f"/_simulator/conversations/{contact}", params=query)).json()


@asynccontextmanager
async def bench(*, api: ASGIApp | None = None, **changes: Any) -> AsyncIterator[Bench]:
    """A simulator in memory that delivers at once. `api`: stands in for the gateway's API."""
    settings = simulator_settings(**changes)
    gateway = ListeningGateway()
    provider = Provider(settings, WebhookClient(TOKEN, transport=httpx.ASGITransport(gateway)))
    provider.set_options(AT_ONCE.model_copy())
    cases = CasesClient(settings, transport=httpx.ASGITransport(api or gateway))
    app = create_app(settings)
    app.state.provider, app.state.cases = provider, cases
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=settings.origin) as http:
        yield Bench(provider, gateway, http)
    await provider.close()
    await cases.close()


class _Server(uvicorn.Server):
    """Leaves the signals to pytest."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listening_socket() -> socket.socket:
    """A socket on loopback, on a port the system gives; nobody else can take it before it is served."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", 0))
    return made


def port_of(bound: socket.socket) -> int:
    """The port of a bound socket."""
    return int(bound.getsockname()[1])


@asynccontextmanager
async def serving(app: FastAPI, bound: socket.socket) -> AsyncIterator[None]:
    """Serve an application in this loop until the block ends."""
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=1)
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[bound]))
    while not server.started:
        if task.done():
            await task
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task
        bound.close()


@dataclass
class RunningSimulator:
    """A simulator on loopback. `provider` lives in the same loop, so a test may look into it."""

    settings: Settings
    provider: Provider
    http: httpx.AsyncClient

    async def write(self, body: str, *, sender: str = CITIZEN, channel: str = "sms", **more: Any) -> dict[str, Any]:
        """Write as a citizen through the gateway's webhook."""
        written = {"from": sender, "channel": channel, "body": body} | more
        answer = await self.http.post("/_simulator/inbound", json=written)
        answer.raise_for_status()
        return answer.json()

    def read(self, contact: str = CITIZEN) -> list[str]:
        """What the citizen has been sent so far."""
        return [one.body for one in self.provider.store.conversation(contact, None) if not one.is_inbound]


@asynccontextmanager
async def running_simulator(gateway_port: int, **changes: Any) -> AsyncIterator[RunningSimulator]:
    """A simulator served on loopback, for a gateway on `gateway_port`. Delivers at once.

    Bind the gateway's socket first (`listening_socket`), start this, then serve a gateway made with
    `gateway_fields(simulator.settings)` on that socket.
    """
    bound = listening_socket()
    settings = simulator_settings(port=gateway_port, simulator_port=port_of(bound), **changes)
    app = create_app(settings)
    async with serving(app, bound), httpx.AsyncClient(base_url=settings.origin, trust_env=False) as http:
        app.state.provider.set_options(AT_ONCE.model_copy())
        yield RunningSimulator(settings, app.state.provider, http)
