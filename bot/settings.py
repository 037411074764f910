"""Every environment variable of the bot, typed. Refuses to start when one is wrong."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
DEFAULT_PORT = 8010
# As in the gateway: one setting moves a whole copy, and the bot sits ten ports above.
PORTS_ABOVE_GATEWAY = 10
MAX_PORT = 65535


class SettingInvalid(ValueError):
    """A variable of the environment cannot be used; the message names it."""


@dataclass(frozen=True)
class Settings:
    """Where to listen, and which model to load."""

    host: str
    port: int
    model: Path


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings of this process. Raises SettingInvalid."""
    model = Path(environment.get("SUNWAI_BOT_MODEL") or ROOT / "trained" / "sunwai.tar.gz")
    return Settings(host=environment.get("SUNWAI_BOT_HOST") or "127.0.0.1", port=_port(environment), model=model)


def _port(environment: Mapping[str, str]) -> int:
    for name, above in (("SUNWAI_BOT_PORT", 0), ("SUNWAI_PORT", PORTS_ABOVE_GATEWAY)):
        given = environment.get(name)
        if not given:
            continue
        if not given.isdecimal() or not 0 < int(given) + above <= MAX_PORT:
            raise SettingInvalid(f"{name} must be a port number, not {given!r}")
        return int(given) + above
    return DEFAULT_PORT
