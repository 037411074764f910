"""Twilio's error codes as data: what each asks us to do. Decides nothing else; the table is `error_codes.json`."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gateway.channels.base import ErrorClass, Refused

_TABLE = Path(__file__).with_name("error_codes.json")
TOO_MANY_REQUESTS = "429"
NOT_CONNECTED = "not_connected"


@dataclass(frozen=True, slots=True)
class ErrorPolicy:
    """One line of the table. `stops_channel`: nothing else will pass until an operator has mended something."""

    error_class: ErrorClass
    retry_delays_seconds: tuple[int, ...]
    stops_channel: bool
    meaning: str


_UNLISTED = ErrorPolicy(ErrorClass.GIVE_UP, (), False, "not in our table")


def policy(code: str) -> ErrorPolicy:
    """What to do about `code`; a code that nobody listed is stored and never retried."""
    return _policies().get(code, _UNLISTED)


def refusal(code: str) -> Refused:
    """The refusal that `code` stands for."""
    found = policy(code)
    return Refused(code, found.error_class, found.retry_delays_seconds)


def stops_channel(code: str) -> bool:
    """Whether nothing else will pass after `code` until an operator has acted."""
    return policy(code).stops_channel


def is_listed(code: str) -> bool:
    """Whether the table knows `code`; operators are told of those it does not."""
    return code in _policies()


@cache
def _policies() -> dict[str, ErrorPolicy]:
    document = json.loads(_TABLE.read_text(encoding="utf-8"))
    found: dict[str, ErrorPolicy] = {}
    for row in document["policies"]:
        one = ErrorPolicy(
            ErrorClass(row["class"]),
            tuple(row.get("retry_delays_seconds", ())),
            bool(row.get("stops_channel", False)),
            str(row["meaning"]),
        )
        found |= dict.fromkeys(row["codes"], one)
    return found
