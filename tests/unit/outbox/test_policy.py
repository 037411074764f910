"""What may leave now: one row a rule."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.outbox.policy import Situation, is_window_open, suppression

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SMS = Situation(channel="sms", is_reply=True, expires_at=NOW + DAY, last_inbound_at=NOW - timedelta(minutes=1))
WITHDRAWN = {"consent_decision": "withdrawn", "consent_decided_at": NOW - timedelta(hours=1)}


@pytest.mark.parametrize(
    ("age", "is_open"),
    [
        (timedelta(0), True),
        (timedelta(hours=23, minutes=54, seconds=59), True),
        (timedelta(hours=23, minutes=55), False),
        (timedelta(hours=24), False),
    ],
)
def test_window_closes_five_minutes_early(age: timedelta, is_open: bool) -> None:
    assert is_window_open(NOW - age, NOW) is is_open


def test_window_of_a_stranger_is_closed() -> None:
    assert not is_window_open(None, NOW)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"expires_at": NOW}, "expired"),
        ({"expires_at": None}, None),
        ({"last_inbound_at": None}, None),
        ({"channel": "whatsapp"}, None),
        ({"channel": "whatsapp", "last_inbound_at": NOW - DAY}, "window_closed"),
        ({"channel": "whatsapp", "last_inbound_at": None}, "window_closed"),
        (WITHDRAWN | {"consent_source": "provider_opt_out"}, "opted_out"),
        (WITHDRAWN | {"consent_source": "provider_opt_out", "is_reply": False}, "opted_out"),
        (WITHDRAWN | {"consent_source": "citizen_text"}, None),
        (WITHDRAWN | {"consent_source": "citizen_text", "is_reply": False}, "opted_out"),
        (WITHDRAWN | {"consent_source": "carrier_block"}, None),
        (WITHDRAWN | {"consent_source": "carrier_block", "last_inbound_at": NOW - DAY}, "opted_out"),
        (WITHDRAWN | {"consent_source": "provider_opt_out", "consent_decision": "given"}, None),
        ({"unusable_on": "sms", "unusable_since": NOW}, "unusable_address"),
        ({"unusable_on": "sms", "unusable_since": NOW - DAY}, None),
        ({"unusable_on": "whatsapp", "unusable_since": NOW}, None),
        ({"unusable_on": "sms", "unusable_since": NOW - 365 * DAY, "last_inbound_at": None}, "unusable_address"),
        (
            {"channel": "whatsapp", "unusable_on": "whatsapp", "unusable_since": NOW - 29 * DAY,
             "last_inbound_at": NOW - 40 * DAY},
            "unusable_address",
        ),
        (
            {"channel": "whatsapp", "unusable_on": "whatsapp", "unusable_since": NOW - 30 * DAY,
             "last_inbound_at": NOW - 40 * DAY},
            "window_closed",
        ),
    ],
)  # fmt: skip
def test_suppression(change: dict[str, Any], expected: str | None) -> None:
    found = suppression(replace(SMS, **change), NOW)
    assert (found.code if found else None) == expected
