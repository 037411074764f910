"""Pure rules of the dialogue: provider keywords and what to do in an outage."""

import pytest

from gateway.dialogue import outage
from gateway.dialogue.keywords import provider_keyword


@pytest.mark.parametrize(
    ("channel", "body", "opt_out_type", "expected"),
    [
        ("sms", "STOP", None, "stop"),
        ("sms", " unsubscribe\n", None, "stop"),
        ("sms", "stop the gutter from overflowing", None, None),
        ("sms", "start", None, "start"),
        ("sms", "YES", None, None),
        ("sms", "بند کریں", "STOP", "stop"),
        ("whatsapp", "madad", "HELP", "help"),
        ("whatsapp", "STOP", None, None),
        ("sms", "", None, None),
    ],
)
def test_provider_keyword(channel: str, body: str, opt_out_type: str | None, expected: str | None) -> None:
    assert provider_keyword(channel=channel, body=body, opt_out_type=opt_out_type) == expected


def test_an_outage_is_told_from_the_second_failure_and_retried_ever_slower() -> None:
    verdicts = [outage.bot_unavailable(attempts=number, waited_seconds=60) for number in range(1, 9)]
    assert [verdict.sentence for verdict in verdicts[:2]] == [None, "system_slow"]
    assert [verdict.retry_in_seconds for verdict in verdicts] == [2, 4, 8, 16, 32, 60, 60, 60]


def test_after_six_hours_a_person_has_it() -> None:
    verdict = outage.bot_unavailable(attempts=400, waited_seconds=6 * 3600)
    assert (verdict.sentence, verdict.retry_in_seconds) == ("kept_for_person", None)


def test_a_failing_turn_is_tried_three_times() -> None:
    verdicts = [outage.turn_failed(attempts=number) for number in (1, 2, 3)]
    assert [verdict.retry_in_seconds for verdict in verdicts] == [2, 4, None]
    assert verdicts[-1].sentence == "kept_for_person"
