"""When a case's clocks must be looked at, in order. Pure: promises and calendar in, moments out.

Source: the project's design, following up (section 8): a warning at a quarter of the time left, then level by level;
a case that nobody has accepted goes up soonest, since its clock is the shortest; after thirty days the ombudsman.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from gateway.routing.calendar import Calendar
from gateway.routing.clocks import Deadlines, add_working_hours, subtract_working_hours

Clock = Literal["acknowledge", "first_action", "resolve", "ombudsman"]
Kind = Literal["warning", "breach"]

WARNED_AT = 0.25
# From the office's own level to the province: tehsil, district, division, province.
LEVELS = 4
# After the promise each level above has half of it again, and at least a working day.
SHARE_OF_NEXT_LEVEL, SHORTEST_FOR_A_LEVEL = 0.5, 8
OMBUDSMAN_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class Promise:
    """What one round of a case was promised. Hours are working hours."""

    opened_at: datetime
    due: Deadlines
    acknowledge_hours: int
    first_action_hours: int
    resolve_hours: int


class Look(NamedTuple):
    """One look at one clock; `number`: levels that the case has gone up by then because of this clock."""

    moment: datetime
    clock: Clock
    kind: Kind
    number: int

    @property
    def name(self) -> tuple[Clock, Kind, int]:
        """What tells it from the other looks of the round."""
        return self.clock, self.kind, self.number


def first(promise: Promise, calendar: Calendar) -> Look:
    """The warning before nobody accepted the case: the shortest clock's."""
    moment = subtract_working_hours(promise.due.acknowledge_at, promise.acknowledge_hours * WARNED_AT, calendar)
    return Look(moment, "acknowledge", "warning", 0)


def timeline(promise: Promise, calendar: Calendar) -> list[Look]:
    """Every look of the round, in the order of its moments."""
    due, hours = promise.due, promise
    looks = [
        *_levels("acknowledge", due.acknowledge_at, hours.acknowledge_hours, hours.acknowledge_hours, calendar),
        *_pair("first_action", due.first_action_at, hours.first_action_hours, 0, calendar),
        *_levels("resolve", due.resolve_at, hours.resolve_hours, _for_a_level(hours.resolve_hours), calendar),
        # Never first: a round that begins after the thirtieth day still begins with its warning.
        Look(max(promise.opened_at + OMBUDSMAN_AFTER, due.acknowledge_at), "ombudsman", "breach", 0),
    ]
    return sorted(looks)


def after(promise: Promise, calendar: Calendar, name: tuple[Clock, Kind, int]) -> Look | None:
    """The look that follows the one called `name`; None after the last."""
    looks = timeline(promise, calendar)
    names = [look.name for look in looks]
    following = looks[names.index(name) + 1 :]
    return following[0] if following else None


def moment_of(promise: Promise, calendar: Calendar, name: tuple[Clock, Kind, int]) -> datetime:
    """When the look called `name` comes: later than it was set if the clocks were paused since."""
    return next(look.moment for look in timeline(promise, calendar) if look.name == name)


def is_kept(clock: Clock, state: str) -> bool:
    """Whether the clock stands, by the state of the case. A case that was sent on must be accepted again.

    >>> is_kept("acknowledge", "acknowledged"), is_kept("resolve", "in_progress")
    (True, False)
    """
    if state in ("answered", "closed"):
        return True
    if clock == "acknowledge":
        return state not in ("received", "routed")
    return clock == "first_action" and state in ("in_progress", "waiting_for_citizen")


def _for_a_level(hours: int) -> float:
    return max(hours * SHARE_OF_NEXT_LEVEL, SHORTEST_FOR_A_LEVEL)


def _levels(clock: Clock, due: datetime, hours: float, step: float, calendar: Calendar) -> Iterator[Look]:
    yield from _pair(clock, due, hours, 0, calendar)
    for number in range(1, LEVELS - 1):
        due = add_working_hours(due, step, calendar)
        yield from _pair(clock, due, step, number, calendar)


def _pair(clock: Clock, due: datetime, hours: float, number: int, calendar: Calendar) -> Iterator[Look]:
    yield Look(subtract_working_hours(due, hours * WARNED_AT, calendar), clock, "warning", number)
    yield Look(due, clock, "breach", number)
