"""Buckets and breakers, driven by a clock in the test's hand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.outbox.pacing import BREAKER_MIN_OUTCOMES, Pacing

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
OURS = "+15005550006"


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def drained(pacing: Pacing, seconds: float) -> int:
    """Rows of one part that may leave at this moment."""
    sent = 0
    while OURS not in (allowance := pacing.allowance(at(seconds), 100)).blocked:
        for _ in range(allowance.rows):
            pacing.take(OURS, 1, at(seconds))
        sent += allowance.rows
    return sent


def test_eighty_percent_of_the_contract_second_after_second() -> None:
    pacing = Pacing(20)
    assert [drained(pacing, second) for second in range(4)] == [16, 16, 16, 16]


def test_workers_share_one_contract() -> None:
    pacing = Pacing(20)
    pacing.share_among(4)
    assert [drained(pacing, second) for second in range(3)] == [4, 4, 4]


def test_idle_hours_save_up_one_second_and_no_more() -> None:
    pacing = Pacing(20)
    drained(pacing, 0)
    assert drained(pacing, 7200) == 16


def test_long_text_is_paid_for_before_the_next_leaves() -> None:
    pacing = Pacing(1.25)
    pacing.take(OURS, 3, at(0))
    assert pacing.allowance(at(0), 10).blocked == (OURS,)
    assert pacing.seconds_until_ready(at(0)) == pytest.approx(3)
    assert pacing.allowance(at(2.9), 10).blocked == (OURS,)
    assert pacing.allowance(at(3.1), 10).blocked == ()


def test_bulk_leaves_the_last_quarter_to_replies() -> None:
    pacing = Pacing(20)
    pacing.take(OURS, 12, at(0))
    allowance = pacing.allowance(at(0), 100)
    assert (allowance.blocked, allowance.replies_only) == ((), (OURS,))
    assert pacing.allowance(at(1), 100).replies_only == ()


@pytest.mark.parametrize("contract", [0.2, 1, 1.25, 3])
def test_bulk_leaves_even_at_the_slowest_contract(contract: float) -> None:
    pacing = Pacing(contract)
    pacing.take(OURS, 1, at(0))
    assert pacing.allowance(at(30), 100).replies_only == ()


def test_one_blocked_sender_holds_up_no_other() -> None:
    pacing = Pacing(20)
    drained(pacing, 0)
    pacing.take("other", 1, at(0))
    allowance = pacing.allowance(at(0), 100)
    assert (allowance.blocked, allowance.rows) == ((OURS,), 15)


def test_slow_down_halves_the_rate_for_a_minute() -> None:
    pacing = Pacing(20)
    pacing.take(OURS, 0, at(0))
    pacing.slow_down(OURS, at(0))
    assert [drained(pacing, second) for second in range(4)] == [0, 8, 8, 8]
    drained(pacing, 61)
    assert drained(pacing, 62) == 16


@pytest.mark.parametrize(
    ("outcomes", "rests"),
    [
        ([True] * (BREAKER_MIN_OUTCOMES - 1), False),
        ([True] * BREAKER_MIN_OUTCOMES, True),
        ([False] * 8 + [True] * 2, False),
        ([False] * 8 + [True] * 3, True),
        ([False] * 100, False),
    ],
)
def test_breaker_opens_above_a_fifth_unknown(outcomes: list[bool], rests: bool) -> None:
    pacing = Pacing(100)
    for is_unknown in outcomes:
        pacing.record(OURS, at(0), is_unknown=is_unknown)
    assert (OURS in pacing.allowance(at(1), 10).blocked) is rests
    assert pacing.allowance(at(60), 10).blocked == ()


def test_breaker_forgets_after_a_minute() -> None:
    pacing = Pacing(100)
    for number in range(9):
        pacing.record(OURS, at(number), is_unknown=True)
    assert not pacing.record(OURS, at(70), is_unknown=True)


def test_stopped_sender_stays_stopped_until_its_time() -> None:
    pacing = Pacing(100)
    pacing.stop(OURS, at(0), timedelta(minutes=5))
    assert pacing.allowance(at(299), 10).blocked == (OURS,)
    assert pacing.seconds_until_ready(at(299)) == 1
    assert pacing.allowance(at(300), 10).blocked == ()


@given(
    st.floats(min_value=0.1, max_value=100),
    st.lists(st.tuples(st.floats(min_value=0, max_value=5), st.integers(min_value=1, max_value=3)), max_size=80),
)
def test_never_faster_than_the_contract(contract: float, steps: list[tuple[float, int]]) -> None:
    pacing, moment, parts = Pacing(contract), 0.0, 0
    for gap, part_count in steps:
        moment += gap
        if OURS not in pacing.allowance(at(moment), 1).blocked:
            pacing.take(OURS, part_count, at(moment))
            parts += part_count
    assert parts <= moment * contract * 0.8 + max(contract * 0.8, 1) + 3
