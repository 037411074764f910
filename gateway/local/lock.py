"""One supervisor a folder: a lock that the system takes back when its holder dies, however it dies."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gateway.local.errors import AlreadyRunning


class Lock:
    """The held lock. Its file says who holds it and where to look."""

    def __init__(self, file: Any, *, is_left_over: bool) -> None:
        self._file = file
        self.is_left_over = is_left_over
        """Whether an earlier holder was killed; what it started may still be ending."""

    def describe(self, **facts: object) -> None:
        """Tell others about this run."""
        self._file.seek(0)
        self._file.truncate()
        json.dump({"process": os.getpid(), **facts}, self._file)
        self._file.flush()


@contextmanager
def hold(state_dir: Path) -> Iterator[Lock]:
    """Hold the folder's lock. Raises AlreadyRunning."""
    with _path(state_dir).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(_description(running(state_dir))) from error
        file.seek(0)
        lock = Lock(file, is_left_over=bool(file.read().strip()))
        lock.describe()
        yield lock
        file.seek(0)
        file.truncate()


def running(state_dir: Path) -> dict[str, Any] | None:
    """What the running supervisor says of itself; None when none runs."""
    if not _path(state_dir).exists():
        return None
    with _path(state_dir).open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            text = file.read()
            return dict(json.loads(text)) if text.strip() else {}
    return None


def _path(state_dir: Path) -> Path:
    return state_dir / "up.lock"


def _description(facts: dict[str, Any] | None) -> str:
    facts = facts or {}
    process = facts.get("process", "unknown")
    where = f": {facts['address']}" if "address" in facts else ", and is still starting"
    return f"Sunwai already runs from this folder{where}\nStop it with Ctrl-C in its window, or with: kill {process}"
