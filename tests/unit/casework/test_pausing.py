"""The clock while the citizen is asked: working time only, capped, and no help for what was late already."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.casework import pausing
from gateway.routing.calendar import calendar_for
from gateway.routing.clocks import working_time
from models.case import Case

MONDAY_TEN = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
CALENDAR = calendar_for("punjab")


def a_case(*, first: timedelta = timedelta(days=1), resolve: timedelta = timedelta(days=9), used: int = 0) -> Case:
    return Case(paused_minutes=used, first_action_due_at=MONDAY_TEN + first, resolve_due_at=MONDAY_TEN + resolve)


@pytest.mark.parametrize(
    ("waited", "used", "minutes"),
    [
        (timedelta(hours=2), 0, 120),
        (timedelta(hours=0), 0, 0),
        (timedelta(days=30), 0, 960),
        (timedelta(days=30), 900, 60),
    ],
)
def test_deadlines_move_by_the_working_time_that_passed(waited: timedelta, used: int, minutes: int) -> None:
    case = a_case(used=used)
    before = case.resolve_due_at
    assert pausing.begin(case, CALENDAR, MONDAY_TEN)
    assert pausing.end(case, CALENDAR, MONDAY_TEN + waited) == minutes
    assert working_time(before, case.resolve_due_at, CALENDAR) == timedelta(minutes=minutes)
    assert (case.paused_at, case.paused_until, case.paused_minutes) == (None, None, used + minutes)


def test_a_night_costs_nothing() -> None:
    case = a_case()
    evening = MONDAY_TEN + timedelta(hours=9)
    pausing.begin(case, CALENDAR, evening)
    assert pausing.end(case, CALENDAR, evening + timedelta(hours=10)) == 0


def test_a_deadline_that_was_missed_stays_missed() -> None:
    case = a_case(first=-timedelta(hours=1))
    pausing.begin(case, CALENDAR, MONDAY_TEN)
    pausing.end(case, CALENDAR, MONDAY_TEN + timedelta(hours=3))
    assert case.first_action_due_at == MONDAY_TEN - timedelta(hours=1)


def test_when_the_time_is_used_up_the_clock_runs_on() -> None:
    case = a_case(used=960)
    assert not pausing.begin(case, CALENDAR, MONDAY_TEN)
    assert case.paused_at is None


def test_the_end_of_the_pause_is_the_cap_in_working_time() -> None:
    case = a_case()
    pausing.begin(case, CALENDAR, MONDAY_TEN)
    assert case.paused_until is not None
    assert working_time(MONDAY_TEN, case.paused_until, CALENDAR) == pausing.MOST
