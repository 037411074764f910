"""Catalogs are complete, equal in placeholders, and every key renders in every language."""

from unicodedata import bidirectional

import pytest

from gateway.channels.segments import count
from gateway.i18n import check
from gateway.i18n.catalog import LANGUAGES, UnknownMessageKey, render
from gateway.i18n.messages import MESSAGES, PLURALS


def test_no_faults() -> None:
    assert check.faults() == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [*MESSAGES, *PLURALS])
def test_every_sentence_renders_without_a_placeholder_left(key: str, language: str) -> None:
    values = check.TYPICAL[language] | check.EVERYWHERE | ({"number": "2"} if key in PLURALS else {})
    text = render(key, language, values)
    assert text
    assert "%(" not in text


@pytest.mark.parametrize("key", sorted(set(MESSAGES) - {"ask_language"}))
def test_roman_urdu_and_english_stay_in_the_cheap_alphabet(key: str) -> None:
    for language in ("en", "ur_Latn"):
        assert count(render(key, language, check.TYPICAL[language] | check.EVERYWHERE)).encoding == "GSM-7"


def test_a_missing_placeholder_is_found() -> None:
    assert check._string_faults("Added to %(reference)s.", "شامل کر لیا۔") == ["other placeholders in"]
    assert check._string_faults("Thanks", "") == ["empty"]


@pytest.mark.parametrize("key", sorted(MESSAGES))
def test_urdu_begins_with_an_urdu_letter(key: str) -> None:
    """Phones set a text from the side of its first letter: one that begins with a reference would stand on the left."""
    text = render(key, "ur", check.TYPICAL["ur"] | check.EVERYWHERE)
    first = next(letter for letter in text if bidirectional(letter) in {"L", "R", "AL"})
    assert bidirectional(first) == "AL"


@pytest.mark.parametrize(("number", "text"), [(1, "You have 1 open complaint:"), (3, "You have 3 open complaints:")])
def test_plurals_follow_the_number(number: int, text: str) -> None:
    assert render("open_cases", "en", {"number": number}) == text


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(UnknownMessageKey, match="no_such_key"):
        render("no_such_key", "en", {})
