"""What to do when the bot is silent or its turn fails. Pure; times in seconds."""

from dataclasses import dataclass
from typing import Literal

FIRST_RETRY_SECONDS = 2.0
LONGEST_RETRY_SECONDS = 60.0
GIVE_UP_AFTER_SECONDS = 6 * 3600.0
TURN_TRIES = 3


@dataclass(frozen=True)
class Verdict:
    """`sentence` is said at most once a message; `retry_in_seconds` None means a person has it from now on."""

    sentence: Literal["system_slow", "kept_for_person"] | None
    retry_in_seconds: float | None


def bot_unavailable(*, attempts: int, waited_seconds: float) -> Verdict:
    """The same question is asked again, slower each time, for six hours; a person can see the message all along.

    The first failure is not worth a sentence: a restarting bot is back within seconds.

    >>> bot_unavailable(attempts=3, waited_seconds=10).retry_in_seconds
    8.0
    """
    if waited_seconds >= GIVE_UP_AFTER_SECONDS:
        return Verdict("kept_for_person", None)
    delay = min(FIRST_RETRY_SECONDS * 2.0 ** min(attempts - 1, 10), LONGEST_RETRY_SECONDS)
    return Verdict("system_slow" if attempts >= 2 else None, delay)


def turn_failed(*, attempts: int) -> Verdict:
    """A turn that cannot be executed is tried three times in all, then goes to a person."""
    if attempts >= TURN_TRIES:
        return Verdict("kept_for_person", None)
    return Verdict(None, FIRST_RETRY_SECONDS * attempts)
