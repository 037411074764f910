"""How the bot's own Python trains and serves it. The bot decides itself whether its data changed."""

import signal
import subprocess
from pathlib import Path

from gateway.local import environment
from gateway.local.errors import CannotStart
from gateway.local.ports import free_port
from gateway.local.process import dies_with_parent
from gateway.settings import ROOT, load

__all__ = ["command", "free_port", "spawn"]


def command(verb: str) -> list[str]:
    """The command line of `python -m bot <verb>`. Raises CannotStart when the environment is missing."""
    python = ROOT / "bot" / ".venv" / "bin" / "python"
    if not python.exists():
        raise CannotStart("the bot's environment is missing: run `make install`")
    return [str(python), "-m", "bot", verb]


def spawn(port: int, log: Path | None = None) -> subprocess.Popen[bytes]:
    """A bot for one command, on `port`; it ends with us. Returns before it answers."""
    settings = load()
    log = log or settings.state_dir / "log" / "bot-for-one-command.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own program
            command("serve"),
            cwd=ROOT,
            env=environment.for_bot(settings) | {"SUNWAI_BOT_PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=dies_with_parent(signal.SIGTERM),
        )
