"""The clock: ticks jobs at fixed intervals. Any number of processes may run it; one ticks.

The leader is whoever holds a PostgreSQL session advisory lock; its connection is its own, so that when the process or
the connection dies the lock is free at once and another leads. APScheduler keeps no state worth keeping: its job store
is in memory, the tables are the calendar, and every job may run twice without harm.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from gateway import clock, invariants
from gateway.casework import asking
from gateway.channels import registry
from gateway.db import Database
from gateway.dialogue import drafts
from gateway.escalation import service as escalation
from gateway.followup import service as followup
from gateway.inbox import reconcile
from gateway.inbox.group_commit import GroupCommit
from gateway.inbox.service import Inbox
from gateway.notices import digest
from gateway.observability import where
from gateway.outbox import reports
from gateway.outbox.fallback import OtherWays
from gateway.protect import Protector
from gateway.settings import Settings
from gateway.workers.runner import stopped_by_signals

log = structlog.get_logger()

# Key of the advisory lock ("SUNWTICK").
LEADER_KEY = 0x53554E575449434B
HEARTBEAT_SECONDS = 1.0
type Tend = Callable[[Database, Protector, datetime], Awaitable[None]]
HEARTBEAT_TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True)
class Tick:
    """A job and how often it runs. The job commits its own work and is harmless when repeated."""

    name: str
    seconds: float
    job: Callable[[], Awaitable[object]]


async def run(settings: Settings, database: Database, protector: Protector) -> None:
    """Stand for leader and tick until the process is told to stop."""
    async with stopped_by_signals() as stop, _ticks(settings, database, protector) as ticks:
        await run_until(stop, database, ticks)


async def run_until(stop: asyncio.Event, database: Database, ticks: Sequence[Tick]) -> None:
    """Stand for leader again and again, and tick while leading, until `stop` is set."""
    while not stop.is_set():
        try:
            connection = await database.connect_raw()
            try:
                await _lead(connection, stop, ticks)
            finally:
                connection.terminate()
        except (
            OSError,
            TimeoutError,
            asyncpg.PostgresError,
            asyncpg.InterfaceError,
            asyncpg.InternalClientError,
        ) as error:
            log.warning("scheduler_lost_database", error=type(error).__name__)
            await _pause(stop)


@contextlib.asynccontextmanager
async def _ticks(settings: Settings, database: Database, protector: Protector) -> AsyncIterator[list[Tick]]:
    """Every tick there is, with what it needs opened and closed."""
    channel = registry.open_channel(settings)
    group_commit = GroupCommit(database.connect_raw)
    group_commit.start()
    inbox = Inbox(group_commit, protector)

    def tending(tend: Tend) -> Callable[[], Awaitable[None]]:
        return lambda: tend(database, protector, clock.now())

    async def recover_inbound() -> None:
        await reconcile.reconcile(channel, inbox, now=clock.now())

    async def join_reports() -> None:
        async with database.unit_of_work() as session:
            await reports.join_orphans(session, now=clock.now())

    async def follow_up() -> None:
        ways = OtherWays(settings.template_sids, settings.sms_sender)
        await followup.tend(database, protector, clock.now(), ways)

    async def tend_clocks() -> None:
        await asking.resume_paused(database, clock.now())
        await escalation.tend(database, protector, clock.now())

    async def check_invariants() -> None:
        await invariants.check_and_log(database, clock.now())

    try:
        yield [
            Tick("join_reports", 30, join_reports),
            Tick("tend_drafts", 60, tending(drafts.tend)),
            Tick("follow_up", 60, follow_up),
            Tick("tend_clocks", 60, tend_clocks),
            Tick("recover_inbound", 300, recover_inbound),
            Tick("weekly_digest", 600, tending(digest.tend)),
            Tick("check_invariants", 900, check_invariants),
        ]
    finally:
        await group_commit.close()
        await channel.close()


async def _lead(connection: asyncpg.Connection, stop: asyncio.Event, ticks: Sequence[Tick]) -> None:
    """Wait for the lock, tick while the heartbeat answers, stop ticking in any case."""
    while not await _beat(connection, "SELECT pg_try_advisory_lock($1)", LEADER_KEY):
        if await _pause(stop):
            return
    scheduler = _scheduler(ticks)
    scheduler.start()
    log.info("scheduler_leads", ticks=[tick.name for tick in ticks])
    try:
        while not await _pause(stop):
            await _beat(connection, "SELECT true")
    finally:
        scheduler.shutdown(wait=False)
        log.info("scheduler_leads_no_more")


async def _beat(connection: asyncpg.Connection, query: str, *arguments: object) -> bool:
    return bool(await connection.fetchval(query, *arguments, timeout=HEARTBEAT_TIMEOUT_SECONDS))


async def _pause(stop: asyncio.Event) -> bool:
    """Wait a heartbeat; True when told to stop meanwhile."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), HEARTBEAT_SECONDS)
    return stop.is_set()


def _scheduler(ticks: Sequence[Tick]) -> AsyncIOScheduler:
    """A fresh APScheduler: one run of a job at a time, missed runs become one, the first at once."""
    defaults = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
    for tick in ticks:
        scheduler.add_job(_run_tick, args=[tick], id=f"first_{tick.name}")
        scheduler.add_job(_run_tick, "interval", [tick], seconds=tick.seconds, id=tick.name)
    return scheduler


async def _run_tick(tick: Tick) -> None:
    try:
        await tick.job()
    except Exception as error:  # the worker's edge: record it; the next tick tries again
        log.error("tick_failed", tick=tick.name, error=type(error).__name__, where=where(error))
