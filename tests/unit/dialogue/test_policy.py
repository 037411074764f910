"""When an unfinished draft is due, as a table of moments."""

from datetime import UTC, datetime, time, timedelta

import pytest

from gateway.clock import PAKISTAN
from gateway.dialogue.policy import KEPT_FOR, due

HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 23, 7, tzinfo=UTC)


def what_is_due(written: datetime, now: datetime) -> str | None:
    bounds = due(now, now.astimezone(PAKISTAN).time())
    if written <= bounds.hand_over_until:
        return "hand over"
    return "nudge" if bounds.nudge_from < written <= bounds.nudge_until else None


@pytest.mark.parametrize(
    ("age", "expected"),
    [(0, None), (3.99, None), (4, "nudge"), (22.99, "nudge"), (23, None), (71.99, None), (72, "hand over")],
)
def test_by_age_at_noon(age: float, expected: str | None) -> None:
    assert what_is_due(NOON - age * HOUR, NOON) == expected


@pytest.mark.parametrize(
    ("clock", "expected"),
    [(time(8, 59), None), (time(9), "nudge"), (time(20, 59), "nudge"), (time(21), None), (time(0), None)],
)
def test_by_the_clock_in_pakistan(clock: time, expected: str | None) -> None:
    now = datetime.combine(NOON.date(), clock, tzinfo=PAKISTAN).astimezone(UTC)
    assert what_is_due(now - 5 * HOUR, now) == expected
    assert what_is_due(now - KEPT_FOR, now) == "hand over"  # a person's list knows no night


def test_every_draft_has_its_hour_for_a_nudge() -> None:
    """Whenever she stops writing, some moment of day comes before WhatsApp's window closes."""
    for minute in range(0, 24 * 60, 10):
        written = NOON + timedelta(minutes=minute)
        later = [written + timedelta(minutes=step) for step in range(0, 24 * 60, 10)]
        assert any(what_is_due(written, now) == "nudge" for now in later)
