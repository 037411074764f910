"""The only place that reads the time. Tests set a simulated clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

PAKISTAN = ZoneInfo("Asia/Karachi")

_offset_source: "SimulatedClock | None" = None


class SimulatedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs a time zone")
        self.moment = start

    def now(self) -> datetime:
        """The simulated moment."""
        return self.moment


def use(simulated: SimulatedClock | None) -> None:
    """Replace the real clock in this process; None puts it back."""
    global _offset_source
    _offset_source = simulated


def now() -> datetime:
    """The present moment in UTC, time-zone aware."""
    return _offset_source.now() if _offset_source else datetime.now(UTC)
