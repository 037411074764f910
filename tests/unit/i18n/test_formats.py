"""Dates and languages as a citizen reads them."""

from datetime import UTC, datetime

import pytest

from gateway.i18n.formats import day_in_words, direction, isolate
from gateway.i18n.negotiate import reply_language

LATE_THURSDAY = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)  # Friday 01:00 in Pakistan


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Friday 27 November"), ("ur", "جمعہ 27 نومبر"), ("ur_Latn", "Jumma 27 November")],
)
def test_the_day_is_pakistans_day(language: str, words: str) -> None:
    assert day_in_words(LATE_THURSDAY, language) == words


def test_direction() -> None:
    assert [direction(language) for language in ("ur", "ur_Latn", "en")] == ["rtl", "ltr", "ltr"]


def test_only_contacts_in_urdu_are_isolated() -> None:
    assert isolate("055 123", "ur", "contact") == "\u2068055 123\u2069"
    assert isolate("7K2M9QR", "ur", "reference") == "7K2M9QR"
    assert isolate("055 123", "en", "contact") == "055 123"


@pytest.mark.parametrize(
    ("preferred", "understood", "is_substantive", "current", "expected"),
    [
        ("ur", "en", True, "en", "ur"),
        (None, "en", True, "ur", "en"),
        (None, "en", False, "ur_Latn", "ur_Latn"),
        (None, "en", False, None, "en"),
        (None, None, False, None, "ur"),
    ],
)
def test_reply_language(
    preferred: str | None, understood: str | None, is_substantive: bool, current: str | None, expected: str
) -> None:
    answer = reply_language(preferred=preferred, understood=understood, is_substantive=is_substantive, current=current)
    assert answer == expected
