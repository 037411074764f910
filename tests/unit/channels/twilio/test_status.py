from uuid import UUID

import pytest

from gateway.channels.base import Report
from gateway.channels.twilio.parse import Unusable
from gateway.channels.twilio.status import parse_status
from tests.support.twilio import recorded

OUR_ID = UUID("0193a5c0-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("name", "status", "error_code", "event_type"),
    [
        ("status_sent", "sent", "", ""),
        ("status_delivered", "delivered", "", ""),
        ("status_failed_opted_out", "failed", "21610", ""),
        ("status_whatsapp_read", "read", "", "READ"),
    ],
)
def test_recorded_callback(name: str, status: str, error_code: str, event_type: str) -> None:
    form = recorded(name)
    assert parse_status(form, f"id={OUR_ID}") == Report(
        "twilio", form["MessageSid"], status, OUR_ID, "+923001234567", error_code, event_type
    )


@pytest.mark.parametrize("query", ["", "id=", "id=7", "other=1"])
def test_a_callback_without_our_id_is_still_a_report(query: str) -> None:
    assert parse_status(recorded("status_sent"), query).our_id is None


@pytest.mark.parametrize("changes", [{"MessageSid": None}, {"MessageStatus": None}, {"MessageSid": "S" * 65}])
def test_without_id_or_status_it_is_unusable(changes: dict[str, str | None]) -> None:
    with pytest.raises(Unusable):
        parse_status(recorded("status_sent", **changes), "")


def test_a_word_twilio_may_invent_is_passed_on() -> None:
    assert parse_status(recorded("status_sent", MessageStatus="Teleported"), "").status == "teleported"
