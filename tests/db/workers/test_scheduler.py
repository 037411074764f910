"""Several schedulers, one that ticks; when it dies another does."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from gateway.db import Database
from gateway.protect import Protector
from gateway.settings import Settings
from gateway.workers import scheduler
from gateway.workers.scheduler import Tick, run_until
from tests.db.workers.test_runner import SOON, until


@asynccontextmanager
async def standing(database: Database, *ticks: Tick) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    task = asyncio.create_task(run_until(stop, database, ticks))
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(task, SOON)


def counting(seconds: float = 3600) -> tuple[list[int], Tick]:
    calls: list[int] = []

    async def job() -> None:
        calls.append(1)

    return calls, Tick("count", seconds, job)


@pytest.fixture(autouse=True)
def quick_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "HEARTBEAT_SECONDS", 0.05)


async def test_first_tick_comes_at_once_and_the_next_after_its_interval(database: Database) -> None:
    calls, tick = counting(seconds=0.1)
    async with standing(database, tick):
        await until(lambda: len(calls) >= 3)


async def test_of_two_schedulers_one_ticks_and_the_other_follows(database: Database) -> None:
    first, first_tick = counting()
    second, second_tick = counting()
    async with standing(database, second_tick):
        await until(lambda: bool(second))
        async with standing(database, first_tick):
            await asyncio.sleep(0.5)
            assert (len(first), len(second)) == (0, 1)
    async with standing(database, first_tick):
        await until(lambda: bool(first))


async def test_leader_that_loses_its_connection_stops_and_the_other_leads(database: Database) -> None:
    first, first_tick = counting(seconds=0.05)
    second, second_tick = counting(seconds=0.05)
    async with standing(database, first_tick):
        await until(lambda: bool(first))
        async with standing(database, second_tick):
            async with database.unit_of_work() as session:
                await session.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                         " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
                )  # fmt: skip
            before = len(first) + len(second)
            await until(lambda: len(first) + len(second) > before + 3)


async def test_failing_tick_is_logged_and_tried_again(database: Database) -> None:
    calls: list[int] = []

    async def job() -> None:
        calls.append(1)
        raise RuntimeError

    async with standing(database, Tick("fails", 0.05, job)):
        await until(lambda: len(calls) >= 3)


async def test_every_real_tick_runs_on_an_empty_database(database: Database, protector: Protector) -> None:
    settings = Settings(environment="test", channel="null", twilio_api_origin="http://127.0.0.1:1")
    async with scheduler._ticks(settings, database, protector) as ticks:
        for tick in ticks:
            await tick.job()
    assert [tick.name for tick in ticks] == [
        "join_reports", "tend_drafts", "follow_up", "tend_clocks", "recover_inbound", "weekly_digest",
        "check_invariants",
    ]  # fmt: skip


_PROCESS = """
import asyncio, os, sys
from sqlalchemy import text
from gateway.db import Database
from gateway.workers.scheduler import Tick, run_until

async def main():
    database = Database(sys.argv[1])

    async def job():
        async with database.unit_of_work() as session:
            await session.execute(text("INSERT INTO ticks VALUES (:pid)"), {"pid": os.getpid()})

    await run_until(asyncio.Event(), database, [Tick("tick", 0.1, job)])

asyncio.run(main())
"""


async def ticking(database: Database) -> list[int]:
    """Processes in the order in which they began to tick."""
    async with database.unit_of_work() as session:
        return list(await session.scalars(text("SELECT pid FROM ticks GROUP BY pid ORDER BY min(ctid)")))


async def wait_for_leader(database: Database, number: int) -> int:
    async with asyncio.timeout(60):
        while len(found := await ticking(database)) < number:  # noqa: ASYNC110 - another process's doing
            await asyncio.sleep(0.1)
    return found[-1]


@pytest.mark.kill
async def test_kill_nine_of_the_leader_hands_over(database: Database, database_url: str) -> None:
    async with database.unit_of_work() as session:
        await session.execute(text("CREATE TABLE ticks (pid int)"))
    processes = [await asyncio.create_subprocess_exec(sys.executable, "-c", _PROCESS, database_url) for _ in range(2)]
    try:
        leader = await wait_for_leader(database, 1)
        await asyncio.sleep(1)
        assert await ticking(database) == [leader]
        os.kill(leader, signal.SIGKILL)
        assert await wait_for_leader(database, 2) != leader
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
            await process.wait()
