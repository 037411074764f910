"""References: readable, self-checking, forgiving."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cases.reference import ALPHABET, LENGTH, check_character, generate, is_valid, nearest, normalise

BODIES = st.text(ALPHABET, min_size=6, max_size=6)


@pytest.mark.parametrize("number", range(200))
def test_generated_references_are_valid_and_never_a_plain_word_or_number(number: int) -> None:
    reference = generate()
    assert is_valid(reference)
    assert not reference[:-1].isdigit()
    assert not reference[:-1].isalpha()


# The bot's own test has the same ones: both sides compute the check character, and share no code.
@pytest.mark.parametrize("made", ["7K2M9QR", "8AB2MQX", "00000AM", "Z9Z9Z9N", "A0B1C2P", "M3X7C2W", "9B2TQ71"])
def test_the_check_character_is_the_bots(made: str) -> None:
    assert check_character(made[:-1]) == made[-1]


def has_right_check(reference: str) -> bool:
    return check_character(reference[:-1]) == reference[-1]


@given(BODIES)
def test_every_single_wrong_character_is_caught(body: str) -> None:
    right = body + check_character(body)
    for place, written in enumerate(right):
        wrong = (right[:place] + one + right[place + 1 :] for one in ALPHABET if one != written)
        assert not any(map(has_right_check, wrong))


@given(BODIES)
def test_every_swap_of_two_different_characters_is_caught(body: str) -> None:
    right = body + check_character(body)
    for one, other in itertools.combinations(range(LENGTH), 2):
        swapped = list(right)
        swapped[one], swapped[other] = right[other], right[one]
        assert right[one] == right[other] or not has_right_check("".join(swapped))


@given(BODIES, st.integers(0, LENGTH - 2), st.sampled_from(ALPHABET), st.sampled_from(ALPHABET))
def test_a_doubled_character_mistaken_for_another_is_caught(body: str, place: int, told: str, heard: str) -> None:
    given = (body[:place] + told * 2 + body[place:])[: LENGTH - 1]
    right = given + check_character(given)
    wrong = right.replace(told * 2, heard * 2, 1)
    assert wrong == right or not has_right_check(wrong)


@given(BODIES)
def test_any_usual_way_of_typing_reads_the_same(body: str) -> None:
    reference = body + check_character(body)
    typed = f"# {reference[:3].lower()} - {reference[3:]}".replace("0", "۰").replace("1", "l")
    assert normalise(typed) == reference


@pytest.mark.parametrize(
    ("typed", "own", "meant"),
    [
        ("7K2M9Q5", ["7K2M9QR", "ABC123D"], "7K2M9QR"),
        ("7KM29QR", ["7K2M9QR"], "7K2M9QR"),
        ("7K2M9Q", ["7K2M9QR"], "7K2M9QR"),
        ("ZZZZZZZ", ["7K2M9QR"], None),
        ("7K2M9QR", [], None),
    ],
)
def test_a_typing_slip_suggests_the_nearest_own_case(typed: str, own: list[str], meant: str | None) -> None:
    assert nearest(typed, own) == meant
