"""Deadlines in working time. Pure: moment, hours and calendar in, moment out."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from gateway.clock import PAKISTAN
from gateway.errors import SunwaiError
from gateway.routing.calendar import Calendar

# A year and a half without enough open hours means the calendar is wrong, not that the office is slow.
SEARCHED_DAYS = 550


class NoWorkingTime(SunwaiError):
    """The office calendar has not enough open hours to reach the deadline."""

    status = 500
    code = "no_working_time"


class Clocks(Protocol):
    """What a category promises, in working hours."""

    acknowledge_hours: int
    first_action_hours: int
    resolve_hours: int


@dataclass(frozen=True)
class Deadlines:
    """The three promises of a case, UTC. Set once; a comment never moves them."""

    acknowledge_at: datetime
    first_action_at: datetime
    resolve_at: datetime


def add_working_hours(start: datetime, hours: float, calendar: Calendar) -> datetime:
    """The moment, in UTC, when `hours` of open time have passed since `start`.

    The closing minute counts as open: seven and a half hours from opening is the closing time of the same day.

    Args:
        start: time-zone aware.
        hours: more than 0.
        calendar: of the province.

    Raises:
        ValueError: `start` has no time zone, or `hours` is not positive.
        NoWorkingTime: the calendar has too little open time.

    >>> from gateway.routing.calendar import calendar_for
    >>> friday_noon = datetime(2026, 11, 27, 12, 0, tzinfo=PAKISTAN)
    >>> add_working_hours(friday_noon, 1, calendar_for(None)).astimezone(PAKISTAN).strftime("%a %H:%M")
    'Fri 15:00'
    """
    if start.tzinfo is None or hours <= 0:
        raise ValueError("needs a moment with a time zone and a positive number of hours")
    left, local = timedelta(hours=hours), start.astimezone(PAKISTAN)
    for offset in range(SEARCHED_DAYS):
        for opens, closes in calendar.open_periods(local.date() + timedelta(days=offset)):
            begins = max(opens, local)
            if begins + left <= closes:
                return (begins + left).astimezone(UTC)
            left -= max(closes - begins, timedelta())
    raise NoWorkingTime


def subtract_working_hours(end: datetime, hours: float, calendar: Calendar) -> datetime:
    """The latest moment, in UTC, from which `hours` of open time pass until `end`. Raises as `add_working_hours` does.

    >>> from gateway.routing.calendar import calendar_for
    >>> friday_afternoon = datetime(2026, 11, 27, 15, 0, tzinfo=PAKISTAN)
    >>> subtract_working_hours(friday_afternoon, 2, calendar_for(None)).astimezone(PAKISTAN).strftime("%a %H:%M")
    'Fri 11:00'
    """
    if end.tzinfo is None or hours <= 0:
        raise ValueError("needs a moment with a time zone and a positive number of hours")
    left, local = timedelta(hours=hours), end.astimezone(PAKISTAN)
    for offset in range(SEARCHED_DAYS):
        for opens, closes in reversed(calendar.open_periods(local.date() - timedelta(days=offset))):
            ends = min(closes, local)
            if ends - left >= opens:
                return (ends - left).astimezone(UTC)
            left -= max(ends - opens, timedelta())
    raise NoWorkingTime


def working_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Open time between two moments; nothing when `end` is not after `start`.

    >>> from gateway.routing.calendar import calendar_for
    >>> friday_noon = datetime(2026, 11, 27, 12, 0, tzinfo=PAKISTAN)
    >>> working_time(friday_noon, friday_noon + timedelta(hours=3), calendar_for(None))
    datetime.timedelta(seconds=3600)
    """
    first, last = start.astimezone(PAKISTAN), end.astimezone(PAKISTAN)
    passed = timedelta()
    for offset in range((last.date() - first.date()).days + 1):
        for opens, closes in calendar.open_periods(first.date() + timedelta(days=offset)):
            passed += max(min(closes, last) - max(opens, first), timedelta())
    return passed


def deadlines(opened_at: datetime, category: Clocks, calendar: Calendar) -> Deadlines:
    """The three promises of a case opened at `opened_at`."""
    return Deadlines(
        add_working_hours(opened_at, category.acknowledge_hours, calendar),
        add_working_hours(opened_at, category.first_action_hours, calendar),
        add_working_hours(opened_at, category.resolve_hours, calendar),
    )
