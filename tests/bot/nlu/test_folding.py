"""Folding and cues: tables and properties of the pure files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.cues import ALPHABET, check_character, choice, is_valid, reference
from bot.nlu.normalise import folded, normalise, phonetic, words


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=60))
def test_words_hold_no_blanks_or_punctuation(text: str) -> None:
    assert all(word and " " not in word for word in words(text))


@pytest.mark.parametrize(
    "spellings",
    [("paani", "pani", "پانی"), ("raheem", "rahim"), ("peshawar", "peshawer"), ("faisal", "faysal"), ("zila", "zilla")],
)
def test_spellings_of_a_word_share_a_sound(spellings: tuple[str, ...]) -> None:
    heads = {phonetic(normalise(spelling))[:3] for spelling in spellings}
    assert len(heads) == 1


def test_digits_of_every_script_are_ascii() -> None:
    assert normalise("۵ ٥ 5") == "5 5 5"
    assert folded("5 din") == "5 den"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", 2),
        ("٢", 2),
        ("۲", 2),
        ("do", 2),
        ("دوسرا", 2),
        ("number 2", 2),
        ("3.", 3),
        ("2 din se", None),
        ("", None),
        ("haan", None),
    ],
)
def test_choice(text: str, expected: int | None) -> None:
    assert choice(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7K2M9QR", "7K2M9QR"),
        ("meri shikayat 7k2m9qr ka kya bana", "7K2M9QR"),
        ("7K2 M9QR", "7K2M9QR"),
        ("#7k2-m9qr", "7K2M9QR"),
        ("۷K۲M۹QR", "7K2M9QR"),
        ("shikayat 7K2M9Q5", "7K2M9Q5"),
        ("5 din se pani nahi", None),
        ("complaint 12345", None),
        ("ye 20 din", None),
        ("hello", None),
        ("english please", None),
    ],
)
def test_reference(text: str, expected: str | None) -> None:
    assert reference(text) == expected


# The gateway's own test has the same ones: both sides compute the check character, and share no code.
@pytest.mark.parametrize("made", ["7K2M9QR", "8AB2MQX", "00000AM", "Z9Z9Z9N", "A0B1C2P", "M3X7C2W", "9B2TQ71"])
def test_the_check_character_is_the_gateways(made: str) -> None:
    assert check_character(made[:-1]) == made[-1]


@given(st.text(ALPHABET, min_size=6, max_size=6).filter(lambda body: not body.isdigit() and not body.isalpha()))
def test_every_reference_of_the_gateway_is_read(body: str) -> None:
    whole = body + check_character(body)
    assert is_valid(whole)
    assert reference(f"status {whole.lower()} batao") == whole
