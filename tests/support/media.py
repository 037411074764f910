"""A provider's media server that does what a test wants: misleads, drips, hangs, floods, breaks off."""

import asyncio
import datetime
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.channels.base import MediaAddress
from gateway.channels.twilio.media import TwilioMedia
from gateway.media.client import Place

ACCOUNT = "AC" + "0" * 31 + "1"
SIGN_IN = ("SK1", "key-secret")
CDN = "cdn.example"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def path_of(number: int) -> str:
    """The path of the file with that number."""
    return f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{number:032x}/Media/ME{number:032x}"


@dataclass
class MediaServer:
    """Answers each path as its handler says; remembers what it was asked, and with which headers."""

    origin: str
    handlers: dict[str, Handler] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def serve(self, number: int, handler: Handler) -> str:
        """Answer file `number` so; its URL."""
        self.handlers[path_of(number)] = handler
        return self.origin + path_of(number)

    def address(self, number: int) -> MediaAddress:
        """File `number` as the gateway asks for it."""
        found = TwilioMedia(self.origin, [ACCOUNT], SIGN_IN, [CDN]).locate(self.origin + path_of(number))
        assert found is not None
        return found

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        self.asked.append((request.method, request.path))
        self.headers.append(dict(request.headers))
        if request.method == "DELETE":
            return web.Response(status=204)
        handler = self.handlers.get(request.path)
        return await handler(request) if handler else web.Response(status=404)


def sends(content: bytes, *, status: int = 200, **headers: str) -> Handler:
    """Answer with this."""

    async def handle(_request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=content, status=status, headers={"Content-Type": "image/jpeg"} | named)

    return handle


def floods(size: int) -> Handler:
    """Answer with so many bytes without saying how many."""

    async def handle(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(size // 65536 + 1):
            await answer.write(bytes(65536))
        return answer

    return handle


async def drips(request: web.Request) -> web.StreamResponse:
    """One byte a moment, for ever."""
    answer = web.StreamResponse()
    await answer.prepare(request)
    while True:
        await answer.write(b"\xff")
        await asyncio.sleep(0.02)


async def hangs(_request: web.Request) -> web.StreamResponse:
    """No answer."""
    await asyncio.sleep(60)
    return web.Response()


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """Less than was announced."""
    answer = web.StreamResponse(headers={"Content-Length": "1000"})
    await answer.prepare(request)
    await answer.write(b"\xff\xd8\xff")
    assert request.transport is not None
    request.transport.close()
    return answer


@asynccontextmanager
async def media_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[MediaServer]:
    """A server on loopback until the block ends."""
    app = web.Application()
    runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0)
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    served = MediaServer(f"{'https' if tls else 'http'}://127.0.0.1:{bound.getsockname()[1]}")
    app.router.add_route("*", "/{path:.*}", served.answer)
    await runner.setup()
    await web.SockSite(runner, bound, ssl_context=tls).start()
    try:
        yield served
    finally:
        await runner.cleanup()


class Dns:
    """Names of a test. Every name but `elsewhere` leads to the port of one server on this machine."""

    def __init__(self, origin: str, *answers: str) -> None:
        self._port = int(origin.rsplit(":", 1)[1])
        self._answers = list(answers) or ["127.0.0.1"]
        self.asked: list[str] = []

    async def __call__(self, host: str, _port: int, _family: socket.AddressFamily) -> list[Place]:
        """The next answer; the last one is given for ever."""
        self.asked.append(host)
        address = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return [Place(socket.AF_INET6 if ":" in address else socket.AF_INET, address, self._port)]


def certificate(folder: Path, name: str = CDN) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's side and a client's side of a certificate for `name` that nobody else believes."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    file = folder / "certificate.pem"
    file.write_bytes(
        pem
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=pem.decode())
