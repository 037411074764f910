"""What a reviewer filled in becomes labels, or the words for what is wrong."""

from dataclasses import replace
from typing import get_args

import pytest

from gateway.dialogue.contract import Intent
from gateway.review import labels
from gateway.review.labels import Filled, Labels, Names, folded_names, meant
from models.correction import INTENTS

NAMES = Names(
    folded_names([("water_supply", ("Water supply", "پانی کی فراہمی", "Pani")), ("gas", ("Gas", "گیس", "Gas"))]),
    folded_names([("dist-a", ("Kasur", "قصور")), ("dist-b", ("Karak", "کرک")), ("dist-c", ("Kasur Khas",))]),
)
GOOD = Filled(
    intent="file_grievance", category="gas", district="Kasur", writing="ur_Latn", example_text="gas  nahi 03001234567"
)


def test_a_good_form_becomes_labels_without_phone() -> None:
    assert labels.read(GOOD, NAMES) == (
        Labels("file_grievance", "gas", "dist-a", "ur_Latn", False, "gas nahi 03000000000"), ()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "intent", "category"),
    [
        ({"other_category": "پانی کی"}, "file_grievance", "water_supply"),
        ({"other_category": "water"}, "file_grievance", "water_supply"),
        ({"other_intent": "find_office"}, "find_office", "gas"),
        ({"other_intent": "greet"}, "greet", None),
        ({"intent": "greet", "other_category": "no such thing"}, "greet", None),
        ({"intent": "check_status", "category": ""}, "check_status", None),
    ],
)
def test_what_is_typed_goes_before_what_is_picked(changes: dict[str, str], intent: str, category: str | None) -> None:
    found, faults = labels.read(replace(GOOD, **changes), NAMES)
    assert faults == ()
    assert found
    assert (found.intent, found.category_code) == (intent, category)


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"intent": ""}, ("review_intent_missing",)),
        ({"intent": "restart"}, ("review_intent_missing",)),
        ({"category": ""}, ("review_category_missing",)),
        ({"category": "no_such"}, ("review_category_missing",)),
        ({"other_category": "no such"}, ("review_category_unknown",)),
        ({"district": "Ka"}, ("review_district_unknown",)),
        ({"writing": "fr"}, ("review_writing_missing",)),
        ({"example_text": " 03001234567 "}, ("review_text_missing",)),
        ({"intent": "", "writing": "", "example_text": ""},
         ("review_intent_missing", "review_writing_missing", "review_text_missing")),
    ],
)  # fmt: skip
def test_every_fault_is_named(changes: dict[str, str], faults: tuple[str, ...]) -> None:
    assert labels.read(replace(GOOD, **changes), NAMES) == (None, faults)


def test_a_whole_name_is_meant_before_a_longer_one() -> None:
    assert [meant(typed, NAMES.districts) for typed in ("kasur", "Kasur K", "kar", "ka", "")] == [
        "dist-a", "dist-c", "dist-b", None, None,
    ]  # fmt: skip


def test_a_name_of_two_is_of_neither() -> None:
    assert folded_names([("a", ("Same",)), ("b", ("same",))]) == {"a": "a", "b": "b"}


def test_intents_are_those_of_the_contract() -> None:
    assert set(get_args(Intent)) == set(INTENTS)
