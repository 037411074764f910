"""When offices are open: weekly hours, Friday prayer, Ramadan and holidays, by province. Data: `data/calendar.csv`.

Each row of the file names its source; `is_provisional` marks dates that hang on the moon or on a notification not seen.
Dated hours (Ramadan) beat the undated, a province's beat the country's. Knows nothing of cases.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from gateway.clock import PAKISTAN
from gateway.errors import SunwaiError

CALENDAR_FILE = Path(__file__).parent / "data" / "calendar.csv"
Period = tuple[time, time]


class BadCalendar(SunwaiError):
    """The calendar file has a row that cannot be read."""

    status = 500
    code = "bad_calendar"


@dataclass(frozen=True)
class Hours:
    """Opening hours on some weekdays (ISO: 1 Monday). No area: everywhere; no dates: always."""

    area_id: str | None
    from_on: date | None
    to_on: date | None
    weekdays: frozenset[int]
    periods: tuple[Period, ...]

    def applies(self, day: date) -> bool:
        """Whether the row speaks about this day."""
        begun = self.from_on is None or self.from_on <= day
        return begun and (self.to_on is None or day <= self.to_on) and day.isoweekday() in self.weekdays

    @property
    def weight(self) -> tuple[bool, bool]:
        """The heavier row wins."""
        return self.from_on is not None, self.area_id is not None


@dataclass(frozen=True)
class Holiday:
    """Days on which offices are closed."""

    area_id: str | None
    from_on: date
    to_on: date
    name: str
    is_provisional: bool


class Calendar:
    """The office calendar of one province."""

    def __init__(self, hours: Iterable[Hours], holidays: Iterable[Holiday]) -> None:
        self._hours = sorted(hours, key=lambda row: row.weight, reverse=True)
        self._holidays = list(holidays)

    def holiday(self, day: date) -> Holiday | None:
        """The holiday that falls on `day`, if any."""
        return next((row for row in self._holidays if row.from_on <= day <= row.to_on), None)

    def open_periods(self, day: date) -> list[tuple[datetime, datetime]]:
        """Open times of `day` in order, in Pakistan time; empty when closed."""
        row = next((row for row in self._hours if row.applies(day)), None)
        if row is None or self.holiday(day):
            return []
        return [
            (datetime.combine(day, opens, PAKISTAN), datetime.combine(day, closes, PAKISTAN))
            for opens, closes in row.periods
        ]

    def is_open(self, moment: datetime) -> bool:
        """Whether offices are open at `moment`; at the very closing time they still are."""
        local = moment.astimezone(PAKISTAN)
        return any(opens <= local <= closes for opens, closes in self.open_periods(local.date()))

    @property
    def known_until(self) -> date:
        """The last day for which holidays were entered."""
        return max((row.to_on for row in self._holidays), default=date.min)


def parse(lines: Iterable[Mapping[str, str]]) -> tuple[list[Hours], list[Holiday]]:
    """Rows of the file. Raises BadCalendar naming the line."""
    hours: list[Hours] = []
    holidays: list[Holiday] = []
    for number, cells in enumerate(lines, start=2):
        try:
            if cells["kind"] == "hours":
                hours.append(_hours(cells))
            elif cells["kind"] == "holiday":
                holidays.append(_holiday(cells))
            else:
                raise ValueError(f"kind {cells['kind']!r} is neither hours nor holiday")
        except (KeyError, ValueError) as error:
            raise BadCalendar(f"calendar line {number}: {error}") from error
    return hours, holidays


def _hours(cells: Mapping[str, str]) -> Hours:
    periods = tuple(_period(text) for text in cells["hours"].split("|") if text)
    if list(periods) != sorted(periods) or any(first[1] > then[0] for first, then in pairwise(periods)):
        raise ValueError("hours must follow one another")
    weekdays = frozenset(int(day) for day in cells["weekdays"])
    return Hours(cells["area_id"] or None, _day(cells["from_on"]), _day(cells["to_on"]), weekdays, periods)


def _period(text: str) -> Period:
    opens, closes = (time.fromisoformat(part) for part in text.split("-"))
    if opens >= closes:
        raise ValueError(f"{text}: opens after it closes")
    return opens, closes


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _holiday(cells: Mapping[str, str]) -> Holiday:
    from_on, to_on = date.fromisoformat(cells["from_on"]), date.fromisoformat(cells["to_on"])
    if to_on < from_on or to_on - from_on > timedelta(days=15):
        raise ValueError("a holiday ends on or after the day it begins, within 15 days")
    return Holiday(cells["area_id"] or None, from_on, to_on, cells["name"], cells["is_provisional"] == "yes")


@lru_cache(maxsize=1)
def _file() -> tuple[list[Hours], list[Holiday]]:
    with CALENDAR_FILE.open(encoding="utf-8-sig", newline="") as file:
        return parse(csv.DictReader(file))


@lru_cache(maxsize=32)
def calendar_for(province_id: str | None) -> Calendar:
    """The calendar of a province; None: what holds in the whole country. The file is read once a process."""
    hours, holidays = _file()
    ours = (None, province_id)
    return Calendar([h for h in hours if h.area_id in ours], [h for h in holidays if h.area_id in ours])
