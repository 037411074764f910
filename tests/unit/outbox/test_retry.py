"""Every outcome of a send, as a table of numbers."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.channels import registry
from gateway.channels.base import Accepted, ErrorClass, Receipt, Refused, Unknown
from gateway.channels.twilio import errors
from gateway.outbox.retry import RESENT, Attempt, Verdict, after_look_up, after_send

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=4)
RETRY = Refused("429", ErrorClass.RETRY, (1, 2, 4))


def in_seconds(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("receipt", "attempt", "expected"),
    [
        (Accepted("SM1", "queued"), Attempt(1, False, LATER), Verdict("accepted")),
        (Unknown("timeout"), Attempt(1, False, LATER), Verdict("unknown", "timeout", look_up_at=in_seconds(30))),
        (Unknown("500"), Attempt(2, True, LATER), Verdict("unknown", "500", RESENT, look_up_at=in_seconds(30))),
        (RETRY, Attempt(1, False, LATER), Verdict("queued", "429", "retry", due_at=in_seconds(1))),
        (RETRY, Attempt(3, False, LATER), Verdict("queued", "429", "retry", due_at=in_seconds(4))),
        (RETRY, Attempt(4, False, LATER), Verdict("failed", "429", "give_up")),
        (RETRY, Attempt(2, True, LATER), Verdict("queued", "429", RESENT, due_at=in_seconds(2))),
        (RETRY, Attempt(3, False, in_seconds(4)), Verdict("failed", "429", "give_up")),
        (RETRY, Attempt(3, False, None), Verdict("queued", "429", "retry", due_at=in_seconds(4))),
        (Refused("21610", ErrorClass.OPTED_OUT), Attempt(1, False, LATER), Verdict("failed", "21610", "opted_out")),
        (Refused("21617", ErrorClass.FIX), Attempt(1, False, LATER), Verdict("failed", "21617", "fix")),
    ],
)
def test_after_send(receipt: Receipt, attempt: Attempt, expected: Verdict) -> None:
    assert after_send(receipt, attempt, NOW) == expected


def test_jitter_lengthens_a_wait_by_a_quarter_at_most() -> None:
    assert after_send(RETRY, Attempt(3, False, LATER), NOW, jitter=1.0).due_at == in_seconds(5)


def test_refusal_that_stops_the_channel_keeps_the_row_queued_and_not_forgets_a_resend() -> None:
    refused = Refused("20003", ErrorClass.FIX)
    stopped = after_send(refused, Attempt(9, False, LATER), NOW, stops_channel=True)
    assert stopped == Verdict("queued", "20003", "fix", due_at=NOW, stops_channel=True)
    assert after_send(refused, Attempt(9, True, LATER), NOW, stops_channel=True).error_class == RESENT


@pytest.mark.parametrize(
    ("is_found", "attempt", "expected"),
    [
        (True, Attempt(1, False, LATER), Verdict("accepted")),
        (True, Attempt(1, False, NOW), Verdict("accepted")),
        (False, Attempt(1, False, LATER), Verdict("queued", "timeout", RESENT, due_at=NOW)),
        (False, Attempt(2, True, LATER), Verdict("failed", "timeout", "give_up")),
        (False, Attempt(1, False, NOW), Verdict("failed", "expired", "give_up")),
    ],
)
def test_after_look_up(is_found: bool, attempt: Attempt, expected: Verdict) -> None:
    assert after_look_up(is_found, attempt, "timeout", NOW) == expected


@pytest.mark.parametrize("code", sorted(errors._policies()))
def test_every_listed_code_has_an_end(code: str) -> None:
    """No code is retried for ever, and none but RETRY is retried at all."""
    refused = registry.refusal("twilio", code)
    number = 1
    while after_send(refused, Attempt(number, False, None), NOW).status == "queued":
        assert refused.error_class is ErrorClass.RETRY
        number += 1
        assert number <= 20
