"""The outbox worker whole: woken by an insert, several beside each other, killed at random moments."""

import asyncio
import json
import random
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gateway.db import Database
from gateway.protect import Protector
from gateway.workers.outbox import run_until
from models.outbound_message import OutboundMessage
from tests.db.workers.test_runner import until
from tests.support.channel import FakeChannel
from tests.support.outbox import a_destination, an_outlet, rows, say

TEXTS = 150


async def test_two_workers_send_what_is_enqueued_once_and_at_once(database: Database, protector: Protector) -> None:
    channel, stop = FakeChannel(), asyncio.Event()
    outlets = [an_outlet(database, channel, protector) for _ in range(2)]
    workers = [asyncio.create_task(run_until(stop, outlet)) for outlet in outlets]
    try:
        for number in range(20):
            destination = await a_destination(database, protector, f"+9230000000{number:02}")
            await say(database, protector, destination, "hello")
        await until(lambda: len(channel.taken) == 20)
    finally:
        stop.set()
        await asyncio.gather(*workers)
    assert set(Counter(one.id for one in channel.sent).values()) == {1}
    assert {row.status for row in await rows(database)} == {"accepted"}


async def unsettled(database: Database) -> int:
    async with database.unit_of_work() as session:
        return await session.scalar(
            select(func.count()).select_from(OutboundMessage).where(OutboundMessage.status != "accepted")
        ) or 0  # fmt: skip


async def start(url: str, file: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.file_channel_worker", url, str(file)
    )


@pytest.mark.kill
async def test_kill_nine_at_random_moments_sends_every_text_exactly_once(
    database: Database, database_url: str, protector: Protector, tmp_path: Path
) -> None:
    file = tmp_path / "provider.jsonl"
    file.touch()
    workers = [await start(database_url, file) for _ in range(2)]
    try:
        for number in range(TEXTS):
            destination = await a_destination(database, protector, f"+923000000{number:03}")
            await say(database, protector, destination, f"text {number}")
            if number in (TEXTS // 3, TEXTS // 2, TEXTS - 1):
                await asyncio.sleep(random.random() / 4)
                workers[0].kill()
                await workers[0].wait()
                workers = [*workers[1:], await start(database_url, file)]
        async with asyncio.timeout(60):
            while await unsettled(database):  # noqa: ASYNC110 - another process's doing
                await asyncio.sleep(0.2)
    finally:
        for worker in workers:
            worker.kill()
            await worker.wait()
    taken = Counter(json.loads(line)["body"] for line in file.read_text().splitlines())
    assert taken == {f"text {number}": 1 for number in range(TEXTS)}
