"""The loop of every worker: lanes that repeat a step, a LISTEN connection that wakes them, signals that stop them.

A step takes one piece of work and returns whether it found any. The runner knows nothing of what a step does; it
survives a database that goes away, and a step that fails is tried again after a growing pause, never given up.
"""

import asyncio
import contextlib
import signal
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import structlog

from gateway.db import Database
from gateway.observability import where

log = structlog.get_logger()

Step = Callable[[], Awaitable[bool]]

POLL_SECONDS = 1.0
# A lane still at work after this long has found something: let the next one look as well.
BUSY_AFTER_SECONDS = 0.01
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 5.0
CENSUS_SECONDS = 5.0
GRACE_SECONDS = 20.0
# First key of the advisory locks by which processes on one wake channel count each other ("SUNW").
CENSUS_CLASS = 0x53554E57


async def run(  # noqa: PLR0913 - options of one loop, each with a default
    *steps: Step,
    name: str,
    database: Database,
    wake_channel: str | None = None,
    concurrency: int = 1,
    poll_seconds: float = POLL_SECONDS,
    idle_seconds: Callable[[], float | None] | None = None,
    on_peers: Callable[[int], None] | None = None,
    stop: asyncio.Event | None = None,
) -> None:
    """Repeat each step in `concurrency` lanes until told to stop; steps under way are finished first.

    Args:
        wake_channel: a NOTIFY on it makes an idle lane look at once; without one there is only the poll.
        poll_seconds: how often one idle lane of each step looks unasked: a notification may be lost, a time may come.
        idle_seconds: how long every idle lane waits at most this time; None means until it is woken.
        on_peers: told how many processes listen on `wake_channel`, this one included, whenever that changes.
        stop: set it to stop; by default SIGTERM and SIGINT do.
    """
    async with contextlib.AsyncExitStack() as stack:
        if stop is None:
            stop = await stack.enter_async_context(stopped_by_signals())
        bell = Bell(len(steps) * concurrency)
        lanes = [
            asyncio.create_task(_lane(step, bell, stop, name, idle_seconds))
            for step in steps
            for _ in range(concurrency)
        ]
        helpers = [asyncio.create_task(_pulse(step, bell, poll_seconds)) for step in steps]
        if wake_channel:
            helpers.append(asyncio.create_task(_listen(database, wake_channel, bell, on_peers)))
        log.info("worker_started", worker=name, lanes=len(lanes))
        try:
            await stop.wait()
        finally:
            await _wind_down(lanes, helpers, bell)
            log.info("worker_stopped", worker=name)


@contextlib.asynccontextmanager
async def stopped_by_signals() -> AsyncIterator[asyncio.Event]:
    """An event that SIGTERM and SIGINT set; several loops of one process may share it."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


class Bell:
    """Wakes idle lanes one at a time, so that one notification does not make sixteen lanes ask the database.

    A lane that found work, or is busy for long, passes the ring on. Rings passed on without work found are counted, or
    lanes that a slow database keeps busy would wake each other for ever.
    """

    def __init__(self, lanes: int) -> None:
        self._idle: deque[tuple[Step, asyncio.Future[None]]] = deque()
        self._is_rung = False
        self._lanes = self._left = lanes

    def ring(self) -> None:
        """There is work: wake one idle lane; with none idle, the next that would wait looks again first."""
        self._left = self._lanes
        self._wake_one()

    def pass_on(self) -> None:
        """There may be more work: wake one idle lane, unless all have been asked in vain."""
        if self._left > 0:
            self._left -= 1
            self._wake_one()

    def _wake_one(self) -> None:
        while self._idle:
            _, waiter = self._idle.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self._is_rung = True

    def ring_all(self) -> None:
        """Wake every idle lane."""
        while self._idle:
            self.ring()
        self._is_rung = True

    def ring_for(self, step: Step) -> None:
        """Wake one idle lane of this step, if any is idle."""
        for waiting, waiter in self._idle:
            if waiting is step and not waiter.done():
                waiter.set_result(None)
                return

    async def wait(self, step: Step, seconds: float | None) -> None:
        """Until rung, or until the time is over; None waits for the bell alone."""
        if self._is_rung:
            self._is_rung = False
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (step, waiter)
        self._idle.append(entry)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(waiter, seconds)
        with contextlib.suppress(ValueError):
            self._idle.remove(entry)


async def _pulse(step: Step, bell: Bell, seconds: float) -> None:
    """Let one idle lane look now and then. All of them looking cost a worker with nothing to do 7 % of a core."""
    while True:
        await asyncio.sleep(seconds)
        bell.ring_for(step)


async def _lane(
    step: Step, bell: Bell, stop: asyncio.Event, name: str, idle_seconds: Callable[[], float | None] | None
) -> None:
    pause = FIRST_PAUSE_SECONDS
    while not stop.is_set():
        busy = asyncio.get_running_loop().call_later(BUSY_AFTER_SECONDS, bell.pass_on)
        try:
            has_worked = await step()
        except Exception as error:  # the worker's edge: record it, wait, go on
            log.error("worker_step_failed", worker=name, error=type(error).__name__, where=where(error))
            busy.cancel()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            continue
        busy.cancel()
        pause = FIRST_PAUSE_SECONDS
        if has_worked:
            bell.ring()
        elif not stop.is_set():
            await bell.wait(step, idle_seconds() if idle_seconds else None)


async def _wind_down(lanes: list[asyncio.Task[None]], helpers: list[asyncio.Task[None]], bell: Bell) -> None:
    """Let steps under way finish within the grace time, then cut them off; leases make that safe."""
    bell.ring_all()
    _, late = await asyncio.wait(lanes, timeout=GRACE_SECONDS)
    for task in [*late, *helpers]:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _listen(database: Database, channel: str, bell: Bell, on_peers: Callable[[int], None] | None) -> None:
    """Hold a LISTEN connection; when it is lost, come back and wake everybody, because a call may have been missed."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            connection = await database.connect_raw()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            log.warning("listener_cannot_connect", channel=channel, error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            continue
        pause = FIRST_PAUSE_SECONDS
        try:
            await _attend(connection, channel, bell, on_peers)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            log.warning("listener_lost", channel=channel, error=type(error).__name__)
        finally:
            connection.terminate()
        await asyncio.sleep(FIRST_PAUSE_SECONDS)


async def _attend(
    connection: asyncpg.Connection, channel: str, bell: Bell, on_peers: Callable[[int], None] | None
) -> None:
    """Listen on this connection until it breaks; the census doubles as its heartbeat."""

    def called(*_notification: Any) -> None:
        bell.ring()

    await connection.add_listener(channel, called)
    await connection.execute("SELECT pg_advisory_lock_shared($1, hashtext($2))", CENSUS_CLASS, channel)
    bell.ring_all()
    known = 0
    while True:
        peers = await connection.fetchval(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND objid = (hashtext($2)::bigint & 4294967295)::oid",
            CENSUS_CLASS, channel,
        )  # fmt: skip
        if on_peers and peers != known:
            on_peers(peers)
        known = peers
        await asyncio.sleep(CENSUS_SECONDS)
