"""The calendar file and how its rows are read."""

import csv
from datetime import date, time

import pytest

from gateway.routing.calendar import CALENDAR_FILE, BadCalendar, Calendar, calendar_for, parse

GOOD = {
    "kind": "hours", "area_id": "", "from_on": "", "to_on": "", "weekdays": "12345", "hours": "09:00-13:00|14:00-17:00",
    "name": "", "is_provisional": "no", "source": "a test",
}  # fmt: skip
HOLIDAY = GOOD | {"kind": "holiday", "from_on": "2026-12-25", "to_on": "2026-12-26", "weekdays": "", "hours": ""}


def rows() -> list[dict[str, str]]:
    """The project's own file."""
    with CALENDAR_FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "feast"}, {"hours": "13:00-09:00"}, {"hours": "09:00-13:00|12:00-17:00"}, {"hours": "nine to five"},
        {"from_on": "31-12-2026"}, {"weekdays": "monday"},
    ],
)  # fmt: skip
def test_a_bad_row_is_named_by_its_line(change):
    with pytest.raises(BadCalendar, match="line 3"):
        parse([GOOD, GOOD | change])


@pytest.mark.parametrize("to_on", ["2026-12-24", "2027-12-25"])
def test_a_holiday_that_ends_before_it_begins_or_lasts_a_year_is_refused(to_on):
    with pytest.raises(BadCalendar):
        parse([HOLIDAY | {"to_on": to_on}])


def test_dated_hours_beat_undated_and_a_province_beats_the_country():
    ramadan = GOOD | {"from_on": "2027-02-09", "to_on": "2027-03-09", "hours": "09:00-15:00"}
    ours = ramadan | {"area_id": "punjab", "hours": "10:00-16:00"}
    calendar = Calendar(*parse([GOOD, ours, ramadan]))
    opens = [calendar.open_periods(day)[0][0].time() for day in (date(2027, 2, 8), date(2027, 2, 9), date(2027, 3, 10))]
    assert opens == [time(9), time(10), time(9)]


def test_holidays_close_offices():
    calendar = Calendar(*parse([GOOD, HOLIDAY]))
    assert calendar.open_periods(date(2026, 12, 25)) == []
    assert len(calendar.open_periods(date(2026, 12, 24))) == 2


def test_the_file_covers_this_year_and_the_next():
    assert calendar_for(None).known_until.year == 2027
    assert {row["from_on"][:4] for row in rows() if row["kind"] == "holiday"} == {"2026", "2027"}


def test_every_row_has_a_source_and_moon_dates_are_provisional():
    for row in rows():
        assert row["source"], row
        if row["kind"] == "holiday" and "moon-dependent" in row["source"]:
            assert row["is_provisional"] == "yes", row


def test_friday_prayer_is_closed():
    for province in (None, "punjab", "sindh"):
        friday = calendar_for(province).open_periods(date(2026, 11, 27))
        assert all(not (opens.time() <= time(13) < closes.time()) for opens, closes in friday)
