"""One supervised process: started so that it dies with us, its output in a log of its own, asked whether it answers."""

import signal
import subprocess
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Protocol

from gateway.local.process import dies_with_parent

LOG_BYTES = 5_000_000
STOP_SECONDS = 25.0  # a little more than a worker takes to finish what it has begun


class Part(Protocol):
    """What the supervisor looks after."""

    name: str

    def start(self) -> None:
        """Start, or start again."""

    def is_alive(self) -> bool:
        """Whether the process lives."""

    def is_ready(self) -> bool:
        """Whether it does its work."""

    def ask_to_stop(self) -> None:
        """Ask politely; returns at once."""

    def finish(self) -> None:
        """Wait for the end; force it when it takes too long."""

    def kill(self) -> None:
        """End it now."""

    def ending(self) -> str:
        """How it ended, for a person."""


class Child:
    """A program of ours."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        log: Path,
        health: tuple[str, int] | None = None,
    ) -> None:
        """`health`: host and port whose /healthz must say 200; without it, living is enough."""
        self.name = name
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self._command, self._environment, self._folder = list(command), dict(environment), folder
        self._health = health

    def start(self) -> None:
        """Start, or start again."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own programs
                self._command,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )

    def is_alive(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        """Whether it does its work."""
        return self.is_alive() and (self._health is None or answers(*self._health))

    def ask_to_stop(self) -> None:
        """Ask politely; returns at once."""
        if self.is_alive() and self.process:
            self.process.terminate()

    def finish(self) -> None:
        """Wait for the end; force it when it takes too long."""
        if self.process is None:
            return
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it now."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def ending(self) -> str:
        """How it ended, for a person."""
        code = self.process.returncode if self.process else None
        how = f"killed by {signal.Signals(-code).name}" if code and code < 0 else f"exit code {code}"
        return f"{how}; see {self.log}"


def answers(host: str, port: int, path: str = "/healthz") -> bool:
    """Whether a server there says 200."""
    connection = HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
