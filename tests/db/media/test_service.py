"""From a row that waits to a file that is kept: every end a fetch can have, on a real database and real sockets."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.media import images, repository, retry
from gateway.media.client import MOST_BYTES, Downloader
from gateway.media.service import Depot, delete_due, fetch_due
from gateway.media.storage import Store
from gateway.media.uploads import Keeper
from gateway.protect import Protector
from models.attachment import Attachment
from tests.support import media
from tests.support.files import ACCEPTED, OTHERS, SECRET, photo
from tests.support.inbox import an_inbound, open_inbox
from tests.support.media import MediaServer, media_server, sends


@dataclass
class Bench:
    """A depot before a server that does what it is told."""

    depot: Depot
    server: MediaServer
    protector: Protector
    folder: Path

    @property
    def database(self) -> Database:
        return self.depot.database

    async def receive(self, *urls: str, number: int = 1, **changes: object) -> None:
        """A message that brought these files, as the webhook stores it."""
        listed = [{"url": url, "content_type": "image/jpeg"} for url in urls]
        async with open_inbox(self.database, self.protector) as inbox:
            await inbox.receive(an_inbound(number, media=listed, **changes))

    async def rows(self) -> list[Attachment]:
        """Every attachment, in the order it came."""
        async with self.database.unit_of_work() as session:
            return list(await session.scalars(select(Attachment).order_by(Attachment.due_at, Attachment.position)))

    async def row(self) -> Attachment:
        """The only attachment."""
        (found,) = await self.rows()
        return found

    async def work(self) -> None:
        """Do what the workers do until nothing is due."""
        while await fetch_due(self.depot) or await delete_due(self.depot):
            pass

    def files(self) -> list[bytes]:
        """What is on disk."""
        return [path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()]


@pytest.fixture
async def bench(
    database: Database, protector: Protector, clock: SimulatedClock, tmp_path: Path
) -> AsyncIterator[Bench]:
    downloader = Downloader(wall_clock_seconds=1)
    async with media_server() as server:
        source = media.TwilioMedia(server.origin, [media.ACCOUNT], media.SIGN_IN, [media.CDN])
        depot = Depot(
            database,
            {"twilio": source},
            downloader,
            Keeper(Store(tmp_path / "media")),
            lease_seconds=90,
            deletes_copies=True,
        )
        yield Bench(depot, server, protector, tmp_path / "media")
    await downloader.close()


@pytest.mark.parametrize("kind", ACCEPTED)
async def test_every_accepted_kind_is_kept_by_what_it_is(bench: Bench, clock: SimulatedClock, kind: str) -> None:
    await bench.receive(bench.server.serve(1, sends(ACCEPTED[kind], Content_Type="text/html")))
    await bench.work()
    row = await bench.row()
    (kept,) = bench.files()
    assert (row.state, row.content_type, row.reason, row.settled_at) == ("stored", kind, None, clock.now())
    assert (row.size_bytes, row.sha256) == (len(kept), hashlib.sha256(kept).digest())
    assert images.is_picture(kind) or kept == ACCEPTED[kind]
    assert SECRET.encode() not in kept


async def test_the_provider_is_asked_to_forget_only_what_is_on_disk(bench: Bench) -> None:
    await bench.receive(bench.server.serve(1, sends(photo())), bench.server.serve(2, sends(OTHERS["html"])))
    await bench.work()
    assert [row.provider_copy for row in await bench.rows()] == ["deleted", "present"]
    assert [one for one in bench.server.asked if one[0] == "DELETE"] == [("DELETE", f"{media.path_of(1)}.json")]


async def test_the_copy_stays_where_that_is_wished(bench: Bench) -> None:
    bench.depot = replace(bench.depot, deletes_copies=False)
    await bench.receive(bench.server.serve(1, sends(photo())))
    await bench.work()
    assert (await bench.row()).provider_copy == "present"
    assert [method for method, _ in bench.server.asked] == ["GET"]


async def test_a_copy_that_cannot_be_deleted_is_tried_again_and_the_file_stays(
    bench: Bench, clock: SimulatedClock
) -> None:
    await bench.receive(bench.server.serve(1, sends(photo())))
    assert await fetch_due(bench.depot)
    nobody = replace(bench.depot, sources={})
    for _ in range(retry.MOST_ATTEMPTS + 1):
        while await delete_due(nobody):
            pass
        clock.moment += timedelta(days=2)
    row = await bench.row()
    assert (row.state, row.provider_copy) == ("stored", "present")
    assert len(bench.files()) == 1


@pytest.mark.parametrize("name", [name for name in OTHERS if name != "nothing"])
async def test_another_kind_is_refused_whatever_it_is_called(bench: Bench, name: str) -> None:
    await bench.receive(bench.server.serve(1, sends(OTHERS[name], Content_Type="image/jpeg")))
    await bench.work()
    row = await bench.row()
    assert (row.state, row.reason) == ("refused", "type_not_accepted")
    assert bench.files() == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [(bytes(MOST_BYTES + 1), "too_large"), (photo()[:500], "image_unreadable"), (b"", "type_not_accepted")],
)
async def test_what_is_too_large_or_damaged_is_refused(bench: Bench, content: bytes, reason: str) -> None:
    await bench.receive(bench.server.serve(1, sends(content)))
    await bench.work()
    assert ((await bench.row()).state, (await bench.row()).reason) == ("refused", reason)
    assert bench.files() == []


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data", "https://evil.example/2010-04-01/Accounts/x", "file:///etc/passwd",
        f"https://api.twilio.com{media.path_of(1)}", "", "http://127.0.0.1:5432/",
    ],
)  # fmt: skip
async def test_an_address_that_is_not_the_providers_is_never_called(bench: Bench, url: str) -> None:
    await bench.receive(url, bench.server.origin + media.path_of(1).replace(media.ACCOUNT, "AC" + "9" * 32))
    await bench.work()
    assert [(row.state, row.reason) for row in await bench.rows()] == [("refused", "address_not_allowed")] * 2
    assert bench.server.asked == []


async def test_a_failure_that_passes_costs_one_wait(bench: Bench, clock: SimulatedClock) -> None:
    await bench.receive(bench.server.serve(1, sends(b"", status=503)))
    await bench.work()
    row = await bench.row()
    assert (row.state, row.reason, row.attempts, row.lease_until) == ("waiting", "provider_error", 1, None)
    assert timedelta(seconds=5) <= row.due_at - clock.now() <= timedelta(seconds=6.25)
    assert not await fetch_due(bench.depot)
    bench.server.serve(1, sends(photo()))
    clock.moment += timedelta(seconds=7)
    await bench.work()
    assert (await bench.row()).state == "stored"


@pytest.mark.parametrize(
    ("handler", "reason", "attempts"),
    [
        (sends(b"", status=404), "not_found", retry.NOT_FOUND_ATTEMPTS),
        (sends(b"", status=401), "access_denied", retry.MOST_ATTEMPTS),
        (sends(b"", status=302, Location="https://evil.example/"), "redirect_not_allowed", retry.MOST_ATTEMPTS),
        (media.breaks_off, "unreachable", retry.MOST_ATTEMPTS),
    ],
)
async def test_what_never_works_is_lost_after_so_many_tries(
    bench: Bench, clock: SimulatedClock, handler: media.Handler, reason: str, attempts: int
) -> None:
    await bench.receive(bench.server.serve(1, handler))
    for _ in range(retry.MOST_ATTEMPTS + 3):
        await bench.work()
        clock.moment += timedelta(days=2)
    row = await bench.row()
    assert (row.state, row.reason, row.attempts) == ("lost", reason, attempts)
    assert len(bench.server.asked) == attempts
    assert bench.files() == []


async def test_a_slow_file_is_given_up_within_the_wall_clock(bench: Bench) -> None:
    await bench.receive(bench.server.serve(1, media.drips))
    await bench.work()
    assert ((await bench.row()).state, (await bench.row()).reason) == ("waiting", "timeout")


async def test_a_full_disk_loses_nothing(bench: Bench, clock: SimulatedClock, tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("no folder can be made here")
    full = replace(bench.depot, keeper=Keeper(Store(tmp_path / "occupied")))
    await bench.receive(bench.server.serve(1, sends(photo())))
    assert await fetch_due(full)
    assert ((await bench.row()).state, (await bench.row()).reason) == ("waiting", "interrupted")
    clock.moment += timedelta(minutes=1)
    await bench.work()
    assert (await bench.row()).state == "stored"


async def test_a_worker_that_died_is_followed_by_another_that_writes_the_same_file(
    bench: Bench, clock: SimulatedClock
) -> None:
    await bench.receive(bench.server.serve(1, sends(photo())))
    async with bench.database.unit_of_work() as session:
        dead = await repository.claim_waiting(session, now=clock.now(), lease_seconds=90, new_name="0" * 32)
    assert dead is not None
    bench.depot.keeper.store.write(dead.storage_name, b"what it wrote before it died")
    assert not await fetch_due(bench.depot)
    clock.moment += timedelta(seconds=91)
    await bench.work()
    row = await bench.row()
    assert (row.state, row.storage_name) == ("stored", dead.storage_name)
    assert [hashlib.sha256(one).digest() for one in bench.files()] == [row.sha256]
    async with bench.database.unit_of_work() as session:  # and the dead one, were it only slow, changes nothing
        assert not await repository.settle_missing(session, dead, "lost", "timeout", now=clock.now())
    assert (await bench.row()).state == "stored"


async def test_a_file_that_kills_every_worker_is_given_up(bench: Bench, clock: SimulatedClock) -> None:
    await bench.receive(bench.server.serve(1, sends(photo())))
    for _ in range(retry.MOST_ATTEMPTS):
        async with bench.database.unit_of_work() as session:
            assert await repository.claim_waiting(session, now=clock.now(), lease_seconds=1, new_name="0" * 32)
        clock.moment += timedelta(seconds=2)
    await bench.work()
    assert ((await bench.row()).state, (await bench.row()).reason) == ("lost", "interrupted")
    assert bench.server.asked == []


async def test_many_workers_fetch_each_file_once(bench: Bench) -> None:
    urls = [bench.server.serve(number, sends(ACCEPTED["application/pdf"])) for number in range(20)]
    for number in range(4):
        await bench.receive(*urls[number * 5 : number * 5 + 5], number=number)
    await asyncio.gather(*(bench.work() for _ in range(6)))
    assert {row.state for row in await bench.rows()} == {"stored"}
    assert len([one for one in bench.server.asked if one[0] == "GET"]) == len(bench.files()) == 20


async def test_ten_files_of_one_message_keep_their_order(bench: Bench) -> None:
    urls = [bench.server.serve(number, sends(ACCEPTED["application/pdf"])) for number in range(10)]
    await bench.receive(*urls)
    assert [row.position for row in await bench.rows()] == list(range(10))
    await bench.work()
    asked = [path for method, path in bench.server.asked if method == "GET"]
    assert sorted(asked) == sorted(media.path_of(number) for number in range(10))


async def test_what_is_not_ours_to_answer_is_not_ours_to_fetch(bench: Bench) -> None:
    await bench.receive(bench.server.serve(1, sends(photo())), quarantine_reason="recipient_unknown")
    assert await bench.rows() == []


async def test_a_repeated_message_brings_its_files_once(bench: Bench) -> None:
    url = bench.server.serve(1, sends(photo()))
    for _ in range(3):
        await bench.receive(url)
    assert len(await bench.rows()) == 1


async def test_workers_are_woken_by_a_file_and_by_nothing_else(bench: Bench) -> None:
    rung = asyncio.Event()
    connection = await bench.database.connect_raw()
    try:
        await connection.add_listener(repository.NOTIFY_CHANNEL, lambda *_: rung.set())
        await bench.receive(number=1)
        with suppress(TimeoutError):
            await asyncio.wait_for(rung.wait(), 0.3)
        assert not rung.is_set()
        await bench.receive(bench.server.serve(1, sends(photo())), number=2)
        await asyncio.wait_for(rung.wait(), 5)
    finally:
        await connection.close()


async def test_the_database_refuses_a_stored_file_without_a_file(bench: Bench, clock: SimulatedClock) -> None:
    await bench.receive(bench.server.serve(1, sends(photo())))
    with pytest.raises(Exception, match="ck_attachments_stored_is_whole"):
        async with bench.database.unit_of_work() as session:
            await session.execute(update(Attachment).values(state="stored", settled_at=clock.now()))
