"""Words of one meaning: the same in three writings, endings aside; and what the lexicon may not do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.concepts import concepts, meanings
from bot.nlu.normalise import normalise


@pytest.mark.parametrize(
    "words",
    [
        ("water", "pani", "paani", "پانی"),
        ("pole", "khamba", "khambe", "کھمبے"),
        ("teacher", "teachers", "ustad", "استاد"),
        ("mosquitoes", "machar", "مچھر"),
    ],
)
def test_one_meaning_in_three_writings(words: tuple[str, ...]) -> None:
    shared = set.intersection(*(set(meanings(normalise(word))) for word in words))
    assert shared


@pytest.mark.parametrize("word", ["xyzzy", "qwrtp", "kamoke"])
def test_an_unknown_word_has_no_meaning(word: str) -> None:
    assert meanings(word) == ()


def test_near_meanings_make_a_pair_in_either_order() -> None:
    assert set(concepts("no water").split()) == set(concepts("water no").split())
    assert any("_" in one for one in concepts("pani band").split())


@given(st.text(max_size=60))
def test_any_text_has_concepts_or_none(text: str) -> None:
    assert all(one.startswith("m") for one in concepts(text).split())
