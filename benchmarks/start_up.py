"""Start-up and memory: how long each process takes until it does its work, what it holds after fifty turns, and a warm
`sunwai up` from the command to the last process.

Everything is warm: the database exists and is filled, the bot is trained, files have been read before. A process is
ready when it answers /healthz, or says in its log that it works. Memory is that of the process with its children; RSS
counts shared pages in every process, PSS divides them.

Run: python -m benchmarks.start_up [--quick] [--rounds 3]
"""

import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks import _processes as processes
from benchmarks import _whole_line
from benchmarks._conversation import TURNS
from gateway.local.ports import free_port
from gateway.local.postgres import EmbeddedPostgres
from gateway.settings import ROOT, Settings

TURNS_BEFORE = 50
TARGET_SECONDS = 20.0
UP_SECONDS = 600.0
READY = "Sunwai is ready"


def main() -> None:
    """Measure and print."""
    given = processes.arguments(__doc__, rounds=(int, 3, 1, "starts of each process, and of everything"))
    print(processes.header("start-up and memory, everything warm"))
    with processes.scratch() as folder, _whole_line.prepared(folder) as (server, settings):
        starts = {"postgres": [start_of_postgres(server) for _ in range(given.rounds)]}
        for name in _whole_line.processes_of(settings, folder):
            starts[name] = [start_of(name, settings, folder) for _ in range(given.rounds)]
        print_starts(starts, memories(server, settings, folder))
    seconds = ups(given.rounds)
    print(f"\nsunwai up, warm, until ready: {', '.join(f'{one:.1f}' for one in seconds)} s")
    median = statistics.median(seconds)
    print(processes.verdict(is_met=median < TARGET_SECONDS, target=f"< {TARGET_SECONDS:g} s for a warm sunwai up"))


def start_of_postgres(server: EmbeddedPostgres) -> tuple[float, float]:
    """Seconds and CPU seconds of a start on an existing cluster."""
    server.stop()
    began = time.perf_counter()
    server.start()
    return time.perf_counter() - began, processes.cpu_seconds(processes.process_id(server))


def start_of(name: str, settings: Settings, folder: Path) -> tuple[float, float]:
    """Seconds and CPU seconds of a process until it is ready; it is stopped again."""
    part = _whole_line.processes_of(settings, folder)[name]
    part.child.log.unlink(missing_ok=True)
    began = time.perf_counter()
    with processes.running(part.child, part.is_ready) as child:
        return time.perf_counter() - began, processes.cpu_seconds(processes.process_id(child))


def memories(server: EmbeddedPostgres, settings: Settings, folder: Path) -> dict[str, processes.Memory]:
    """Memory of every process after at least fifty turns."""
    with ExitStack() as stack:
        parts = _whole_line.processes_of(settings, folder)
        for part in parts.values():
            part.child.log.unlink(missing_ok=True)
            stack.enter_context(processes.running(part.child, part.is_ready))
        line = _whole_line.WholeLine(settings, server, parts["bot"].child, parts["gateway work"].child)
        asyncio.run(line.hold(-(-TURNS_BEFORE // len(TURNS))))
        running = {"postgres": server} | {name: part.child for name, part in parts.items()}
        return {name: processes.memory(processes.process_id(one)) for name, one in running.items()}


def print_starts(starts: dict[str, list[tuple[float, float]]], held: dict[str, processes.Memory]) -> None:
    """One line for each process; medians."""
    print("| process | ready after s | CPU s | RSS MiB | PSS MiB |")
    print("|---|---|---|---|---|")
    for name, found in starts.items():
        seconds, cpu = (statistics.median(column) for column in zip(*found, strict=True))
        print(f"| {name} | {seconds:.1f} | {cpu:.1f} | {held[name].rss:.0f} | {held[name].pss:.0f} |")
    print(f"| all | | | {sum(one.rss for one in held.values()):.0f} | {sum(one.pss for one in held.values()):.0f} |")


def ups(rounds: int) -> list[float]:
    """Seconds from the command until everything runs. A first start, not counted, fills the database."""
    with tempfile.TemporaryDirectory(prefix="sunwai-bench-", ignore_cleanup_errors=True) as name:
        state = Path(name)
        state.chmod(0o755)
        return [up(state) for _ in range(rounds + 1)][1:]


def up(state: Path) -> float:
    """One `sunwai up` from start to stop; seconds until it was ready."""
    ports = {f"SUNWAI_{part}PORT": str(free_port()) for part in ("", "BOT_", "SIMULATOR_")}
    output = state / "up.txt"
    with output.open("wb") as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "gateway", "up"], cwd=ROOT, stdout=log, stderr=log,
            env=os.environ | ports | {"SUNWAI_STATE_DIR": str(state)},
        )  # fmt: skip
        _await(lambda: READY in output.read_text(), process, output)
        took = time.perf_counter() - began
        process.send_signal(signal.SIGINT)
        process.wait(UP_SECONDS)
    return took


def _await(is_so: Callable[[], bool], process: subprocess.Popen[bytes], output: Path) -> None:
    until = time.monotonic() + UP_SECONDS
    while not is_so():
        if process.poll() is not None or time.monotonic() > until:
            process.terminate()
            raise RuntimeError(f"sunwai up did not get ready:\n{output.read_text()[-2000:]}")
        time.sleep(0.02)


if __name__ == "__main__":
    main()
