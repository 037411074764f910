"""When to ask, ask again, give up and look once more. Pure. Source: the project's design, following up (section 8)."""

from datetime import time, timedelta

ASK_AGAIN_AFTER = timedelta(days=3)
GIVE_UP_AFTER = timedelta(days=3)
DURABLE_AFTER = timedelta(days=14)
ASKINGS = 2
# She may open a closed case again for so long after she was told that it was answered, as the provider reports it.
REOPEN_WITHIN = timedelta(days=14)
# Who wrote so lately is in the middle of something, and her next number answers that.
IN_THE_MIDDLE = timedelta(minutes=10)
# Nobody is asked anything at night.
OPENS, CLOSES = time(9, 0), time(21, 0)


def is_quiet(local: time) -> bool:
    """Whether it is night, by the time of day in Pakistan."""
    return not OPENS <= local < CLOSES
