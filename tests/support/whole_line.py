"""The whole line in one process, with a phone at its end: signed webhook, inbox, dialogue, outbox, provider."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from gateway.app import create_app
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.bot_client import BotClient
from gateway.dialogue.service import Line, advance
from gateway.media.service import Depot, delete_due, fetch_due
from gateway.outbox.reconcile import reconcile_due
from gateway.outbox.sender import Outlet, send_due
from gateway.protect import Protector
from gateway.settings import Settings
from gateway.workers.media import open_depot
from gateway.workers.outbox import open_outlet
from tests.support.simulator import (
    CITIZEN,
    RunningSimulator,
    gateway_fields,
    listening_socket,
    port_of,
    running_simulator,
    serving,
)

KEYS = {"encryption_keys": ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="], "hash_key": "test-hash-key"}
# Between two messages of a person; the loop guard spreads what comes faster.
SHE_WRITES_AFTER = timedelta(seconds=20)


@dataclass
class WholeLine:
    """Citizens write with `write`, the workers' steps run in `work`, and `read` is what their phones show."""

    clock: SimulatedClock
    simulator: RunningSimulator
    line: Line
    outlet: Outlet
    depot: Depot
    origin: str

    @property
    def database(self) -> Database:
        """Where everything is."""
        return self.line.database

    async def write(self, body: str = "", *, sender: str = CITIZEN, channel: str = "whatsapp", **more: Any) -> None:
        """Write as a citizen; the gateway has it on disk when this returns."""
        written = await self.simulator.write(body, sender=sender, channel=channel, **more)
        assert {one["status"] for one in written["webhooks"]} == {200}

    async def work(self, lanes: int = 1) -> None:
        """Do what the workers do until nothing is due."""
        await asyncio.gather(*(self._work() for _ in range(lanes)))
        await self._work()
        await self.simulator.provider.settle()

    async def say(self, body: str = "", *, sender: str = CITIZEN, **more: Any) -> list[str]:
        """Write one message; what her phone shows that it did not show before."""
        before = len(self.read(sender))
        self.clock.moment += SHE_WRITES_AFTER
        await self.write(body, sender=sender, **more)
        await self.work()
        return self.read(sender)[before:]

    async def answer(self, body: str = "", **more: Any) -> str:
        """Write one message and read the one answer to it."""
        answers = await self.say(body, **more)
        assert len(answers) == 1, answers
        return answers[0]

    def read(self, sender: str = CITIZEN) -> list[str]:
        """Everything she was ever sent."""
        return self.simulator.read(sender)

    async def rows[T](self, model: type[T]) -> Sequence[T]:
        """Every row of a table, oldest first."""
        async with self.database.unit_of_work() as session:
            oldest_first = select(model).order_by(model.created_at, model.id)  # type: ignore[attr-defined]
            return (await session.scalars(oldest_first)).all()

    async def _work(self) -> None:
        while (
            await advance(self.line)
            or await send_due(self.outlet)
            or await reconcile_due(self.outlet)
            or await fetch_due(self.depot)
            or await delete_due(self.depot)
        ):
            pass


@asynccontextmanager
async def whole_line(
    database: Database, protector: Protector, clock: SimulatedClock, bot: BotClient
) -> AsyncIterator[WholeLine]:
    """The gateway and the simulator on loopback; `bot` is asked by the workers."""
    bound = listening_socket()
    url = database.url.render_as_string(hide_password=False)
    with tempfile.TemporaryDirectory(prefix="sunwai-test-") as folder:
        async with running_simulator(port_of(bound)) as running:
            fields: dict[str, Any] = gateway_fields(running.settings) | KEYS
            settings = Settings(**fields, database_url=url, parts_per_second=1000, state_dir=Path(folder))
            outlet, depot = open_outlet(settings, database, protector), open_depot(settings, database)
            line = Line(database, bot, protector, lease_seconds=30)
            async with serving(create_app(settings), bound):
                yield WholeLine(clock, running, line, outlet, depot, settings.public_origin)
            await outlet.channel.close()
            await depot.downloader.close()
