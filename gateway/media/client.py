"""Fetches a file from a provider, and asks the provider to forget it. The only file of this package that does HTTP.

Guards against being sent elsewhere (OWASP, "Server-Side Request Forgery Prevention", read 2026-11-25): our credentials
leave for one host only; one redirect, to https on a listed host; every name is resolved once, and only public
addresses that were checked are connected to. A private address or a host not listed is not refused for good: both are
faults of the network or of our list, which somebody may mend while the provider still has the file.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from gateway.channels.base import MediaAddress
from gateway.media import addresses
from gateway.media.outcome import Failed, Refused

log = structlog.get_logger()

MOST_BYTES = 16 * 1024 * 1024
WALL_CLOCK_SECONDS = 30.0
_CHUNK_BYTES = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_NOT_LET_IN = (401, 403)
# As it is: a packed answer could grow beyond every limit.
_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "sunwai"}


class AddressPrivate(Exception):
    """A name resolves to an address that only our own network can reach. No OSError, so that nobody tries the next."""


@dataclass(frozen=True, slots=True)
class Place:
    """One address behind a name."""

    family: int
    address: str
    port: int


Lookup = Callable[[str, int, socket.AddressFamily], Awaitable[list[Place]]]


async def ask_dns(host: str, port: int, family: socket.AddressFamily) -> list[Place]:
    """What the system knows of a name. Raises OSError when that is nothing."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
    return [Place(place[0], str(place[4][0]), port) for place in found]


class PublicResolver(AbstractResolver):
    """Resolves a name once and lets through what is public; aiohttp connects to these addresses and to no others."""

    def __init__(
        self, is_allowed: Callable[[str], bool] = addresses.is_public, lookup: Lookup = ask_dns
    ) -> None:  # fmt: skip
        self._is_allowed = is_allowed
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Addresses to connect to. Raises AddressPrivate when any of them is not public, OSError when there is none."""
        places = await self._lookup(host, port, family)
        if not all(self._is_allowed(place.address) for place in places):
            raise AddressPrivate
        return [
            ResolveResult(
                hostname=host, host=place.address, port=place.port, family=place.family, proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for place in places
        ]  # fmt: skip

    async def close(self) -> None:
        """Nothing to release."""


class Downloader:
    """Two ways out: one to the internet, and one to a simulator on this machine. Make it inside a running event loop.

    Args:
        resolver: what the first way may connect to.
        tls: which certificates it believes; by default those the system does.
        wall_clock_seconds: for everything together, however slowly it comes.
    """

    def __init__(
        self, *, resolver: AbstractResolver | None = None, tls: ssl.SSLContext | None = None,
        wall_clock_seconds: float = WALL_CLOCK_SECONDS,
    ) -> None:  # fmt: skip
        self._wall_clock_seconds = wall_clock_seconds
        self._internet = _session(
            aiohttp.TCPConnector(resolver=resolver or PublicResolver(), use_dns_cache=False, ssl=tls or True)
        )
        self._this_machine = _session(aiohttp.TCPConnector())

    async def download(self, address: MediaAddress) -> bytes:
        """The file. Raises Refused or Failed."""
        async with self._answered():
            async with self._ask("GET", address) as answer:
                if answer.status not in _REDIRECTS:
                    return await _content(answer)
                target = _redirect(answer.headers.get("Location", ""), address.redirect_hosts)
            async with self._internet.get(target, allow_redirects=False) as answer:
                if answer.status in _REDIRECTS:
                    raise Failed("redirect_not_allowed")
                return await _content(answer)

    async def delete(self, address: MediaAddress) -> None:
        """Let the provider forget the file; one that it does not have is forgotten. Raises Failed."""
        async with self._answered(), self._ask("DELETE", address) as answer:
            if answer.status not in (200, 204, *_GONE):
                raise Failed(_failure(answer.status))

    async def close(self) -> None:
        """Release connections."""
        await self._internet.close()
        await self._this_machine.close()

    @asynccontextmanager
    async def _answered(self) -> AsyncIterator[None]:
        """Within the wall clock; what goes wrong on the way becomes one of our reasons."""
        try:
            async with asyncio.timeout(self._wall_clock_seconds):
                yield
        except AddressPrivate as error:
            log.error("media_address_private")
            raise Failed("address_private") from error
        except TimeoutError as error:
            raise Failed("timeout") from error
        except (aiohttp.ClientError, OSError) as error:
            raise Failed("unreachable") from error

    def _ask(self, method: str, address: MediaAddress) -> "aiohttp.client._RequestContextManager":
        session = self._this_machine if address.is_on_this_machine else self._internet
        url = address.deletion_url if method == "DELETE" else address.url
        headers = {"Authorization": address.authorization}
        return session.request(method, URL(url, encoded=True), headers=headers, allow_redirects=False)


def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    """No proxy and no cookies; the time limit is ours; packed answers stay packed and are then no kind we take."""
    return aiohttp.ClientSession(
        connector=connector, headers=_HEADERS, trust_env=False, auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=None),
    )  # fmt: skip


def _redirect(location: str, hosts: frozenset[str]) -> URL:
    """Where a redirect may lead. Raises Failed."""
    try:
        target = URL(location, encoded=True)
        is_allowed = (
            target.scheme == "https" and target.host in hosts and target.port == 443
            and target.user is None and target.password is None
        )  # fmt: skip
    except ValueError as error:
        raise Failed("redirect_not_allowed") from error
    if not is_allowed:
        log.error("media_redirect_not_allowed", host=target.host)
        raise Failed("redirect_not_allowed")
    return target


async def _content(answer: aiohttp.ClientResponse) -> bytes:
    """The whole body. Raises Refused beyond MOST_BYTES, Failed for an answer that is no file."""
    if answer.status != 200:
        raise Failed(_failure(answer.status))
    if (answer.content_length or 0) > MOST_BYTES:
        raise Refused("too_large")
    content = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK_BYTES):
        content += chunk
        if len(content) > MOST_BYTES:
            raise Refused("too_large")
    return bytes(content)


def _failure(status: int) -> str:
    if status in _GONE:
        return "not_found"
    return "access_denied" if status in _NOT_LET_IN else "provider_error"
