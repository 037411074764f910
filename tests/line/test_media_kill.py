"""Workers killed while they fetch: every file is kept once, whole, and nothing else is left on disk."""

import asyncio
import hashlib
import random
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp import web
from cryptography.fernet import Fernet
from sqlalchemy import select

from gateway.db import Database
from gateway.local import environment
from gateway.media.sniff import content_type
from gateway.protect import Protector
from gateway.settings import ROOT, Settings
from models.attachment import Attachment
from tests.support import media
from tests.support.files import photo
from tests.support.inbox import an_inbound, open_inbox
from tests.support.media import MediaServer, media_server

pytestmark = [pytest.mark.kill, pytest.mark.timeout(300)]
FILES, KILLS = 20, 5
PICTURE = photo(size=(640, 480))


async def slowly(request: web.Request) -> web.StreamResponse:
    """The picture in pieces, with pauses in which somebody may be killed."""
    answer = web.StreamResponse()
    await answer.prepare(request)
    for start in range(0, len(PICTURE), len(PICTURE) // 4):
        await asyncio.sleep(random.random() / 20)
        await answer.write(PICTURE[start : start + len(PICTURE) // 4])
    return answer


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    async with media_server() as served:
        yield served


def settings_of(database_url: str, server: MediaServer, folder: Path) -> Settings:
    return Settings(
        environment="test", database_url=database_url, database_pool_size=4, state_dir=folder,
        twilio_api_origin=server.origin, twilio_account_sids=[media.ACCOUNT], twilio_auth_tokens=["token"],
        sms_senders=["+15005550006"], encryption_keys=[Fernet.generate_key().decode()],
        hash_key=secrets.token_hex(16), bot_url="http://127.0.0.1:1", media_lease_seconds=1, log_level="warning",
    )  # fmt: skip


def start_worker(settings: Settings, log: Path) -> subprocess.Popen[bytes]:
    """`sunwai work`, as in production."""
    with log.open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "gateway", "work"], cwd=ROOT, env=environment.for_gateway(settings), stdout=said,
            stderr=said, stdin=subprocess.DEVNULL,
        )  # fmt: skip


async def test_killed_while_fetching_nothing_is_lost_doubled_or_left_over(
    database: Database, database_url: str, protector: Protector, server: MediaServer, tmp_path: Path
) -> None:
    settings = settings_of(database_url, server, tmp_path)
    urls = [server.serve(number, slowly) for number in range(FILES)]
    async with open_inbox(database, protector) as inbox:
        for number, url in enumerate(urls):
            await inbox.receive(an_inbound(number, account_sid=media.ACCOUNT, media=[{"url": url}], body=""))
    log = tmp_path / "work.log"
    for _ in range(KILLS):
        asked = len(server.asked)
        worker = start_worker(settings, log)
        await _until(lambda asked=asked: len(server.asked) > asked + 1, worker, log)
        await asyncio.sleep(random.random() / 3)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    worker = start_worker(settings, log)
    try:
        while await _states(database) != {"stored"} or not await _are_forgotten(database):
            assert worker.poll() is None, _end_of(log)
            await asyncio.sleep(0.2)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    rows = await _rows(database)
    on_disk = [path for path in settings.media_dir.rglob("*") if path.is_file()]
    assert {path.name for path in on_disk} == {row.storage_name for row in rows}
    assert len(on_disk) == FILES
    for row in rows:
        content = (settings.media_dir / str(row.storage_name)[:2] / str(row.storage_name)).read_bytes()
        assert (hashlib.sha256(content).digest(), content_type(content)) == (row.sha256, "image/jpeg")


async def _until(is_so: Callable[[], bool], worker: subprocess.Popen[bytes], log: Path) -> None:
    while not is_so():
        assert worker.poll() is None, _end_of(log)
        await asyncio.sleep(0.05)


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]


async def _rows(database: Database) -> list[Attachment]:
    async with database.unit_of_work() as session:
        return list(await session.scalars(select(Attachment)))


async def _states(database: Database) -> set[str]:
    return {row.state for row in await _rows(database)}


async def _are_forgotten(database: Database) -> bool:
    return {row.provider_copy for row in await _rows(database)} == {"deleted"}
