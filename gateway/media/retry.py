"""When a fetch that failed is tried again, and when it is given up. Pure: no I/O, no clock, no chance.

Three days in all: whatever keeps the provider, the network or our credentials from working is mended by then, or
somebody has seen the log.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Seconds before attempt 2, 3, …
DELAYS_SECONDS = (5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 86_400)
MOST_ATTEMPTS = len(DELAYS_SECONDS) + 1
# A file may reach the provider's store a little after its message; after that it is gone.
NOT_FOUND_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """The attachment's next state: waiting until `due_at`, or lost."""

    state: str
    due_at: datetime | None = None


def after_failure(reason: str, attempt: int, now: datetime, *, jitter: float = 0.0) -> Verdict:
    """The verdict on a failed attempt.

    Args:
        attempt: counted from 1.
        jitter: float in [0, 1]; lengthens the wait by up to a quarter.

    >>> after_failure("not_found", 4, datetime(2026, 11, 25)).state
    'lost'
    """
    most = NOT_FOUND_ATTEMPTS if reason == "not_found" else MOST_ATTEMPTS
    if attempt >= most:
        return Verdict("lost")
    return Verdict("waiting", now + timedelta(seconds=DELAYS_SECONDS[attempt - 1] * (1 + jitter / 4)))
