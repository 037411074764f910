"""When an unfinished draft is due: for one nudge, and after three days for a person. Pure: no I/O, no clock.

A nudge leaves only by day, and early enough for WhatsApp's 24-hour window, in which it needs no template (see
`gateway/outbox/policy.py`). Source of the hours: sent.dm, "Pakistan SMS guide", advises 9 to 21; no regulation that we
read names any.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

NUDGE_AFTER = timedelta(hours=4)
NUDGE_BEFORE = timedelta(hours=23)
KEPT_FOR = timedelta(hours=72)
DAY_BEGINS, DAY_ENDS = time(9), time(21)


@dataclass(frozen=True, slots=True)
class Due:
    """Bounds on the moment of her last message. Up to `hand_over_until`: for a person; between the two: for a nudge.

    At night both nudge bounds are the same moment, and nothing lies between them.
    """

    hand_over_until: datetime
    nudge_from: datetime
    nudge_until: datetime


def due(now: datetime, local: time) -> Due:
    """What is due at `now` (UTC), when clocks in Pakistan show `local`.

    >>> from datetime import UTC
    >>> noon = due(datetime(2026, 11, 23, 7, tzinfo=UTC), time(12))
    >>> noon.nudge_until - noon.nudge_from
    datetime.timedelta(seconds=68400)
    """
    latest = now - NUDGE_AFTER
    is_day = DAY_BEGINS <= local < DAY_ENDS
    return Due(now - KEPT_FOR, now - NUDGE_BEFORE if is_day else latest, latest)
