"""Fetching from a server that does everything a provider, or somebody in its place, could do. Real sockets and TLS."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import pytest

from gateway.channels.base import MediaAddress
from gateway.media import client as clients
from gateway.media.client import Downloader, PublicResolver
from gateway.media.outcome import Failed, Refused
from tests.support import media
from tests.support.media import CDN, Dns, MediaServer, media_server, sends

FILE = b"\xff\xd8\xff a file"


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    async with media_server() as served:
        yield served


@pytest.fixture
async def downloader() -> AsyncIterator[Downloader]:
    made = Downloader(wall_clock_seconds=0.7)
    yield made
    await made.close()


async def reason_of(work: Awaitable[object], error: type[Failed | Refused] = Failed) -> str:
    """Why it did not work."""
    with pytest.raises(error) as caught:
        await work
    return caught.value.reason


async def test_a_file_is_asked_for_once_with_the_key(server: MediaServer, downloader: Downloader) -> None:
    server.serve(1, sends(FILE))
    assert await downloader.download(server.address(1)) == FILE
    assert server.asked == [("GET", media.path_of(1))]
    assert server.headers[0]["Authorization"] == server.address(1).authorization
    assert server.headers[0]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (204, "provider_error"), (206, "provider_error"), (400, "provider_error"), (401, "access_denied"),
        (403, "access_denied"), (404, "not_found"), (410, "not_found"), (429, "provider_error"),
        (500, "provider_error"), (503, "provider_error"),
    ],
)  # fmt: skip
async def test_an_answer_that_is_no_file(server: MediaServer, downloader: Downloader, status: int, reason: str) -> None:
    server.serve(1, sends(FILE, status=status))
    assert await reason_of(downloader.download(server.address(1))) == reason


@pytest.mark.parametrize("handler", [media.hangs, media.drips])
async def test_a_slow_answer_ends_with_the_wall_clock(
    server: MediaServer, downloader: Downloader, handler: media.Handler
) -> None:
    server.serve(1, handler)
    begun = asyncio.get_running_loop().time()
    assert await reason_of(downloader.download(server.address(1))) == "timeout"
    assert asyncio.get_running_loop().time() - begun < 3


async def test_an_answer_that_breaks_off_is_no_file(server: MediaServer, downloader: Downloader) -> None:
    server.serve(1, media.breaks_off)
    assert await reason_of(downloader.download(server.address(1))) == "unreachable"


async def test_nobody_there(server: MediaServer, downloader: Downloader) -> None:
    address = server.address(1)
    gone = MediaAddress("http://127.0.0.1:1/", "http://127.0.0.1:1/", address.authorization, is_on_this_machine=True)
    assert await reason_of(downloader.download(gone)) == "unreachable"


async def test_sixteen_megabytes_are_the_most(
    server: MediaServer, downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.serve(1, sends(bytes(clients.MOST_BYTES)))
    server.serve(2, sends(bytes(clients.MOST_BYTES + 1)))
    server.serve(3, media.floods(10 * clients.MOST_BYTES))
    patient = Downloader()
    try:
        assert len(await patient.download(server.address(1))) == clients.MOST_BYTES
        assert await reason_of(patient.download(server.address(2)), Refused) == "too_large"
        assert await reason_of(patient.download(server.address(3)), Refused) == "too_large"
    finally:
        await patient.close()


async def test_a_packed_answer_stays_packed(server: MediaServer, downloader: Downloader) -> None:
    server.serve(1, sends(b"\x1f\x8b not unpacked", Content_Encoding="gzip"))
    assert await downloader.download(server.address(1)) == b"\x1f\x8b not unpacked"


@pytest.mark.parametrize(
    "location",
    [
        "", "/elsewhere", "//cdn.example/file", "http://cdn.example/file", "https://evil.example/file",
        "https://cdn.example.evil.example/file", "https://evil-cdn.example/file", "https://cdn.example:8443/file",
        "https://user@cdn.example/file", "https://user:pass@cdn.example/file", "https://cdn.example@evil.example/",
        "https://cdn.example./file", "https://127.0.0.1/file", "https://[::1]/file", "https://2130706433/file",
        "https://169.254.169.254/latest/meta-data", "file:///etc/passwd", "ftp://cdn.example/file", "https://",
        "https://[", "https://cdn.example\\@evil.example/", "javascript:alert(1)",
    ],
)  # fmt: skip
async def test_a_redirect_to_anywhere_else_is_not_followed(
    server: MediaServer, downloader: Downloader, location: str
) -> None:
    server.serve(1, sends(b"", status=302, Location=location))
    assert await reason_of(downloader.download(server.address(1))) == "redirect_not_allowed"
    assert len(server.asked) == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1"])
async def test_a_name_that_leads_into_our_own_network_is_not_connected_to(server: MediaServer, address: str) -> None:
    server.serve(1, sends(b"", status=307, Location=f"https://{CDN}/file"))
    dns = Dns(server.origin, address)
    careful = Downloader(resolver=PublicResolver(lookup=dns))
    try:
        assert await reason_of(careful.download(server.address(1))) == "address_private"
    finally:
        await careful.close()
    assert dns.asked == [CDN]
    assert len(server.asked) == 1


async def test_the_providers_own_name_is_not_believed_either(server: MediaServer) -> None:
    """As the real resolver has it: `localhost` is a name like any other."""
    address = server.address(1)
    named = MediaAddress("https://localhost/file", "https://localhost/file", address.authorization)
    careful = Downloader()
    try:
        assert await reason_of(careful.download(named)) == "address_private"
        assert await reason_of(careful.delete(named)) == "address_private"
    finally:
        await careful.close()
    assert server.asked == []


async def test_one_private_address_among_public_ones_is_one_too_many(server: MediaServer) -> None:
    async def mixed(host: str, port: int, family: object) -> list[clients.Place]:
        return [clients.Place(2, "151.101.2.133", port), clients.Place(2, "127.0.0.1", port)]

    server.serve(1, sends(b"", status=302, Location=f"https://{CDN}/file"))
    careful = Downloader(resolver=PublicResolver(lookup=mixed))
    try:
        assert await reason_of(careful.download(server.address(1))) == "address_private"
    finally:
        await careful.close()


class TestWithTls:
    """A media store of its own, with a certificate, behind the redirect. Only its address is let through by force."""

    @pytest.fixture
    async def cdn(self, tmp_path: Path) -> AsyncIterator[tuple[MediaServer, Downloader, Dns]]:
        of_server, of_client = media.certificate(tmp_path)
        async with media_server(of_server) as served:
            dns = Dns(served.origin)
            trusting = Downloader(resolver=PublicResolver(lambda _: True, dns), tls=of_client, wall_clock_seconds=3)
            yield served, trusting, dns
            await trusting.close()

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_one_redirect_is_followed_without_the_key_and_resolved_once(
        self, server: MediaServer, cdn: tuple[MediaServer, Downloader, Dns], status: int
    ) -> None:
        store, downloader, dns = cdn
        store.handlers["/file"] = sends(FILE)
        server.serve(1, sends(b"", status=status, Location=f"https://{CDN}/file?Expires=1&Signature=a%2Fb~"))
        assert await downloader.download(server.address(1)) == FILE
        assert "Authorization" not in store.headers[0]
        assert "Cookie" not in store.headers[0]
        assert dns.asked == [CDN]

    async def test_a_name_that_changes_while_we_look_is_connected_to_where_it_was_checked(
        self, server: MediaServer, tmp_path: Path
    ) -> None:
        of_server, of_client = media.certificate(tmp_path)
        async with media_server(of_server) as store:
            store.handlers["/file"] = sends(FILE)
            server.serve(1, sends(b"", status=302, Location=f"https://{CDN}/file"))
            checked: list[str] = []
            rebinding = Dns(store.origin, "127.0.0.1", "10.0.0.1")
            downloader = Downloader(
                resolver=PublicResolver(lambda address: checked.append(address) or True, rebinding), tls=of_client
            )
            try:
                assert await downloader.download(server.address(1)) == FILE
            finally:
                await downloader.close()
        assert checked == ["127.0.0.1"]

    async def test_a_redirect_of_the_store_is_not_followed(
        self, server: MediaServer, cdn: tuple[MediaServer, Downloader, Dns]
    ) -> None:
        store, downloader, _ = cdn
        store.handlers["/file"] = sends(b"", status=302, Location=f"https://{CDN}/file")
        server.serve(1, sends(b"", status=302, Location=f"https://{CDN}/file"))
        assert await reason_of(downloader.download(server.address(1))) == "redirect_not_allowed"
        assert len(store.asked) == 1

    async def test_a_certificate_for_another_name_is_not_believed(self, server: MediaServer, tmp_path: Path) -> None:
        of_server, of_client = media.certificate(tmp_path, "other.example")
        async with media_server(of_server) as store:
            server.serve(1, sends(b"", status=302, Location=f"https://{CDN}/file"))
            resolver = PublicResolver(lambda _: True, Dns(store.origin))
            downloader = Downloader(resolver=resolver, tls=of_client)
            try:
                assert await reason_of(downloader.download(server.address(1))) == "unreachable"
            finally:
                await downloader.close()
            assert store.asked == []


async def test_a_proxy_of_the_environment_is_not_asked(
    server: MediaServer, downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    server.serve(1, sends(FILE))
    assert await downloader.download(server.address(1)) == FILE


async def test_deleting_asks_the_provider_and_forgives_what_is_gone(
    server: MediaServer, downloader: Downloader
) -> None:
    await downloader.delete(server.address(1))
    assert server.asked == [("DELETE", f"{media.path_of(1)}.json")]
    assert server.headers[0]["Authorization"]
