"""What the person at the terminal sees while things start: one line a fact, with the seconds since the start."""

import sys
import time
from collections.abc import Callable

EVERY_SECONDS = 10.0


class Progress:
    """Counts from its making."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self._start

    def say(self, fact: str) -> None:
        """One line."""
        sys.stdout.write(f"{self.seconds:6.1f} s  {fact}\n")
        sys.stdout.flush()

    def until(self, is_done: Callable[[], bool], what: str, *, limit_seconds: float) -> bool:
        """Wait, with a sign of life every ten seconds. Whether it was done in time."""
        begun, spoken = time.monotonic(), time.monotonic()
        while not is_done():
            now = time.monotonic()
            if now - begun > limit_seconds:
                return False
            if now - spoken >= EVERY_SECONDS:
                self.say(f"{what} … {now - begun:.0f} s")
                spoken = now
            time.sleep(0.05)
        return True
