"""When a citizen may be asked."""

from datetime import time

import pytest

from gateway.followup.policy import is_quiet


@pytest.mark.parametrize(
    ("local", "is_night"),
    [(time(8, 59), True), (time(9, 0), False), (time(20, 59), False), (time(21, 0), True), (time(3, 0), True)],
)
def test_nobody_is_asked_at_night(local: time, is_night: bool) -> None:
    assert is_quiet(local) == is_night
