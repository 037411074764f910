"""The really trained bot as a process of its own; needs `make install`, and says so when it is missing."""

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.local import bot, environment
from gateway.local.child import Child
from gateway.local.ports import LOOPBACK, free_port
from gateway.settings import ROOT, Settings

READY_SECONDS = 120.0
MODEL = ROOT / "bot" / "trained" / "sunwai.tar.gz"


def missing() -> str | None:
    """Why there is no trained bot here, or None."""
    if not (ROOT / "bot" / ".venv" / "bin" / "python").exists():
        return "the bot's environment is missing: run `make install`"
    return None if MODEL.exists() else "the bot is not trained: run `make train`"


def bot_child(settings: Settings, log: Path) -> Child:
    """`python -m bot serve` as `sunwai up` starts it."""
    health = (settings.bot_host, settings.bot_port)
    return Child("bot", bot.command("serve"), environment=environment.for_bot(settings), folder=ROOT, log=log,
                 health=health)  # fmt: skip


class BotProcess:
    """A bot that answers on `origin`."""

    def __init__(self, origin: str, process_id: int) -> None:
        self.origin = origin
        self._process_id = process_id

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """While the block runs the bot takes questions and does not answer."""
        os.kill(self._process_id, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._process_id, signal.SIGCONT)


@contextmanager
def serving_bot() -> Iterator[BotProcess]:
    """A bot on a free port until the block ends."""
    with tempfile.TemporaryDirectory(prefix="sunwai-test-") as folder:
        settings = Settings(environment="test", twilio_api_origin="http://127.0.0.1:1", bot_port=free_port(),
                            state_dir=Path(folder))  # fmt: skip
        child = bot_child(settings, Path(folder) / "bot.log")
        child.start()
        try:
            until = time.monotonic() + READY_SECONDS
            while not child.is_ready():
                assert child.is_alive(), child.log.read_text(errors="replace")[-2000:]
                assert time.monotonic() < until, "the bot did not get ready"
                time.sleep(0.1)
            assert child.process is not None
            yield BotProcess(f"http://{LOOPBACK}:{settings.bot_port}", child.process.pid)
        finally:
            child.ask_to_stop()
            child.finish()
