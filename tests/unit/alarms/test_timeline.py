"""When clocks are looked at: in working time, in order, whatever the calendar."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.alarms import timeline
from gateway.alarms.timeline import Promise
from gateway.clock import PAKISTAN
from gateway.routing.calendar import calendar_for
from gateway.routing.clocks import Deadlines, add_working_hours, subtract_working_hours

CALENDAR = calendar_for("punjab")
MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # 10:00 in Pakistan


def promised(opened_at: datetime, acknowledge: int = 4, first_action: int = 15, resolve: int = 38) -> Promise:
    due = Deadlines(*(add_working_hours(opened_at, hours, CALENDAR) for hours in (acknowledge, first_action, resolve)))
    return Promise(opened_at, due, acknowledge, first_action, resolve)


def test_the_first_look_is_a_quarter_before_nobody_accepted() -> None:
    look = timeline.first(promised(MONDAY), CALENDAR)
    assert look.name == ("acknowledge", "warning", 0)
    assert look.moment.astimezone(PAKISTAN).strftime("%a %H:%M") == "Mon 13:30"


def test_looks_follow_one_another_to_the_province_and_the_ombudsman() -> None:
    promise = promised(MONDAY)
    walked, at = [("acknowledge", "warning", 0)], timeline.first(promise, CALENDAR)
    while following := timeline.after(promise, CALENDAR, at.name):
        assert following.moment >= at.moment
        walked.append(following.name)
        at = following
    assert len(walked) == len(set(walked)) == 15
    assert [name for name in walked if name[1] == "breach" and name[0] == "acknowledge"] == [
        ("acknowledge", "breach", 0), ("acknowledge", "breach", 1), ("acknowledge", "breach", 2),
    ]  # fmt: skip
    assert walked[-1] == ("ombudsman", "breach", 0)


def test_an_unaccepted_case_goes_up_before_a_late_one() -> None:
    moments = {look.name: look.moment for look in timeline.timeline(promised(MONDAY), CALENDAR)}
    assert moments["acknowledge", "breach", 2] < moments["resolve", "breach", 0]


def test_a_round_after_the_thirtieth_day_begins_with_its_warning() -> None:
    late = promised(MONDAY)
    again = Promise(MONDAY - timedelta(days=40), late.due, 4, 15, 38)
    assert timeline.timeline(again, CALENDAR)[0] == timeline.first(again, CALENDAR)
    assert any(look.clock == "ombudsman" for look in timeline.timeline(again, CALENDAR)[1:])


@given(
    minutes=st.integers(0, 60 * 24 * 60), acknowledge=st.integers(1, 16), more=st.integers(0, 60),
    much_more=st.integers(0, 300),
)  # fmt: skip
def test_warnings_come_before_what_they_warn_of(minutes: int, acknowledge: int, more: int, much_more: int) -> None:
    promise = promised(
        MONDAY + timedelta(minutes=minutes), acknowledge, acknowledge + more, acknowledge + more + much_more
    )
    looks = timeline.timeline(promise, CALENDAR)
    moments = {look.name: look.moment for look in looks}
    for clock, kind, number in moments:
        if kind == "breach" and clock != "ombudsman":
            assert moments[clock, "warning", number] < moments[clock, "breach", number]
    assert looks[0] == timeline.first(promise, CALENDAR)
    assert [look.moment for look in looks] == sorted(moments.values())


@given(minutes=st.integers(0, 60 * 24 * 60), hours=st.floats(0.25, 200))
def test_hours_taken_off_and_put_on_again_end_where_they_began(minutes: int, hours: float) -> None:
    end = add_working_hours(MONDAY + timedelta(minutes=minutes), 1, CALENDAR)
    begun = subtract_working_hours(end, hours, CALENDAR)
    assert begun < end
    assert abs(add_working_hours(begun, hours, CALENDAR) - end) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("clock", "state", "is_kept"),
    [
        ("acknowledge", "routed", False), ("acknowledge", "acknowledged", True),
        ("first_action", "acknowledged", False),
        ("first_action", "in_progress", True), ("resolve", "in_progress", False), ("resolve", "answered", True),
        ("ombudsman", "in_progress", False), ("ombudsman", "closed", True),
    ],
)  # fmt: skip
def test_what_stops_a_clock(clock: timeline.Clock, state: str, is_kept: bool) -> None:
    assert timeline.is_kept(clock, state) is is_kept
