"""Two guards against talking too much to one contact. Pure: no I/O, no clock.

A loop (our answer makes a machine answer, which makes us answer) repeats one text: it is stopped. A burst of different
answers is only spread out, never dropped. Source: Twilio error 14107, "more than 15 messages to one number in 30
seconds", read 2026-11-24; the twenty in five minutes are our own rule (issue 2, point 7).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SAME_TEXT_LIMIT = 20
SAME_TEXT_WINDOW = timedelta(minutes=5)
BURST_LIMIT = 15
BURST_WINDOW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Recent:
    """A row written to the contact within the last SAME_TEXT_WINDOW, whatever became of it."""

    body_hash: bytes
    due_at: datetime


def is_loop(recent: Sequence[Recent], body_hash: bytes) -> bool:
    """Whether one more text of this hash is the twenty-first in the window. Held texts count: a loop stays stopped."""
    return sum(row.body_hash == body_hash for row in recent) >= SAME_TEXT_LIMIT


def next_due_at(recent: Sequence[Recent], now: datetime) -> datetime:
    """The first moment from `now` on at which one more text keeps to BURST_LIMIT in any BURST_WINDOW."""
    dues = sorted((row.due_at for row in recent), reverse=True)
    if len(dues) < BURST_LIMIT:
        return now
    return max(now, dues[BURST_LIMIT - 1] + BURST_WINDOW)
