"""What the measurements share: databases and processes of their own, and what Linux says they cost. Linux only: /proc.

A process is counted with its children, also those that have ended: PostgreSQL is many processes.
"""

import argparse
import os
import platform
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.local.child import Child
from gateway.local.postgres import EmbeddedPostgres

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
# Stock Rasa takes half a minute, and several on a machine that is busy with other things.
READY_SECONDS = 600.0
KIB_PER_MIB = 1024


@dataclass(frozen=True)
class Memory:
    """MiB of a process and its children. RSS counts shared pages in each process, PSS once, divided among them."""

    rss: float
    pss: float


@dataclass(frozen=True)
class Round:
    """Turns answered in so many seconds, and the CPU seconds that each part spent on them."""

    turns: int
    seconds: float
    cpu: Mapping[str, float]

    @property
    def turns_per_second(self) -> float:
        """By the clock on the wall."""
        return self.turns / self.seconds

    def milliseconds(self, *parts: str) -> float:
        """CPU of a turn in these parts; of all when none is named."""
        used = sum(seconds for name, seconds in self.cpu.items() if not parts or name in parts)
        return used / self.turns * 1000


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for one run. PostgreSQL runs as another user when we are root, and must be able to pass."""
    with tempfile.TemporaryDirectory(prefix="sunwai-bench-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def postgres(folder: Path) -> Iterator[EmbeddedPostgres]:
    """An embedded server with fsync on, as `sunwai up` runs it."""
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def running(child: Child, is_ready: Callable[[], bool] | None = None) -> Iterator[Child]:
    """Start a child, wait until it is ready, stop it at the end."""
    child.start()
    try:
        wait_until(is_ready or child.is_ready, child)
        yield child
    finally:
        child.ask_to_stop()
        child.finish()


def wait_until(is_ready: Callable[[], bool], child: Child) -> None:
    """Raises RuntimeError with the end of the child's log when it dies or takes too long."""
    until = time.monotonic() + READY_SECONDS
    while not is_ready():
        if not child.is_alive() or time.monotonic() > until:
            raise RuntimeError(f"{child.name} did not get ready:\n{child.log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.02)


def program(name: str, command: Sequence[str], folder: Path, variables: Mapping[str, str], log: Path) -> Child:
    """A child that answers nothing over HTTP; say yourself when it is ready."""
    return Child(name, command, environment=variables, folder=folder, log=log)


def process_id(part: Child | EmbeddedPostgres) -> int:
    """Of a part that runs."""
    assert part.process is not None
    return part.process.pid


@contextmanager
def frozen(*parts: Child) -> Iterator[None]:
    """While the block runs these parts do nothing."""
    for part in parts:
        os.kill(process_id(part), signal.SIGSTOP)
    try:
        yield
    finally:
        for part in parts:
            os.kill(process_id(part), signal.SIGCONT)


def cpu_seconds(root: int) -> float:
    """CPU time so far, user and system, of a process, its children, and what those left behind."""
    ticks = 0
    for process in _family(root):
        try:
            fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # ended while we looked; its parent has its time
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / TICKS_PER_SECOND


def spent(parts: Mapping[str, Child | EmbeddedPostgres]) -> dict[str, float]:
    """CPU seconds of each part so far."""
    return {name: cpu_seconds(process_id(part)) for name, part in parts.items()}


def since(before: Mapping[str, float], parts: Mapping[str, Child | EmbeddedPostgres]) -> dict[str, float]:
    """CPU seconds of each part since `before`."""
    return {name: now - before[name] for name, now in spent(parts).items()}


def memory(root: int) -> Memory:
    """What a process and its children hold now."""
    totals = {"Rss": 0, "Pss": 0}
    for process in _family(root):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
        except OSError:
            continue
        for line in lines:
            name, _, rest = line.partition(":")
            if name in totals:
                totals[name] += int(rest.split()[0])
    return Memory(totals["Rss"] / KIB_PER_MIB, totals["Pss"] / KIB_PER_MIB)


def _family(root: int) -> list[int]:
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    family = [root]
    for member in family:
        family += [process for process, parent in parents.items() if parent == member]
    return family


def header(title: str) -> str:
    """What every table begins with: the machine, and how busy it is with other things."""
    load = os.getloadavg()[0]
    return f"{title}\n{os.cpu_count()} cores, load {load:.1f} before, Python {platform.python_version()}\n"


def verdict(*, is_met: bool, target: str) -> str:
    """The last line."""
    return f"target {target}: {'met' if is_met else 'MISSED'}"


def arguments(doc: str | None, **options: tuple[type, float, float, str]) -> argparse.Namespace:
    """Parse the command line. `options`: name → type, value, value with --quick, help."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: shows that it runs")
    for name, (kind, _, _, text) in options.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, help=text)
    given = parser.parse_args()
    for name, (kind, full, quick, _) in options.items():
        if getattr(given, name) is None:
            setattr(given, name, kind(quick if given.quick else full))
    return given
