"""The simulator's only clock. `window_now` can be moved, so that a test closes a 24-hour window without waiting."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Real time; the offset moves the judgement of windows and nothing else: records keep honest dates."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        """The present moment, UTC."""
        return datetime.now(UTC)

    def window_now(self) -> datetime:
        """The moment as the 24-hour window sees it."""
        return self.now() + self.offset
