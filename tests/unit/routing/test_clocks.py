"""Working time: examples by hand, and properties that hold for any moment."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.clock import PAKISTAN
from gateway.routing.calendar import Calendar, calendar_for
from gateway.routing.clocks import NoWorkingTime, add_working_hours, deadlines

PROVINCES = ("punjab", "sindh", "balochistan", "khyber-pakhtunkhwa", "islamabad-capital-territory", None)
moments = st.datetimes(
    min_value=datetime(2025, 12, 1),  # noqa: DTZ001 - Hypothesis wants naive bounds
    max_value=datetime(2027, 12, 1),  # noqa: DTZ001 - likewise
    timezones=st.just(PAKISTAN),
)
quarters = st.integers(min_value=1, max_value=600).map(lambda count: count / 4)
calendars = st.sampled_from(PROVINCES).map(calendar_for)


def local(text: str) -> datetime:
    """A moment in Pakistan, "2026-11-24 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=PAKISTAN)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-11-24 10:00", 1, "2026-11-24 11:00"),  # Tuesday morning
        ("2026-11-24 12:30", 1, "2026-11-24 14:00"),  # over the midday break
        ("2026-11-24 16:00", 1, "2026-11-25 09:00"),  # over the night
        ("2026-11-24 08:30", 7.5, "2026-11-24 16:30"),  # a whole day ends at closing time
        ("2026-11-27 12:00", 1, "2026-11-27 15:00"),  # Friday prayer
        ("2026-11-27 16:00", 1, "2026-11-30 09:00"),  # over the weekend
        ("2026-11-28 23:59", 1, "2026-11-30 09:30"),  # Saturday night
        ("2026-12-24 16:00", 1, "2026-12-28 09:00"),  # over Christmas, a Friday
        ("2027-02-10 14:30", 1, "2027-02-11 09:30"),  # Ramadan closes at 15:00
        ("2027-02-12 12:00", 1, "2027-02-15 09:30"),  # Friday in Ramadan closes at 12:30
        ("2027-03-09 14:00", 2, "2027-03-15 09:30"),  # over Eid and the weekend after it
    ],
)
def test_examples(start, hours, expected):
    assert add_working_hours(local(start), hours, calendar_for(None)) == local(expected)


def test_provinces_differ():
    eid_less_friday = local("2027-02-12 12:00")
    assert add_working_hours(eid_less_friday, 1, calendar_for("balochistan")) == local("2027-02-12 13:00")
    assert add_working_hours(eid_less_friday, 1, calendar_for("sindh")) == local("2027-02-15 09:30")
    assert calendar_for("sindh").holiday(date(2026, 12, 27))
    assert calendar_for("punjab").holiday(date(2026, 12, 27)) is None


@settings(deadline=None)  # a busy machine is no fault
@given(start=moments, first=quarters, second=quarters, calendar=calendars)
def test_adding_twice_is_adding_the_sum(start, first, second, calendar):
    once = add_working_hours(start, first + second, calendar)
    assert add_working_hours(add_working_hours(start, first, calendar), second, calendar) == once


@settings(deadline=None)  # a busy machine is no fault
@given(start=moments, hours=quarters, more=quarters, later=st.integers(0, 10**6), calendar=calendars)
def test_monotone_in_hours_and_in_start(start, hours, more, later, calendar):
    reached = add_working_hours(start, hours, calendar)
    assert reached - start >= timedelta(hours=hours)
    assert add_working_hours(start, hours + more, calendar) > reached
    assert add_working_hours(start + timedelta(seconds=later), hours, calendar) >= reached


@settings(deadline=None)  # a busy machine is no fault
@given(start=moments, hours=quarters, calendar=calendars)
def test_never_in_a_closed_hour(start, hours, calendar):
    reached = add_working_hours(start, hours, calendar)
    assert calendar.is_open(reached)
    assert reached.tzinfo is UTC
    assert calendar.holiday(reached.astimezone(PAKISTAN).date()) is None


@pytest.mark.parametrize("hours", [0, -1])
def test_refuses_hours_that_are_no_time(hours):
    with pytest.raises(ValueError, match="positive"):
        add_working_hours(local("2026-11-24 10:00"), hours, calendar_for(None))


def test_refuses_a_moment_without_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        add_working_hours(datetime(2026, 11, 24, 10), 1, calendar_for(None))  # noqa: DTZ001


def test_a_calendar_that_never_opens_says_so():
    with pytest.raises(NoWorkingTime):
        add_working_hours(local("2026-11-24 10:00"), 1, Calendar([], []))


def test_deadlines_follow_one_another():
    clocks = SimpleNamespace(acknowledge_hours=4, first_action_hours=15, resolve_hours=38)
    promised = deadlines(local("2026-11-24 10:00"), clocks, calendar_for("punjab"))
    assert promised.acknowledge_at == local("2026-11-24 14:30")
    assert promised.first_action_at == local("2026-11-26 10:00")
    assert promised.resolve_at == local("2026-12-01 12:00")
