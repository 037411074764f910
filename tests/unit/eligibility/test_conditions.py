"""Conditions: what they accept, what is true of whom, and that not knowing decides nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.eligibility.conditions import Condition, ConditionInvalid, Value, all_of, any_of, not_, parse


@pytest.mark.parametrize(
    ("text", "known", "truth"),
    [
        ("poverty_score <= 32", {"poverty_score": 32.0}, True),
        ("poverty_score <= 32", {"poverty_score": 32.5}, False),
        ("poverty_score <= 32", {"poverty_score": None}, None),
        ("poverty_score <= 32", {}, None),
        ("monthly_income < 45000", {"monthly_income": 45000.0}, False),
        ("monthly_income < 45000", {"monthly_income": 44999.0}, True),
        ("poverty_score > 40", {"poverty_score": 40.0}, False),
        ("poverty_score >= 40", {"poverty_score": 40.0}, True),
        ("age in 18..60", {"age": 18.0}, True),
        ("age in 18..60", {"age": 60.0}, True),
        ("age in 18..60", {"age": 17.0}, False),
        ("age = 18", {"age": 18.0}, True),
        ("has_cnic = yes", {"has_cnic": True}, True),
        ("has_cnic = no", {"has_cnic": True}, False),
        ("exclusion = none", {"exclusion": "taxpayer"}, False),
        ("kafaalat = likely", {"kafaalat": "likely"}, True),
        ("poverty_score <= 37 and has_disabled_member = yes", {"poverty_score": 40.0}, False),
        ("poverty_score <= 37 and has_disabled_member = yes", {"poverty_score": 35.0}, None),
        ("anyone", {}, True),
    ],
)
def test_truth(text: str, known: dict[str, Value], truth: bool | None) -> None:
    assert parse(text).truth(known) is truth


@pytest.mark.parametrize(
    "text",
    [
        "",
        "poverty_score",
        "poverty_score << 3",
        "age in 60..18",
        "age in 18",
        "score <= many",
        "A = yes",
        "a = b or c = d",
    ],
)
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(ConditionInvalid):
        parse(text)


truths = st.lists(st.sampled_from([True, False, None]), max_size=5)


@given(truths, st.data())
def test_a_truth_once_reached_stays_whatever_is_learnt(found: list[bool | None], data: st.DataObject) -> None:
    learnt = [data.draw(st.booleans()) if one is None else one for one in found]
    for connective in (all_of, any_of):
        before, after = connective(found), connective(learnt)
        assert before is None or before is after
        assert not_(before) is None or not_(before) is not_(after)


@given(st.sampled_from(["poverty_score <= 32", "has_cnic = yes", "exclusion = none", "age in 18..60"]))
def test_what_is_not_known_decides_nothing(text: str) -> None:
    condition = parse(text)
    assert condition.truth({}) is None
    assert condition.truth(dict.fromkeys(condition.facts)) is None
    assert Condition().truth({}) is True
