"""References: readable, self-checking, forgiving."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cases.reference import ALPHABET, check_character, generate, is_valid, nearest, normalise

BODIES = st.text(ALPHABET, min_size=6, max_size=6)


@pytest.mark.parametrize("number", range(200))
def test_generated_references_are_valid_and_never_a_plain_word_or_number(number: int) -> None:
    reference = generate()
    assert is_valid(reference)
    assert not reference[:-1].isdigit()
    assert not reference[:-1].isalpha()


@given(BODIES, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_a_single_wrong_character_is_caught(body: str, place: int, wrong: str) -> None:
    changed = body[:place] + wrong + body[place + 1 :]
    if {changed[place], body[place]} in ({body[place]}, {"0", "Z"}):
        return
    assert not is_valid(changed + check_character(body))


@given(BODIES)
def test_any_usual_way_of_typing_reads_the_same(body: str) -> None:
    reference = body + check_character(body)
    typed = f"# {reference[:3].lower()} - {reference[3:]}".replace("0", "۰").replace("1", "l")
    assert normalise(typed) == reference


@pytest.mark.parametrize(
    ("typed", "own", "meant"),
    [
        ("7K2M9Q5", ["7K2M9Q4", "ABC123D"], "7K2M9Q4"),
        ("7KM29Q4", ["7K2M9Q4"], "7K2M9Q4"),
        ("7K2M9Q", ["7K2M9Q4"], "7K2M9Q4"),
        ("ZZZZZZZ", ["7K2M9Q4"], None),
        ("7K2M9Q4", [], None),
    ],
)
def test_a_typing_slip_suggests_the_nearest_own_case(typed: str, own: list[str], meant: str | None) -> None:
    assert nearest(typed, own) == meant
