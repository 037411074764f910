"""While the citizen is asked something the clock stands still, up to a cap. Pure but for the case it is given.

Only working time that passed moves a deadline, and only one that was not missed before: asking repairs nothing.
"""

from datetime import datetime, timedelta

from gateway.routing.calendar import Calendar
from gateway.routing.clocks import add_working_hours, working_time
from models.case import Case

# Two working days and a bit: she has time to answer, and no office can hide behind its question.
MOST = timedelta(hours=16)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


def left(case: Case) -> timedelta:
    """Working time that may still stand still in this round."""
    return MOST - timedelta(minutes=case.paused_minutes or 0)


def begin(case: Case, calendar: Calendar, now: datetime) -> bool:
    """Stop the clock. False: the round's time is used up, and it runs on."""
    rest = left(case)
    if rest < _MINUTE:
        return False
    case.paused_at, case.paused_until = now, add_working_hours(now, rest / _HOUR, calendar)
    return True


def end(case: Case, calendar: Calendar, now: datetime) -> int:
    """Let the clock run again; deadlines move by the minutes that are returned."""
    assert case.paused_at is not None
    began = case.paused_at
    minutes = int(min(working_time(began, now, calendar), left(case)) / _MINUTE)
    case.paused_at, case.paused_until, case.paused_minutes = None, None, (case.paused_minutes or 0) + minutes
    if minutes and case.first_action_due_at > began:
        case.first_action_due_at = add_working_hours(case.first_action_due_at, minutes / 60, calendar)
    if minutes and case.resolve_due_at > began:
        case.resolve_due_at = add_working_hours(case.resolve_due_at, minutes / 60, calendar)
    return minutes
