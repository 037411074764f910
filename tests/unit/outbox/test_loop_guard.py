"""The loop guard and the per-contact cap, as tables."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.outbox.loop_guard import BURST_LIMIT, BURST_WINDOW, Recent, is_loop, next_due_at

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("same", "different", "expected"), [(0, 0, False), (19, 100, False), (20, 0, True), (50, 0, True)]
)
def test_the_twenty_first_same_text_is_a_loop(same: int, different: int, expected: bool) -> None:
    recent = [Recent(b"same", NOW)] * same + [Recent(b"other", NOW)] * different
    assert is_loop(recent, b"same") is expected


@pytest.mark.parametrize(
    ("ages", "wait"),
    [([], 0), ([1] * 14, 0), ([1] * 15, 29), ([31] * 30, 0), ([29] * 10 + [1] * 5, 1), ([-30] * 15, 60)],
)
def test_next_due_at(ages: list[int], wait: int) -> None:
    recent = [Recent(b"x", NOW - timedelta(seconds=age)) for age in ages]
    assert next_due_at(recent, NOW) == NOW + timedelta(seconds=wait)


@given(st.lists(st.integers(min_value=0, max_value=20), min_size=1, max_size=120))
def test_no_window_ever_holds_more_than_the_limit(gaps: list[int]) -> None:
    recent: list[Recent] = []
    now = NOW
    for gap in gaps:
        now += timedelta(seconds=gap)
        recent.append(Recent(b"x", next_due_at(recent, now)))
    dues = sorted(row.due_at for row in recent)
    for first, last in zip(dues, dues[BURST_LIMIT:], strict=False):
        assert last - first >= BURST_WINDOW
