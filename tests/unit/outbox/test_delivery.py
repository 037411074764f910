"""Reports come in any order: a text's status only ever moves up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.outbox.delivery import ARRIVED, FAILED, advance
from models.outbound_message import OUTBOUND_STATUSES

REPORTED = (
    "accepted", "scheduled", "queued", "sending", "sent", "undelivered", "failed", "canceled", "delivered", "read",
)  # fmt: skip
HEIGHT = {"accepted": 0, "sent": 1, "undelivered": 2, "failed": 2, "canceled": 2, "delivered": 3, "read": 4}


@pytest.mark.parametrize(
    ("held", "reported", "moves_to"),
    [
        ("sending", "queued", "accepted"),
        ("unknown", "sent", "sent"),
        ("accepted", "sending", None),
        ("accepted", "sent", "sent"),
        ("sent", "queued", None),
        ("sent", "sent", None),
        ("sent", "delivered", "delivered"),
        ("delivered", "sent", None),
        ("delivered", "undelivered", None),
        ("delivered", "read", "read"),
        ("read", "delivered", None),
        ("undelivered", "delivered", "delivered"),
        ("undelivered", "failed", None),
        ("failed", "sent", None),
        ("failed", "delivered", "delivered"),
        ("canceled", "sent", None),
        ("queued", "failed", None),
        ("queued", "delivered", "delivered"),
        ("accepted", "partially_delivered", None),
        ("accepted", "teleported", None),
        ("accepted", "", None),
    ],
)
def test_one_step(held: str, reported: str, moves_to: str | None) -> None:
    assert advance(held, reported) == moves_to


@given(st.lists(st.sampled_from(REPORTED), max_size=20))
def test_never_down(reported: list[str]) -> None:
    held, heights = "accepted", [0]
    for word in reported:
        held = advance(held, word) or held
        heights.append(HEIGHT[held])
    assert heights == sorted(heights)


@given(st.permutations(["queued", "sent", "undelivered", "delivered", "read"]))
def test_any_order_ends_at_the_same_place(reported: list[str]) -> None:
    held = "sending"
    for word in reported:
        held = advance(held, word) or held
    assert held == "read"


@given(st.sampled_from(OUTBOUND_STATUSES), st.text(max_size=20) | st.sampled_from(REPORTED))
def test_every_status_of_ours_takes_any_word(held: str, reported: str) -> None:
    assert advance(held, reported) in (None, *OUTBOUND_STATUSES)


@given(st.sampled_from(OUTBOUND_STATUSES), st.sampled_from(REPORTED))
def test_a_repeat_moves_nothing(held: str, reported: str) -> None:
    moved = advance(held, reported)
    assert moved is None or advance(moved, reported) is None


def test_nothing_both_failed_and_arrived() -> None:
    assert not FAILED & ARRIVED
