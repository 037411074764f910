"""Ever longer waits for three days; a file that is not there is waited for two minutes."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.media.retry import MOST_ATTEMPTS, after_failure

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def waits(reason: str) -> list[float]:
    """Seconds before each further attempt."""
    found = []
    for attempt in range(1, 100):
        verdict = after_failure(reason, attempt, NOW)
        if verdict.due_at is None:
            assert verdict.state == "lost"
            return found
        assert verdict.state == "waiting"
        found.append((verdict.due_at - NOW).total_seconds())
    raise AssertionError("it never ends")


def test_three_days_of_ever_longer_waits() -> None:
    found = waits("timeout")
    assert found == sorted(found)
    assert len(found) == MOST_ATTEMPTS - 1
    assert timedelta(days=3) < timedelta(seconds=sum(found)) < timedelta(days=4)


def test_what_the_provider_does_not_have_is_waited_for_a_little() -> None:
    assert waits("not_found") == [5, 30, 120]


@pytest.mark.parametrize(("jitter", "seconds"), [(0.0, 5.0), (1.0, 6.25)])
def test_jitter_lengthens_by_a_quarter_at_most(jitter: float, seconds: float) -> None:
    assert after_failure("timeout", 1, NOW, jitter=jitter).due_at == NOW + timedelta(seconds=seconds)
