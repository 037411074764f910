"""`sunwai up`: everything on this machine under one supervisor. Says what it does; leaves nothing running behind.

Order: the bot trains while the database starts and is migrated and filled; then all parts start side by side.
"""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Mapping
from types import FrameType

from gateway.access import tokens
from gateway.db import Database
from gateway.local import bot, environment, installation, lock, migrations, ports
from gateway.local import database as databases
from gateway.local.child import Child
from gateway.local.errors import CannotStart
from gateway.local.process import dies_with_parent
from gateway.local.progress import Progress
from gateway.local.supervisor import Supervisor
from gateway.local.welcome import welcome
from gateway.seed import demo_passwords, seed
from gateway.settings import ROOT, TWILIO_ORIGIN, Settings

TRAINING_SECONDS = 900.0
READY_SECONDS = 180.0
LEFT_OVER_SECONDS = 30.0
FORCE_AFTER_SECONDS = 1.0
SIMULATOR_TOKEN = "simulator of this machine"  # noqa: S105 - a name


class Up:
    """One run, from nothing to everything and back."""

    def __init__(self, settings: Settings, kept: Mapping[str, str]) -> None:
        self.progress = Progress()
        self.supervisor = Supervisor(self.progress.say)
        self._kept = kept
        self._server = databases.embedded(settings)
        self.settings = self._resolve(settings)
        self._logs = settings.state_dir / "log"

    def run(self, held: lock.Lock) -> None:
        """Start everything, look after it until interrupted, stop everything."""
        try:
            self._await_ports(held)
            installation.announce(self.settings.state_dir, self.settings)
            logins = self._start()
            held.describe(address=self.settings.public_origin)
            sys.stdout.write(welcome(self.settings, logins, self.progress.seconds))
            sys.stdout.flush()
            self.supervisor.run()
        except KeyboardInterrupt:
            self.progress.say("stopping")
        finally:
            self._stop()

    def _resolve(self, settings: Settings) -> Settings:
        """Fill in what a local run decides itself: its own database, and the simulator instead of Twilio."""
        changes: dict[str, object] = {}
        if self._server is not None:
            changes["database_url"] = self._server.url_of(databases.NAME)
        if "twilio_api_origin" not in settings.model_fields_set:
            changes["twilio_api_origin"] = settings.simulator_origin
        return settings.model_copy(update=changes)

    @property
    def _has_simulator(self) -> bool:
        return self.settings.twilio_api_origin != TWILIO_ORIGIN

    def _await_ports(self, held: lock.Lock) -> None:
        if held.is_left_over:
            self.progress.say("the last run did not end well; giving its parts time to go")
        self._check_ports(patience_seconds=LEFT_OVER_SECONDS if held.is_left_over else 0)

    def _check_ports(self, *, patience_seconds: float) -> None:
        settings = self.settings
        wanted = {"SUNWAI_PORT": settings.port}
        if self._has_simulator:
            wanted["SUNWAI_SIMULATOR_PORT"] = settings.simulator_port
        ports.require_free(settings.host, wanted, patience_seconds=patience_seconds)
        ports.require_free(settings.bot_host, {"SUNWAI_BOT_PORT": settings.bot_port}, patience_seconds=patience_seconds)

    def _start(self) -> dict[str, str]:
        training = self._train()
        try:
            logins = self._prepare_database()
            self._await_training(training)
        finally:
            training.terminate()
        self._add_parts()
        self._await_parts()
        return logins

    def _train(self) -> subprocess.Popen[bytes]:
        self._logs.mkdir(parents=True, exist_ok=True)
        with (self._logs / "train.log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - our own program
                bot.command("train"), cwd=ROOT, env=environment.for_bot(self.settings),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )  # fmt: skip

    def _await_training(self, training: subprocess.Popen[bytes]) -> None:
        def is_done() -> bool:
            self.supervisor.tend()
            return training.poll() is not None

        begun = self.progress.seconds
        if not self.progress.until(is_done, "training the bot", limit_seconds=TRAINING_SECONDS):
            raise CannotStart(f"the bot did not finish training; see {self._logs / 'train.log'}")
        if training.returncode != 0:
            end = (self._logs / "train.log").read_text(errors="replace")[-1500:].strip()
            raise CannotStart(f"the bot could not be trained; see {self._logs / 'train.log'}, which ends:\n{end}")
        self.progress.say("bot trained" if self.progress.seconds - begun > 5 else "bot is trained already")

    def _prepare_database(self) -> dict[str, str]:
        if self._server is not None:
            self.supervisor.add(databases.DatabasePart(self._server))
            databases.ensure_database(self._server)
        databases.require_answer(self.settings.database_address)
        self.progress.say("database answers")
        migrations.upgrade(self.settings.database_address)
        logins = {} if self.settings.environment == "production" else demo_passwords(self.settings.state_dir)
        written = asyncio.run(self._fill(logins))
        counts = ", ".join(f"{count} {kind}" for kind, count in written.items() if count)
        self.progress.say(f"database migrated and filled ({counts or 'nothing new'})")
        return logins

    async def _fill(self, logins: Mapping[str, str]) -> dict[str, int]:
        database = Database(self.settings.database_address, pool_size=1)
        try:
            counts = await seed(database, passwords=logins)
            async with database.unit_of_work() as session:
                token = self._kept["SUNWAI_SIMULATOR_API_TOKEN"]
                await tokens.ensure(session, token, name=SIMULATOR_TOKEN, scopes=["cases:read", "contacts:search"])
        finally:
            await database.close()
        return counts

    def _add_parts(self) -> None:
        """The bot and the simulator first: stopped last, they still answer the work that is being finished."""
        settings = self.settings
        self._add("bot", bot.command("serve"), environment.for_bot(settings), (settings.bot_host, settings.bot_port))
        python = [sys.executable, "-m"]
        if self._has_simulator:
            self._add(
                "simulator", [*python, "simulator"], environment.for_simulator(settings, self._kept),
                (settings.host, settings.simulator_port),
            )  # fmt: skip
        for verb in ("serve", "work", "schedule"):
            health = (settings.host, settings.port) if verb == "serve" else None
            self._add(f"gateway {verb}", [*python, "gateway", verb], environment.for_gateway(settings), health)

    def _add(self, name: str, command: list[str], variables: Mapping[str, str], health: tuple[str, int] | None) -> None:
        log = self._logs / f"{name.replace(' ', '-')}.log"
        self.supervisor.add(Child(name, command, environment=variables, folder=ROOT, log=log, health=health))

    def _await_parts(self) -> None:
        names = ["bot", "gateway serve", "gateway work", "gateway schedule"]
        names += ["simulator"] if self._has_simulator else []
        waiting = list(names)

        def is_done() -> bool:
            for name in [one for one in waiting if self.supervisor.are_ready(one)]:
                waiting.remove(name)
                self.progress.say(f"{name} runs")
            return not waiting

        if not self.progress.until(is_done, "waiting", limit_seconds=READY_SECONDS):
            raise CannotStart(f"{', '.join(waiting)} did not get ready; see {self._logs}")

    def _stop(self) -> None:
        begun = self.progress.seconds

        def hurry(_number: int, _frame: FrameType | None) -> None:
            if self.progress.seconds - begun > FORCE_AFTER_SECONDS:  # one Ctrl-C may arrive twice, by way of make
                self.supervisor.kill()

        _on_signals(hurry)
        self.supervisor.stop()
        installation.prepare(self.settings.state_dir)
        self.progress.say("everything is stopped")


def up() -> None:
    """Run until interrupted. Raises CannotStart or AlreadyRunning."""
    state_dir = Settings(_env_file=ROOT / ".env").state_dir
    state_dir.mkdir(parents=True, exist_ok=True)
    _on_signals(_interrupt)
    with lock.hold(state_dir) as held:
        kept = installation.prepare(state_dir)
        settings = Settings(_env_file=(state_dir / installation.FILE, ROOT / ".env"))
        if settings.environment == "production":
            raise CannotStart("`sunwai up` is for one machine: in production run serve, work and schedule apart")
        Up(settings, kept).run(held)


def _on_signals(handler: object) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)  # type: ignore[arg-type] # the type of a handler has no public name


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
