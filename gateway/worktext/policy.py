"""When a text without a number can only mean one case. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

# Two texts so near each other are read one after the other, and "A" may answer either.
APART = timedelta(minutes=15)


def is_clear(moments: Sequence[datetime], *, is_reply: bool) -> bool:
    """Whether the newest of the cases spoken of is the one she means.

    Args:
        moments: when a text last named each case, newest first; at least one.
        is_reply: the newest text answered an act of hers, so that she is at that case.
    """
    return is_reply or len(moments) == 1 or moments[0] - moments[1] >= APART
