"""Our line from inbox to channel: one bot, one worker, PostgreSQL with fsync on, a channel that takes everything.

Messages are put into the inbox by the code that also serves webhooks, while bot and worker stand still; then the clock
starts.
"""

import asyncio
import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import text

from benchmarks import _processes as processes
from benchmarks._conversation import TURNS
from benchmarks._processes import Round
from gateway import clock
from gateway.channels.base import ContactAddress, ContactScheme, Inbound
from gateway.db import Database
from gateway.inbox.group_commit import GroupCommit
from gateway.inbox.service import Inbox
from gateway.local import bot, environment, migrations
from gateway.local import database as databases
from gateway.local.child import Child
from gateway.local.ports import LOOPBACK, free_port
from gateway.local.postgres import EmbeddedPostgres
from gateway.protect import Protector
from gateway.seed import seed
from gateway.settings import ROOT, Settings

OURS = "+14155550100"
FIRST_PHONE = 923_000_000_000
UNPACED = 1_000_000.0
LOOK_EVERY_SECONDS = 0.05

_WAITING = """
    SELECT (SELECT count(*) FROM inbound_messages WHERE status IN ('pending', 'in_progress'))
         + (SELECT count(*) FROM outbound_messages WHERE status IN ('queued', 'sending', 'unknown'))
"""
_DONE = """
    SELECT (SELECT count(*) FROM turns), (SELECT count(*) FROM cases),
           (SELECT count(*) FROM outbound_messages WHERE status = 'accepted' AND turn_id IS NOT NULL),
           (SELECT count(*) FROM turns WHERE commands @> '[{"command": "show_status"}]')
"""


class NotAsExpected(RuntimeError):
    """Not every citizen has her turns, her answers, one case and its status: this is not what we mean to measure."""


@dataclass
class WholeLine:
    """Everything running."""

    settings: Settings
    database_server: EmbeddedPostgres
    bot: Child
    worker: Child
    citizens: int = 0

    @property
    def parts(self) -> dict[str, Child | EmbeddedPostgres]:
        """What a turn costs is spent in these."""
        return {"bot": self.bot, "worker": self.worker, "postgres": self.database_server}

    async def hold(self, conversations: int) -> Round:
        """Answer that many conversations whose messages all wait already. Raises NotAsExpected."""
        database = Database(self.settings.database_address, pool_size=4)
        try:
            with processes.frozen(self.bot, self.worker):
                await self._receive(database, conversations)
                before = processes.spent(self.parts)
            began = time.perf_counter()
            while await self._waiting(database):  # noqa: ASYNC110 - as somebody outside sees it
                await asyncio.sleep(LOOK_EVERY_SECONDS)
            seconds, cpu = time.perf_counter() - began, processes.since(before, self.parts)
            await self._check(database)
        finally:
            await database.close()
        return Round(conversations * len(TURNS), seconds, cpu)

    async def _receive(self, database: Database, conversations: int) -> None:
        """Turn by turn, as people write who wait for an answer."""
        phones = [f"+{FIRST_PHONE + self.citizens + number}" for number in range(conversations)]
        self.citizens += conversations
        group_commit = GroupCommit(database.connect_raw)
        group_commit.start()
        inbox = Inbox(group_commit, Protector.of(self.settings))
        for turn in TURNS:
            await asyncio.gather(*(inbox.receive(_message(phone, turn)) for phone in phones))
        await group_commit.close()

    async def _waiting(self, database: Database) -> int:
        async with database.unit_of_work() as session:
            return int(await session.scalar(text(_WAITING)) or 0)

    async def _check(self, database: Database) -> None:
        async with database.unit_of_work() as session:
            turns, cases, answers, statuses = (await session.execute(text(_DONE))).one()
        expected = (self.citizens * len(TURNS), self.citizens, self.citizens * len(TURNS), self.citizens)
        if (turns, cases, answers, statuses) != expected:
            raise NotAsExpected(f"turns, cases, answers, statuses: {(turns, cases, answers, statuses)}, not {expected}")


