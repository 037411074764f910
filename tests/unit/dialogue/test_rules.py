"""Pure rules of the dialogue: provider keywords and what to do in an outage."""

import pytest

from gateway.dialogue import outage
from gateway.dialogue.keywords import Received, provider_keyword

LONG, SHORT = "+14155550100", "8080"


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (Received("sms", "STOP", LONG), "stop"),
        (Received("sms", " unsubscribe\n", LONG), "stop"),
        (Received("sms", "stop the gutter from overflowing", LONG), None),
        (Received("sms", "start", LONG), "start"),
        (Received("sms", "Help", LONG), "help"),
        (Received("sms", "INFO", LONG), "help"),
        (Received("sms", "help me, no water", LONG), None),
        (Received("sms", "madad", LONG), None),
        (Received("sms", "YES", LONG), None),
        (Received("sms", "yes", LONG, has_opted_out=True), "start"),
        (Received("sms", "بند کریں", LONG, "STOP"), "stop"),
        (Received("whatsapp", "madad", LONG, "HELP"), "help"),
        (Received("whatsapp", "STOP", LONG), None),
        (Received("whatsapp", "HELP", LONG), None),
        (Received("sms", "HELP", SHORT), None),
        (Received("sms", "HELP", SHORT, "HELP"), "help"),
        (Received("sms", "", LONG), None),
    ],
)
def test_provider_keyword(received: Received, expected: str | None) -> None:
    assert provider_keyword(received) == expected


@pytest.mark.parametrize("word", ["STOP", "START", "HELP"])
def test_where_the_provider_leaves_keywords_to_us_only_its_own_word_for_it_counts(word: str) -> None:
    assert provider_keyword(Received("sms", word, LONG), is_handling=False) is None
    assert provider_keyword(Received("sms", word, LONG, word), is_handling=False) == word.lower()


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
