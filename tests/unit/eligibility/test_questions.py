"""The fewest questions: on simulated households, against the best that any fixed order could do."""

import random
from functools import cache
from itertools import permutations
from statistics import mean

import pytest

from gateway.eligibility.advice import advise, meant_programmes
from gateway.eligibility.conditions import Value
from gateway.eligibility.decide import assess
from gateway.eligibility.files import rulebook
from gateway.eligibility.questions import is_answer, next_question, outcomes
from tests.support.eligibility import TODAY, asked_of, household

BOOK = rulebook()
GENERAL = meant_programmes(BOOK, None)
# Facts that can matter to the programmes asked for in general.
NEEDED = tuple(dict.fromkeys(fact for one in GENERAL for fact in BOOK.needed_facts(one, TODAY)))


@cache
def households(number: int = 400) -> list[dict[str, Value]]:
    chance = random.Random(8171)
    return [household(BOOK, TODAY, chance) for _ in range(number)]


def asked_in_order(told: dict[str, Value], order: tuple[str, ...]) -> int:
    """Questions of a fixed order, the rest left out as soon as nothing more can be learnt."""
    facts: dict[str, Value] = {}
    for code in order:
        if next_question(BOOK, facts, TODAY, GENERAL) is None:
            break
        facts[code] = told[code]
    return len(facts)


def test_fewer_questions_than_any_fixed_order() -> None:
    """Six facts matter, so 720 orders are all there are; `docs/eligibility.md` reports the numbers."""
    chosen = mean(len(asked_of(BOOK, told, TODAY, GENERAL)) for told in households())
    assert len(NEEDED) == 6
    sample = households()[:60]
    best = min(mean(asked_in_order(told, order) for told in sample) for order in permutations(NEEDED))
    assert chosen < 3.9
    assert mean(len(asked_of(BOOK, told, TODAY, GENERAL)) for told in sample) <= best


def test_the_questions_find_what_all_facts_together_would() -> None:
    for told in households():
        asked = asked_of(BOOK, told, TODAY, GENERAL)
        found = assess(BOOK, {code: told[code] for code in asked}, TODAY)
        whole = assess(BOOK, {code: told[code] for code in NEEDED}, TODAY)
        differ = [one for one in GENERAL if found[one].likelihood != whole[one].likelihood]
        # A question left out because it tells next to nothing may cost certainty, and never makes a wrong finding.
        assert all(found[one].likelihood == "unsure" for one in differ), (told, asked)


def test_no_question_is_asked_twice_or_without_need() -> None:
    for told in households():
        asked = asked_of(BOOK, told, TODAY, GENERAL)
        assert len(asked) == len(set(asked))
        assert set(asked) <= set(NEEDED)
        facts: dict[str, Value] = {}
        for code in asked:
            before = assess(BOOK, facts, TODAY, GENERAL)
            assert any(before[one].likelihood == "unsure" for one in GENERAL)
            facts[code] = told[code]


def test_the_same_facts_lead_to_the_same_question() -> None:
    for told in households()[:50]:
        assert asked_of(BOOK, told, TODAY, GENERAL) == asked_of(BOOK, dict(reversed(told.items())), TODAY, GENERAL)


def test_one_paid_now_is_not_asked_for_her_score() -> None:
    asked = asked_of(BOOK, {**households()[0], "receives_kafaalat": True}, TODAY, GENERAL)
    assert set(asked) == {"receives_kafaalat", "has_schoolchild", "has_mother_or_infant"}


def test_a_high_score_ends_the_questions() -> None:
    told = {**households()[0], "receives_kafaalat": False, "poverty_score": 60.0}
    assert asked_of(BOOK, told, TODAY, GENERAL) == ["receives_kafaalat", "poverty_score"]


@pytest.mark.parametrize("programme", ["rashan_riayat", "undergraduate_scholarship", "langar_panahgah"])
def test_of_a_programme_without_rules_today_nothing_is_asked(programme: str) -> None:
    advice = advise(BOOK, {}, TODAY, programme)
    assert advice.question is None
    assert [one.doubt for one in advice.findings] == ["unconfirmed"]


def test_what_is_not_to_be_asked_never_is() -> None:
    for told in households():
        assert "lives_in_served_council" not in asked_of(BOOK, told, TODAY, list(BOOK.programmes))


def test_an_impossible_answer_is_left_aside() -> None:
    advice = advise(BOOK, {"receives_kafaalat": "maybe", "poverty_score": 400.0, "unheard_of": True}, TODAY, None)
    assert advice == advise(BOOK, {}, TODAY, None)
    assert not is_answer(BOOK.facts["exclusion"], "rich")
    assert not is_answer(BOOK.facts["has_cnic"], 1.0)
    assert not is_answer(BOOK.facts["age"], True)


def test_expected_shares_sum_to_one() -> None:
    for fact in BOOK.facts.values():
        assert sum(share for _, share in outcomes(fact, [fact.high / 3, fact.high / 2])) == pytest.approx(1)
