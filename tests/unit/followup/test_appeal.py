"""When an independent review is offered."""

from datetime import UTC, datetime

import pytest

from gateway.followup.appeal import may_appeal
from models.case import Case

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "may"),
    [
        ({"outcome": "granted"}, False),
        ({"outcome": "rejected"}, True),
        ({"outcome": "granted", "dispute_count": 1}, False),
        ({"outcome": "granted", "dispute_count": 2}, True),
        ({"outcome": "rejected", "appealed_at": NOW}, False),
        ({"outcome": "rejected", "is_sealed": True}, False),
        ({"outcome": "rejected", "category_code": "protection"}, False),
    ],
)
def test_once_after_a_refusal_or_two_disputes(fields: dict[str, object], may: bool) -> None:
    plain = {"is_sealed": False, "category_code": "water_supply", "dispute_count": 0}
    assert may_appeal(Case(**plain | fields)) is may