_numbers = itertools.count(1)


def _message(phone: str, body: str) -> Inbound:
    return Inbound(
        provider="twilio", account_sid="AC" + "0" * 32, provider_message_id=f"SM{next(_numbers):032x}",
        channel="whatsapp", sender=ContactAddress(ContactScheme.PHONE, phone), our_address=OURS, body=body,
        received_at=clock.now(), raw={"Body": body, "From": f"whatsapp:{phone}", "To": f"whatsapp:{OURS}"},
    )  # fmt: skip


@contextmanager
def serving(scratch: Path) -> Iterator[WholeLine]:
    """A migrated and seeded database, the trained bot, one worker."""
    with prepared(scratch) as (server, settings), ExitStack() as stack:
        parts = processes_of(settings, scratch)
        for part in (parts["bot"], parts["gateway work"]):
            stack.enter_context(processes.running(part.child, part.is_ready))
        yield WholeLine(settings, server, parts["bot"].child, parts["gateway work"].child)


@contextmanager
def prepared(scratch: Path) -> Iterator[tuple[EmbeddedPostgres, Settings]]:
    """A database server with a migrated and seeded database, and settings for everything around it."""
    with processes.postgres(scratch / "postgres") as server:
        databases.ensure_database(server)
        settings = _settings(scratch, server.url_of(databases.NAME))
        migrations.upgrade(settings.database_address)
        asyncio.run(_seed(settings))
        yield server, settings


@dataclass(frozen=True)
class Startable:
    """A process as `sunwai up` starts it, and how to see that it does its work."""

    child: Child
    is_ready: Callable[[], bool]


def processes_of(settings: Settings, folder: Path) -> dict[str, Startable]:
    """Every process of ours but the database, none of them started."""
    gateway = environment.for_gateway(settings)
    simulator = environment.for_simulator(settings, {"SUNWAI_SIMULATOR_API_TOKEN": "benchmark"})
    python = [sys.executable, "-m"]
    return {
        "bot": _answering("bot", bot.command("serve"), environment.for_bot(settings), folder, settings.bot_port),
        "gateway serve": _answering("gateway serve", [*python, "gateway", "serve"], gateway, folder, settings.port),
        "gateway work": _saying("worker_started", "gateway work", [*python, "gateway", "work"], gateway, folder),
        "gateway schedule": _saying(
            "scheduler_leads", "gateway schedule", [*python, "gateway", "schedule"], gateway, folder
        ),
        "simulator": _answering("simulator", [*python, "simulator"], simulator, folder, settings.simulator_port),
    }


def _answering(name: str, command: list[str], variables: dict[str, str], folder: Path, port: int) -> Startable:
    """Ready when it answers /healthz with 200."""
    log = folder / f"{name.replace(' ', '-')}.log"
    child = Child(name, command, environment=variables, folder=ROOT, log=log, health=(LOOPBACK, port))
    return Startable(child, child.is_ready)


def _saying(event: str, name: str, command: list[str], variables: dict[str, str], folder: Path) -> Startable:
    """Ready when the event stands in its log."""
    log = folder / f"{name.replace(' ', '-')}.log"
    child = Child(name, command, environment=variables, folder=ROOT, log=log)
    return Startable(child, lambda: event in log.read_text(errors="replace"))


async def _seed(settings: Settings) -> None:
    database = Database(settings.database_address, pool_size=1)
    try:
        await seed(database)
    finally:
        await database.close()


def _settings(folder: Path, database_url: str) -> Settings:
    return Settings(
        environment="test", port=free_port(), bot_port=free_port(), simulator_port=free_port(), state_dir=folder,
        database_url=database_url, twilio_account_sids=["AC" + "0" * 32], twilio_auth_tokens=["benchmark"],
        sms_senders=[OURS], whatsapp_senders=[OURS], twilio_api_origin="http://127.0.0.1:1", channel="null",
        parts_per_second=UNPACED,
        encryption_keys=[Fernet.generate_key().decode()], hash_key=os.urandom(16).hex(),
    )  # fmt: skip
