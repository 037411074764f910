"""How often the digits may be guessed. Pure.

Five wrong tries close the link for an hour, twenty close it for ever: ten thousand guesses would find any four digits.
"""

from datetime import datetime, timedelta

VALID_FOR = timedelta(days=30)
TRIES, LOCKED_FOR = 5, timedelta(hours=1)
MOST_TRIES = 20
DIGITS = 4


def is_over(expires_at: datetime, wrong_tries: int, now: datetime) -> bool:
    """Whether the link opens nothing any more."""
    return now >= expires_at or wrong_tries >= MOST_TRIES


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Whether nothing is compared for now, be it right or wrong."""
    return locked_until is not None and now < locked_until


def locked_after(wrong_tries: int, now: datetime) -> datetime | None:
    """Until when the link is closed after that many wrong tries in all."""
    return now + LOCKED_FOR if wrong_tries % TRIES == 0 else None
