"""The worker's loop on a real database: woken, stopped, and still alive when the database has gone and come back."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from gateway.db import Database
from gateway.local.postgres import EmbeddedPostgres
from gateway.workers import runner

SOON = 10.0


@asynccontextmanager
async def running(*steps: runner.Step, database: Database, **options: Any) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    task = asyncio.create_task(runner.run(*steps, name="test", database=database, stop=stop, **options))
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(task, SOON)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON):
        while not condition():  # noqa: ASYNC110 - the condition has no event
            await asyncio.sleep(0.01)


async def notify(database: Database, channel: str) -> None:
    async with database.unit_of_work() as session:
        await session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": channel})


def counting(found: Callable[[int], bool] = lambda _: False) -> tuple[list[int], Callable[[], Awaitable[bool]]]:
    calls: list[int] = []

    async def step() -> bool:
        calls.append(len(calls))
        return found(len(calls))

    return calls, step


async def test_a_notification_wakes_a_lane_long_before_the_poll(database: Database) -> None:
    calls, step = counting()
    peers: list[int] = []
    async with running(step, database=database, wake_channel="bells", poll_seconds=600, on_peers=peers.append):
        await until(lambda: bool(peers))
        await asyncio.sleep(0.05)
        before = len(calls)
        await notify(database, "bells")
        await until(lambda: len(calls) > before)


async def test_work_found_is_repeated_at_once(database: Database) -> None:
    calls, step = counting(lambda number: number < 50)
    async with running(step, database=database, poll_seconds=600):
        await until(lambda: len(calls) >= 50)


async def test_all_lanes_come_to_help_when_there_is_much_to_do(database: Database) -> None:
    at_work, most, left = 0, 0, 60

    async def step() -> bool:
        nonlocal at_work, most, left
        if left == 0:
            return False
        left, at_work = left - 1, at_work + 1
        most = max(most, at_work)
        await asyncio.sleep(0.05)
        at_work -= 1
        return True

    async with running(step, database=database, concurrency=8, poll_seconds=600):
        await until(lambda: left == 0)
    assert most == 8


async def test_idle_lanes_look_one_at_a_time_and_every_step_is_looked_at(database: Database) -> None:
    first, look_first = counting()
    second, look_second = counting()
    async with running(look_first, look_second, database=database, concurrency=8, poll_seconds=0.1):
        await until(lambda: len(first) >= 10 and len(second) >= 10)
        began = len(first), len(second)
        await asyncio.sleep(1.0)
        looked = len(first) - began[0], len(second) - began[1]
    assert max(looked) <= 11, "eight lanes would look eighty times"
    assert min(looked) >= 4


async def test_a_lane_held_back_looks_when_its_time_comes(database: Database) -> None:
    calls, step = counting()
    async with running(step, database=database, poll_seconds=600, idle_seconds=lambda: 0.02):
        await until(lambda: len(calls) >= 5)


async def test_failing_step_is_tried_again(database: Database) -> None:
    calls: list[str] = []

    async def step() -> bool:
        calls.append("tried")
        if len(calls) < 3:
            raise ConnectionError
        return False

    async with running(step, database=database, poll_seconds=600):
        await until(lambda: len(calls) == 3)


async def test_stop_lets_a_step_finish(database: Database) -> None:
    began, finished = asyncio.Event(), asyncio.Event()

    async def step() -> bool:
        began.set()
        await asyncio.sleep(0.2)
        finished.set()
        return True

    async with running(step, database=database) as stop:
        await began.wait()
        stop.set()
    assert finished.is_set()


async def test_processes_on_one_channel_count_each_other(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "CENSUS_SECONDS", 0.05)
    _, step = counting()
    first: list[int] = []
    second: list[int] = []
    async with running(step, database=database, wake_channel="outbox", on_peers=first.append):
        await until(lambda: first == [1])
        async with running(step, database=database, wake_channel="outbox", on_peers=second.append):
            await until(lambda: second == [2])
            await until(lambda: first == [1, 2])
        await until(lambda: first == [1, 2, 1])


async def test_lost_listener_comes_back_and_wakes_everybody(database: Database) -> None:
    calls, step = counting()
    peers: list[int] = []
    async with running(step, database=database, wake_channel="bells", poll_seconds=600, on_peers=peers.append):
        await until(lambda: bool(peers))
        before = len(calls)
        async with database.unit_of_work() as session:
            await session.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~ 'pg_locks|LISTEN'"
                     " AND pid <> pg_backend_pid() AND datname = current_database()")
            )  # fmt: skip
        await until(lambda: len(peers) >= 2)
        await until(lambda: len(calls) > before)


@pytest.fixture
def mortal_server() -> Iterator[EmbeddedPostgres]:
    with tempfile.TemporaryDirectory(prefix="sunwai-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user when we are root
        server = EmbeddedPostgres(Path(folder) / "pg", is_durable=False)
        server.start()
        yield server
        server.stop()


@pytest.mark.kill
async def test_worker_survives_kill_nine_of_the_database(mortal_server: EmbeddedPostgres) -> None:
    database = Database(mortal_server.url)
    answers: list[int] = []
    peers: list[int] = []

    async def step() -> bool:
        async with database.unit_of_work() as session:
            answers.append(await session.scalar(text("SELECT 1")) or 0)
        return False

    async with running(
        step, database=database, wake_channel="bells", poll_seconds=0.1, concurrency=2, on_peers=peers.append
    ):
        await until(lambda: bool(peers) and len(answers) > 2)
        assert mortal_server.process is not None
        os.kill(mortal_server.process.pid, signal.SIGKILL)
        await asyncio.to_thread(mortal_server.process.wait)
        await asyncio.to_thread(mortal_server.start)
        before = len(answers)
        await until(lambda: len(peers) >= 2 and len(answers) > before)
    await database.close()


async def test_signals_stop_the_worker() -> None:
    async with runner.stopped_by_signals() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(stop.wait(), SOON)
