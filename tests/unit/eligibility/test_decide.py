"""Findings from the rules as they ship, and from small ones: likely, unlikely with which rule, unsure for what."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.eligibility.conditions import Value
from gateway.eligibility.decide import Finding, assess, likelihood
from gateway.eligibility.files import rulebook
from gateway.eligibility.questions import outcomes
from tests.support.eligibility import TODAY, cuts, with_rules

BOOK = rulebook()
NOT_PAID = {"receives_kafaalat": False}


def finding(programme: str, on: date = TODAY, **facts: Value) -> Finding:
    return assess(BOOK, facts, on)[programme]


def short(found: Finding) -> tuple[str, str | None]:
    return found.likelihood, found.rule.code if found.rule else None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"receives_kafaalat": True}, ("likely", None)),
        ({**NOT_PAID, "poverty_score": 28.0, "exclusion": "none"}, ("likely", None)),
        ({**NOT_PAID, "poverty_score": 32.0, "exclusion": "none"}, ("likely", None)),
        ({**NOT_PAID, "poverty_score": 38.0}, ("unlikely", "kafaalat-score-32")),
        ({**NOT_PAID, "poverty_score": 36.0, "has_disabled_member": False}, ("unlikely", "kafaalat-score-32")),
        ({**NOT_PAID, "poverty_score": 36.0, "has_disabled_member": True, "exclusion": "none"}, ("likely", None)),
        ({**NOT_PAID, "poverty_score": 38.0, "has_disabled_member": True}, ("unlikely", "kafaalat-score-32")),
        ({**NOT_PAID, "exclusion": "government_employee"}, ("unlikely", "kafaalat-government-employee")),
        ({**NOT_PAID, "exclusion": "foreign_traveller"}, ("unlikely", "kafaalat-foreign-traveller")),
        ({**NOT_PAID, "exclusion": "vehicle_owner", "poverty_score": 5.0}, ("unlikely", "kafaalat-vehicle-owner")),
        ({**NOT_PAID, "poverty_score": 28.0}, ("unsure", None)),
        ({**NOT_PAID, "exclusion": "none"}, ("unsure", None)),
        ({}, ("unsure", None)),
    ],
)
def test_kafaalat(facts: dict[str, Value], expected: tuple[str, str | None]) -> None:
    assert short(finding("kafaalat", **facts)) == expected


def test_between_two_sources_nobody_is_told_yes_or_no() -> None:
    found = finding("kafaalat", **NOT_PAID, poverty_score=33.0, has_disabled_member=False, exclusion="none")
    assert (found.likelihood, found.doubt) == ("unsure", "conflict")
    assert found.rule is not None
    assert found.rule.code == "kafaalat-score-34"
    assert not found.rule.is_firm


def test_what_is_missing_is_named() -> None:
    assert finding("kafaalat", **NOT_PAID, exclusion="none").missing == ("poverty_score", "has_disabled_member")
    assert finding("kafaalat", **NOT_PAID, exclusion="none", poverty_score=None).missing[0] == "poverty_score"
    assert finding("kafaalat").missing[0] == "receives_kafaalat"


@pytest.mark.parametrize("programme", ["taleemi_wazaif", "nashonuma"])
def test_what_builds_on_kafaalat_waits_for_it_and_falls_with_it(programme: str) -> None:
    met = {"has_schoolchild": True, "has_mother_or_infant": True}
    assert finding(programme, **met, receives_kafaalat=True).likelihood == "likely"
    fallen = finding(programme, **met, **NOT_PAID, exclusion="taxpayer")
    assert (fallen.likelihood, fallen.through) == ("unlikely", "kafaalat")
    waiting = finding(programme, **met, **NOT_PAID, exclusion="none")
    assert (waiting.likelihood, waiting.through, waiting.missing[0]) == ("unsure", "kafaalat", "poverty_score")
    own = finding(programme, has_schoolchild=False, has_mother_or_infant=False)
    assert (own.likelihood, own.through) == ("unlikely", None)


@pytest.mark.parametrize(
    ("age", "cnic", "expected"),
    [
        (17.0, True, "loan-age"),
        (61.0, True, "loan-age"),
        (30.0, False, "loan-cnic"),
        (18.0, True, None),
        (60.0, True, None),
    ],
)
def test_a_loan_can_be_unlikely_and_never_likely_while_sources_differ(age: float, cnic: bool, expected: str) -> None:
    facts = {"age": age, "has_cnic": cnic, "wants_business": True, "lives_in_served_council": True}
    found = finding("interest_free_loan", **facts, poverty_score=20.0)
    assert short(found)[0] == ("unlikely" if expected else "unsure")
    assert (found.rule.code if found.rule else "") == (expected or "loan-score-to-40")


SCHOLARSHIP = {"monthly_income": 40000.0, "is_undergraduate": True}


@pytest.mark.parametrize(
    ("day", "facts", "expected"),
    [
        (date(2021, 9, 29), SCHOLARSHIP, "unsure"),
        (date(2021, 9, 30), SCHOLARSHIP, "likely"),
        (date(2021, 11, 30), SCHOLARSHIP, "likely"),
        (date(2021, 11, 30), {**SCHOLARSHIP, "monthly_income": 45000.0}, "unlikely"),
        (date(2021, 12, 1), SCHOLARSHIP, "unsure"),
        (TODAY, {**SCHOLARSHIP, "monthly_income": 900000.0}, "unsure"),
    ],
)
def test_rules_count_from_their_first_to_their_last_day(day: date, facts: dict[str, Value], expected: str) -> None:
    found = finding("undergraduate_scholarship", day, **facts)
    assert found.likelihood == expected
    assert found.doubt == ("unconfirmed" if expected == "unsure" else None)


RASHAN = {"poverty_score": 30.0, "has_own_sim": True}


@pytest.mark.parametrize(
    ("income", "expected", "doubt"),
    [
        (20000.0, "likely", None),
        (31000.0, "unsure", "conflict"),
        (49999.0, "unsure", "conflict"),
        (50000.0, "unlikely", None),
    ],
)
def test_rival_figures_decide_only_where_they_agree(income: float, expected: str, doubt: str | None) -> None:
    found = finding("rashan_riayat", date(2021, 12, 1), **RASHAN, monthly_income=income)
    assert (found.likelihood, found.doubt) == (expected, doubt)


def test_whoever_needs_it_may_go_to_a_panahgah_while_that_was_known() -> None:
    assert finding("langar_panahgah", date(2021, 6, 1)).likelihood == "likely"
    assert finding("langar_panahgah").doubt == "unconfirmed"


@pytest.mark.parametrize("kind", ["requires", "excludes"])
@pytest.mark.parametrize("marks", [{"confidence": "low"}, {"is_conflicting": "yes"}])
def test_an_unverified_rule_alone_makes_nobody_unlikely(tmp_path: Path, kind: str, marks: dict[str, str]) -> None:
    """A low requirement that fails, or a doubtful exclusion that applies, leaves her unsure."""
    when = "has_own_sim = yes" if kind == "requires" else "has_own_sim = no"
    rule = {"code": "doubtful", "programme": "langar_panahgah", "kind": kind, "when": when, **marks}
    book = with_rules(tmp_path, rule)
    found = assess(book, {"has_own_sim": False}, TODAY)["langar_panahgah"]
    if kind == "requires" and "is_conflicting" in marks:
        assert found.likelihood == "unlikely"  # all readings of a known source agree
    else:
        assert (found.likelihood, found.doubt) == ("unsure", "conflict")
    assert assess(book, {"has_own_sim": True}, TODAY)["langar_panahgah"].likelihood == "likely"


def answers(on: date) -> st.SearchStrategy[dict[str, Any]]:
    """Any answers to any facts, not knowing among them."""
    by_fact = {
        fact.code: st.sampled_from([*(value for value, _ in outcomes(fact, cuts(BOOK, on).get(fact.code, []))), None])
        for fact in BOOK.facts.values()
    }
    return st.fixed_dictionaries({}, optional=by_fact)


days = st.sampled_from([date(2018, 1, 1), date(2021, 10, 15), date(2021, 12, 1), date(2024, 6, 1), TODAY])


@settings(deadline=None)  # the first example of a day fills its caches
@given(day=days, data=st.data())
def test_a_decided_finding_stays_whatever_is_learnt(day: date, data: st.DataObject) -> None:
    before = data.draw(answers(day))
    learnt = data.draw(answers(day))
    after = {**learnt, **{code: value for code, value in before.items() if value is not None}}
    earlier, later = assess(BOOK, before, day), assess(BOOK, after, day)
    for programme, found in earlier.items():
        if found.likelihood != "unsure":
            assert later[programme].likelihood == found.likelihood


@settings(deadline=None)
@given(day=days, data=st.data())
def test_facts_that_are_not_known_change_nothing(day: date, data: st.DataObject) -> None:
    facts = data.draw(answers(day))
    told = {code: value for code, value in facts.items() if value is not None}
    assert assess(BOOK, facts, day) == assess(BOOK, told, day)


@settings(deadline=None)
@given(day=days, data=st.data())
def test_every_finding_says_why(day: date, data: st.DataObject) -> None:
    for found in assess(BOOK, data.draw(answers(day)), day).values():
        assert (found.likelihood == "unsure") == (found.doubt is not None)
        if found.likelihood == "unlikely":
            assert found.rule is not None
            assert found.rule.is_firm or found.rule.confidence != "low"
        if found.doubt == "missing":
            assert found.missing
        assert all(code in BOOK.facts for code in found.missing)


@settings(deadline=None)
@given(day=days, data=st.data())
def test_no_rule_outside_its_dates_decides(day: date, data: st.DataObject) -> None:
    for found in assess(BOOK, data.draw(answers(day)), day).values():
        assert found.rule is None or found.rule.is_in_force(day)


@settings(deadline=None)
@given(day=days, data=st.data())
def test_the_short_way_finds_the_same(day: date, data: st.DataObject) -> None:
    facts = data.draw(answers(day))
    for programme, found in assess(BOOK, facts, day).items():
        assert likelihood(BOOK, facts, day, programme) == found.likelihood
        assert assess(BOOK, facts, day, [programme])[programme] == found
