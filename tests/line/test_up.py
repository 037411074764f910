"""`sunwai up` as a newcomer runs it: everything starts, survives kills, is found by a second call, and stops whole."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.local.child import answers
from gateway.local.ports import LOOPBACK, free_port
from gateway.settings import ROOT

READY_SECONDS = 240.0
PARTS = ("postgres -D", "bot serve", "simulator", "gateway serve", "gateway work", "gateway schedule")
pytestmark = [
    pytest.mark.kill,
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


class Running:
    """One `sunwai up` in a state folder and on ports of its own."""

    def __init__(self, state: Path) -> None:
        self.port = _three_free_ports()
        self.environment = os.environ | {"SUNWAI_STATE_DIR": str(state), "SUNWAI_PORT": str(self.port)}
        self.output = state / "up.txt"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gateway", "up"], cwd=ROOT, env=self.environment, stdout=output, stderr=output
            )

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def children(self) -> dict[str, int]:
        """What runs below the supervisor: part → process id."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (OSError, IndexError):
                continue  # ended while we looked
            if parent == self.process.pid:
                found |= {part: int(folder.name) for part in PARTS if part in command}
        return found

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "gateway", *words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def is_well(self) -> bool:
        return all(answers(LOOPBACK, self.port + above) for above in (0, 10, 20))


def _three_free_ports() -> int:
    while True:
        first = free_port()
        if first < 65_500 and not any(answers(LOOPBACK, first + above) for above in (10, 20)):
            return first


def _eventually(is_so: Callable[[], bool], seconds: float = READY_SECONDS) -> bool:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


@pytest.fixture
def running() -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="sunwai-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        made = Running(Path(folder))
        try:
            yield made
        finally:
            made.process.terminate()
            made.process.wait(60)


def test_one_command_from_start_to_stop(running: Running) -> None:
    assert _eventually(lambda: "Ctrl-C stops everything" in running.said() or running.process.poll() is not None)
    assert running.is_well(), running.said()
    before = running.children()
    assert set(before) == set(PARTS)

    second = running.run("up")
    assert second.returncode == 0
    assert f"already runs from this folder: http://{LOOPBACK}:{running.port}" in second.stdout

    assert _replies(running, "Gujranwala peoples colony me 5 din se pani nahi")

    for process in before.values():
        os.kill(process, signal.SIGKILL)
    assert _eventually(lambda: set(running.children()) == set(PARTS) and running.is_well())
    assert not set(running.children().values()) & set(before.values())
    assert _replies(running, "1")
    assert running.run("cases", "list").stdout.count("water_supply") == 1

    children = running.children()
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0
    assert not [part for part, process in children.items() if Path(f"/proc/{process}").exists()]
    assert "make up" in running.run("cases", "list").stderr


def _replies(running: Running, text: str) -> list[dict[str, object]]:
    said = running.run("say", "--from", "+923001234567", "--channel", "sms", "--json", "--timeout", "60", text)
    assert said.returncode == 0, said.stderr
    return list(json.loads(said.stdout)["replies"])
