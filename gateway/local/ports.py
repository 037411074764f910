"""Which ports are free, and what to say when one is not."""

import errno
import socket
import time
from collections.abc import Mapping

from gateway.local.errors import CannotStart

LOOPBACK = "127.0.0.1"


def free_port(host: str = LOOPBACK) -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as asked:
        asked.bind((host, 0))
        return int(asked.getsockname()[1])


def is_taken(host: str, port: int) -> bool:
    """Whether another program listens on `port`. Raises CannotStart when this machine has no address `host`."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((host, port))
        except PermissionError as error:
            raise CannotStart(f"port {port} needs an administrator: choose one above 1023") from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise CannotStart(f"cannot listen on {host}: {error.strerror} (SUNWAI_HOST)") from error
    return False


def require_free(host: str, wanted: Mapping[str, int], *, patience_seconds: float = 0) -> None:
    """Raise CannotStart naming each taken port and its setting.

    Args:
        wanted: setting name → port.
        patience_seconds: how long parts of an earlier run may still take to end.
    """
    until = time.monotonic() + patience_seconds
    while taken := {name: port for name, port in wanted.items() if is_taken(host, port)}:
        if time.monotonic() >= until:
            raise CannotStart(_advice(taken))
        time.sleep(0.2)


def _advice(taken: Mapping[str, int]) -> str:
    ports = ", ".join(f"{port} ({name})" for name, port in taken.items())
    return (
        f"another program already uses port {ports}.\n"
        "Choose another place, for example: SUNWAI_PORT=9000 make up\n"
        "(the bot and the simulator then use 9010 and 9020, unless SUNWAI_BOT_PORT and SUNWAI_SIMULATOR_PORT say "
        "otherwise)"
    )
