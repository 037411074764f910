"""The embedded PostgreSQL keeps what it has committed, whoever is killed."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from gateway.local.postgres import EmbeddedPostgres

STARTER = """
import sys, time
from pathlib import Path
from gateway.local.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's own folder, whose parents only root may pass."""
    with tempfile.TemporaryDirectory(prefix="sunwai-test-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        yield Path(made) / "pg"


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    made = EmbeddedPostgres(folder)
    made.start()
    yield made
    made.stop()


async def _write_until_killed(url: str, committed: list[int]) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CREATE TABLE written (number int PRIMARY KEY)")
        for number in range(1_000_000):
            await connection.execute("INSERT INTO written VALUES ($1)", number)
            committed.append(number)
    finally:
        connection.terminate()


@pytest.mark.kill
async def test_committed_rows_survive_a_kill(server: EmbeddedPostgres) -> None:
    committed: list[int] = []
    writer = asyncio.create_task(_write_until_killed(server.url, committed))
    while len(committed) < 200:
        assert not writer.done(), writer.exception()
        await asyncio.sleep(0.01)
    assert server.process
    server.process.kill()
    server.process.wait()
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
        await writer
    assert not server.is_running()
    server.start()
    connection = await asyncpg.connect(server.url)
    try:
        found = {row["number"] for row in await connection.fetch("SELECT number FROM written")}
    finally:
        await connection.close()
    assert found >= set(committed)


@pytest.mark.kill
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_it_ends_with_a_killed_parent_and_starts_again(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", STARTER, str(folder)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        process = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    again = EmbeddedPostgres(folder)
    again.start()  # waits for the old one to let go
    try:
        assert again.process
        assert again.process.pid != process
    finally:
        again.stop()


def test_nobody_else_may_come_near(server: EmbeddedPostgres) -> None:
    assert server.sockets.stat().st_mode & 0o077 == 0
    assert server.data.stat().st_mode & 0o077 == 0
    socket = next(server.sockets.glob(".s.PGSQL.*"))
    assert len(os.fsencode(socket)) <= 107
    assert not (server.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[5].strip()  # no TCP address


def test_a_half_made_cluster_is_not_used(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    server.folder.mkdir(parents=True)
    left = server.folder / f"data.{os.getpid()}"
    left.mkdir()
    (left / "PG_VERSION").write_text("18\n", encoding="utf-8")
    server.start()
    try:
        assert (server.data / "global").is_dir()
        assert not left.exists()
    finally:
        server.stop()


def test_stopping_is_quick_and_clean(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    server.start()
    server.stop()
    until = time.monotonic() + 5
    while (server.data / "postmaster.pid").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not (server.data / "postmaster.pid").exists()
    assert not server.is_running()
