"""Everything as processes of their own, as in production: a database, a bot, a simulator, a gateway, two workers.

The project's own supervisor starts again what a test kills. The simulator stands for Twilio and is never killed: what
it remembers is what really happened.
"""

import asyncio
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from gateway.db import Database
from gateway.local import database as databases
from gateway.local import environment, migrations
from gateway.local.child import Child
from gateway.local.ports import LOOPBACK, free_port
from gateway.local.postgres import EmbeddedPostgres
from gateway.local.supervisor import LOOK_EVERY_SECONDS, Supervisor
from gateway.seed import seed
from gateway.settings import ROOT, Settings
from tests.support.bot_process import bot_child

READY_SECONDS = 120.0
VICTIMS = ("database", "gateway serve", "gateway work 1", "gateway work 2", "bot")


class Fleet:
    """Start and tend from the main thread: children end with the thread that started them."""

    def __init__(self, folder: Path, *, is_bot_scripted: bool) -> None:
        self.said: list[str] = []
        self._server = EmbeddedPostgres(folder / "postgres", is_durable=False)
        self.settings = _settings(folder, self._server.url_of(databases.NAME))
        self._supervisor = Supervisor(self.said.append)
        self._children: dict[str, Child] = {}
        self._is_bot_scripted = is_bot_scripted

    def start(self) -> None:
        """Start everything but the scheduler; returns when all answer."""
        self._add(self._bot())
        self._supervisor.add(databases.DatabasePart(self._server))
        in_thread(asyncio.to_thread(self._fill)).result()
        self._add(self._part("simulator", ["simulator"], self.settings.simulator_port))
        self._add(self._part("gateway serve", ["gateway", "serve"], self.settings.port))
        self._add(self._part("gateway work 1", ["gateway", "work"]))
        self._add(self._part("gateway work 2", ["gateway", "work"]))
        self.tend_until(self.are_ready, READY_SECONDS)

    def start_scheduler(self) -> None:
        """The scheduler's first tick fetches from the provider what no webhook brought."""
        self._add(self._part("gateway schedule", ["gateway", "schedule"]))

    def are_ready(self) -> bool:
        """Whether every part does its work."""
        return self._server.is_running() and all(child.is_ready() for child in self._children.values())

    def kill(self, name: str) -> bool:
        """SIGKILL; False when it is dead already."""
        process = self._server.process if name == "database" else self._children[name].process
        if process is None or process.poll() is not None:
            return False
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return True

    def tend_until(self, is_so: Callable[[], bool], seconds: float) -> None:
        """Start again what died, until `is_so`. Fails with what the supervisor and the processes said."""
        until = time.monotonic() + seconds
        while True:
            self._supervisor.tend()
            if is_so():
                return
            assert time.monotonic() < until, "\n".join([*self.said, *self._last_words()])
            time.sleep(LOOK_EVERY_SECONDS)

    def stop(self) -> None:
        """End everything; the data are looked at before."""
        self._supervisor.kill()
        self._supervisor.stop()

    async def ask[T](self, question: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
        """Ask the database."""
        database = Database(self.settings.database_address, pool_size=2)
        try:
            return await question(database)
        finally:
            await database.close()

    def _fill(self) -> None:
        databases.ensure_database(self._server)
        migrations.upgrade(self.settings.database_address)
        asyncio.run(self.ask(seed))

    def _bot(self) -> Child:
        log = self.settings.state_dir / "bot.log"
        if not self._is_bot_scripted:
            return bot_child(self.settings, log)
        module = ["tests.support.scripted_bot_server", str(self.settings.bot_port)]
        return self._part("bot", module, self.settings.bot_port)

    def _part(self, name: str, module: list[str], port: int | None = None) -> Child:
        log = self.settings.state_dir / f"{name.replace(' ', '-')}.log"
        if name == "simulator":
            variables = environment.for_simulator(self.settings, {"SUNWAI_SIMULATOR_API_TOKEN": ""})
        else:
            variables = environment.for_gateway(self.settings)
        health = (LOOPBACK, port) if port else None
        return Child(name, [sys.executable, "-m", *module], environment=variables, folder=ROOT, log=log, health=health)

    def _add(self, child: Child) -> None:
        self._children[child.name] = child
        self._supervisor.add(child)

    def _last_words(self) -> list[str]:
        logs = {name: child.log for name, child in self._children.items()}
        return [f"{name}: {log.read_text(errors='replace')[-1500:]}" for name, log in logs.items() if log.exists()]


def in_thread[T](work: Coroutine[Any, Any, T]) -> "Future[T]":
    """Run a coroutine in a loop and a thread of its own."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(asyncio.run(work))
        except BaseException as error:  # whatever it is, the asker shall have it
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future


def _settings(folder: Path, database_url: str) -> Settings:
    """Leases a little longer than a send may take, so that what a killed worker held is soon taken up again."""
    simulator_port = free_port()
    return Settings(
        environment="test", port=free_port(), bot_port=free_port(), simulator_port=simulator_port, state_dir=folder,
        database_url=database_url, twilio_api_origin=f"http://{LOOPBACK}:{simulator_port}",
        twilio_account_sids=[f"AC{secrets.token_hex(16)}"], twilio_auth_tokens=[secrets.token_hex(16)],
        sms_senders=["+15005550006"], whatsapp_senders=["+14155238886"],
        encryption_keys=[Fernet.generate_key().decode()], hash_key=secrets.token_hex(16), parts_per_second=500,
        inbound_lease_seconds=8, outbound_lease_seconds=15, media_lease_seconds=8, log_level="warning",
    )  # fmt: skip
