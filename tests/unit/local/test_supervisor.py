"""Parts are started again when they die, stopped in reverse order, and never outlive us."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.local.child import Child
from gateway.local.errors import CannotStart
from gateway.local.ports import LOOPBACK, free_port
from gateway.local.supervisor import DEATHS_BEFORE_READY, Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
SERVER = """
import http.server, sys
class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Healthy).serve_forever()
"""
PARENT = """
import sys, time
from pathlib import Path
from gateway.local.child import Child
child = Child("x", [sys.executable, "-c", "import time; time.sleep(600)"], environment={}, folder=Path("/"),
              log=Path(sys.argv[1]) / "x.log")
child.start()
print(child.process.pid, flush=True)
time.sleep(600)
"""


def _child(folder: Path, name: str, command: list[str], health: tuple[str, int] | None = None) -> Child:
    return Child(name, command, environment={}, folder=folder, log=folder / f"{name}.log", health=health)


def _eventually(is_so: Callable[[], bool]) -> bool:
    until = time.monotonic() + 20
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def said() -> list[str]:
    return []


def test_a_killed_part_comes_back(tmp_path: Path, said: list[str]) -> None:
    supervisor = Supervisor(said.append)
    child = _child(tmp_path, "sleeper", SLEEPER)
    supervisor.add(child)
    try:
        assert child.process
        first = child.process.pid
        os.kill(first, signal.SIGKILL)

        def is_back() -> bool:
            supervisor.tend()
            return child.is_alive() and child.process is not None and child.process.pid != first

        assert _eventually(is_back)
    finally:
        supervisor.stop()
    assert len(said) == 1
    assert said[0].startswith("sleeper stopped (killed by SIGKILL; see ")


def test_a_part_is_ready_when_it_answers(tmp_path: Path, said: list[str]) -> None:
    port = free_port()
    supervisor = Supervisor(said.append)
    child = _child(tmp_path, "server", [sys.executable, "-c", SERVER, str(port)], (LOOPBACK, port))
    supervisor.add(child)
    try:
        assert _eventually(lambda: supervisor.are_ready("server"))
    finally:
        supervisor.stop()
    assert not child.is_ready()


def test_a_part_that_cannot_live_is_given_up_with_its_log(tmp_path: Path, said: list[str]) -> None:
    supervisor = Supervisor(said.append)
    supervisor.add(_child(tmp_path, "broken", [sys.executable, "-c", "raise SystemExit('no key')"], (LOOPBACK, 1)))
    with pytest.raises(CannotStart, match=r"broken does not stay up: exit code 1; see .*broken\.log"):
        _eventually(lambda: supervisor.are_ready("broken"))
    assert len(said) == DEATHS_BEFORE_READY
    assert "no key" in (tmp_path / "broken.log").read_text(encoding="utf-8")
    supervisor.stop()


def test_the_last_started_is_stopped_first(said: list[str]) -> None:
    happened: list[str] = []

    class Recorded(Child):
        def __init__(self, name: str) -> None:
            super().__init__(name, SLEEPER, environment={}, folder=Path("/"), log=Path(os.devnull))

        def start(self) -> None:
            happened.append(f"start {self.name}")

        def finish(self) -> None:
            happened.append(f"stop {self.name}")

    supervisor = Supervisor(said.append)
    for name in ("database", "bot", "gateway"):
        supervisor.add(Recorded(name))
    supervisor.stop()
    assert happened == ["start database", "start bot", "start gateway", "stop gateway", "stop bot", "stop database"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_children_end_with_a_killed_parent(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()

    def is_gone() -> bool:
        status = Path(f"/proc/{child}/status")
        return not status.exists() or "State:\tZ" in status.read_text(encoding="utf-8")

    assert _eventually(is_gone)
