"""This folder's own installation: `local.env` in the state folder, made on the first run, readable by its owner only.

What is *kept* (keys, an invented Twilio account) must survive: without the keys the database cannot be
read. What belongs to *this run* (addresses) is written when Sunwai starts and taken away when it stops, so that
`sunwai` in another window finds it. `gateway.settings` reads the file; nobody else does.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from cryptography.fernet import Fernet

from gateway.settings import Settings

FILE = "local.env"
HEADER = "# Made by `make up` for this folder. Keep it with the database: without these keys nobody can read it.\n"
THIS_RUN = "# This run; taken away when it stops.\n"
RUN_FIELDS = (
    "host", "port", "bot_host", "bot_port", "simulator_port", "database_url", "twilio_api_origin",
)  # fmt: skip

# The numbers people text in the simulator: a Pakistani long number for WhatsApp, a short code for SMS.
MAKERS: dict[str, Callable[[], str]] = {
    "SUNWAI_ENCRYPTION_KEYS": lambda: Fernet.generate_key().decode(),
    "SUNWAI_HASH_KEY": lambda: secrets.token_urlsafe(32),
    "SUNWAI_TWILIO_ACCOUNT_SIDS": lambda: f"AC{secrets.token_hex(16)}",
    "SUNWAI_TWILIO_AUTH_TOKENS": lambda: secrets.token_hex(16),
    "SUNWAI_SMS_SENDERS": lambda: "+15005550006",
    "SUNWAI_WHATSAPP_SENDERS": lambda: "+14155238886",
    "SUNWAI_SIMULATOR_API_TOKEN": lambda: f"sunwai_{secrets.token_urlsafe(32)}",
}


def prepare(state_dir: Path) -> dict[str, str]:
    """What is kept, made where it is missing. Writes the file without anything of an earlier run."""
    state_dir.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in _read(state_dir / FILE).items() if name in MAKERS}
    kept |= {name: make() for name, make in MAKERS.items() if name not in kept}
    _write(state_dir / FILE, kept, {})
    return kept


def announce(state_dir: Path, settings: Settings) -> None:
    """Write where this run is to be found."""
    run = {name: value for name, value in as_environment(settings).items() if name in map(variable, RUN_FIELDS)}
    _write(state_dir / FILE, prepare(state_dir), run)


def as_environment(settings: Settings) -> dict[str, str]:
    """Every setting as the environment would carry it."""
    return {variable(name): _text(value) for name, value in settings if value is not None}


def variable(field: str) -> str:
    """The environment's name of a setting."""
    return f"SUNWAI_{field.upper()}"


def _text(value: object) -> str:
    if isinstance(value, list):
        return ",".join(_text(item) for item in value)
    reveal = getattr(value, "get_secret_value", None)
    return str(reveal() if reveal else value)


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    pairs = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {name: value for name, sign, value in pairs if sign}


def _write(path: Path, kept: Mapping[str, str], run: Mapping[str, str]) -> None:
    """Whole or not at all: a half-written file would lose the keys."""
    text = HEADER + _lines(kept) + (THIS_RUN + _lines(run) if run else "")
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.touch(mode=0o600)
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def _lines(values: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())
