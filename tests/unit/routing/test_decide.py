"""Where a case goes, as a table of facts and answers."""

from uuid import UUID

import pytest

from gateway.offices.errors import NoTriageDesk
from gateway.offices.responsibility import AreaFact, OfficeFact, RuleFact, Words
from gateway.routing.decide import Facts, decide
from gateway.routing.wording import in_words

TEHSIL = AreaFact("teh-kamoke", "tehsil", Words("Kamoke", "کامونکی"))
DISTRICT = AreaFact("dist-gujranwala", "district", Words("Gujranwala", "گوجرانوالہ"))
DIVISION = AreaFact("div-gujranwala", "division", Words("Gujranwala", "گوجرانوالہ"))
PROVINCE = AreaFact("punjab", "province", Words("Punjab", "پنجاب"))
PATH = (TEHSIL, DISTRICT, DIVISION, PROVINCE)


def rule(
    number: int, code: str, office_type: str, area: str | None = None, rank: int = 100, depth: int = 0
) -> RuleFact:  # fmt: skip
    """A rule whose reason names its office type."""
    reason = Words(f"the {office_type} answers", f"{office_type} ذمہ دار ہے")
    return RuleFact(UUID(int=number), code, area, office_type, rank, reason, depth)


def office(number: int, office_type: str, area: str | None, *, active: bool = True, triage: bool = False) -> OfficeFact:
    """An office named after its number."""
    name = Words(f"Office {number}", f"دفتر {number}")
    return OfficeFact(UUID(int=number), f"code-{number}", name, office_type, area, active, triage)


TRIAGE = office(99, "triage_desk", None, triage=True)
CELL = office(90, "oversight_cell", "punjab")
TOWN = office(10, "town", "teh-kamoke")
CITY = office(11, "city", "dist-gujranwala")
COMMISSIONER = office(12, "commissioner", "dist-gujranwala")
OFFICES = [TRIAGE, CELL, TOWN, CITY, COMMISSIONER]
WATER = rule(1, "water-town", "town")
WATER_CITY = rule(2, "water-city", "city", "dist-gujranwala")
WATER_KAMOKE = rule(3, "water-kamoke", "town", "teh-kamoke")
LAST = rule(4, "last", "commissioner", rank=900)
ELSEWHERE = rule(5, "elsewhere", "town", "dist-lahore", rank=1)
PARENT_OF_CITY = rule(6, "parent", "town", "teh-kamoke", rank=1, depth=1)


@pytest.mark.parametrize(
    ("path", "rules", "offices", "expected"),
    [
        pytest.param(PATH, [WATER], OFFICES, (TOWN, WATER, "tehsil"), id="nearest office of the rule's type"),
        pytest.param(PATH[1:], [WATER, LAST], OFFICES, (COMMISSIONER, LAST, "district"), id="next rule if none near"),
        pytest.param(PATH, [WATER, WATER_CITY], OFFICES, (CITY, WATER_CITY, "district"), id="smaller scope first"),
        pytest.param(
            PATH, [WATER_CITY, WATER_KAMOKE], OFFICES, (TOWN, WATER_KAMOKE, "tehsil"), id="smallest scope before small"
        ),
        pytest.param(PATH, [WATER, rule(7, "b", "city", rank=50)], OFFICES, (CITY, 7, "district"), id="lower rank"),
        pytest.param(PATH, [ELSEWHERE, LAST], OFFICES, (COMMISSIONER, LAST, "district"), id="rule of another area"),
        pytest.param(PATH, [PARENT_OF_CITY, WATER_CITY], OFFICES, (CITY, WATER_CITY, "district"), id="own first"),
        pytest.param(PATH, [PARENT_OF_CITY], OFFICES, (TOWN, PARENT_OF_CITY, "tehsil"), id="parent's rule when alone"),
        pytest.param(
            PATH, [WATER, LAST], [TRIAGE, office(10, "town", "teh-kamoke", active=False), COMMISSIONER],
            (COMMISSIONER, LAST, "district"), id="inactive office is passed over",
        ),
        pytest.param(PATH, [WATER], [TRIAGE, office(20, "town", "other")], (TRIAGE, None, "country"), id="no match"),
        pytest.param(PATH, [], OFFICES, (TRIAGE, None, "country"), id="no rule"),
        pytest.param((), [WATER, LAST], [TRIAGE], (TRIAGE, None, "country"), id="unknown place"),
        pytest.param(
            PATH, [WATER], [TRIAGE, TOWN, office(9, "town", "teh-kamoke")], (TOWN, WATER, "tehsil"),
            id="two of a kind: the lower code",
        ),
    ],
)  # fmt: skip
def test_unsealed(path, rules, offices, expected):
    decision = decide(Facts("water_supply", path), rules, offices)
    chosen, by, level = expected
    rule_id = by.id if isinstance(by, RuleFact) else UUID(int=by) if by else None
    assert (decision.office_id, decision.rule_id, decision.level) == (chosen.id, rule_id, level)


@pytest.mark.parametrize(
    ("path", "rules", "offices", "expected"),
    [
        pytest.param(PATH, [WATER], OFFICES, (CELL, WATER), id="never the accused office"),
        pytest.param(PATH, [], OFFICES, (CELL, None), id="cell even when nobody would answer"),
        pytest.param(PATH, [rule(8, "sealed", "oversight_cell")], OFFICES, (CELL, 8), id="a rule may name the cell"),
        pytest.param(
            PATH, [WATER_CITY], [*OFFICES, office(91, "oversight_cell", "dist-gujranwala")], (CELL, WATER_CITY),
            id="not a cell of the accused office's own level",
        ),
        pytest.param(
            PATH, [WATER], [*OFFICES, office(91, "oversight_cell", "dist-gujranwala")], (91, WATER),
            id="nearest cell above",
        ),
        pytest.param(PATH, [WATER], [TRIAGE, TOWN], (TRIAGE, None), id="no cell: triage, not the accused"),
        pytest.param((), [WATER], OFFICES, (TRIAGE, None), id="unknown place"),
    ],
)  # fmt: skip
def test_sealed(path, rules, offices, expected):
    decision = decide(Facts("water_supply", path, is_sealed=True), rules, offices)
    chosen, by = expected
    office_id = chosen.id if isinstance(chosen, OfficeFact) else UUID(int=chosen)
    rule_id = by.id if isinstance(by, RuleFact) else UUID(int=by) if by else None
    assert (decision.office_id, decision.rule_id) == (office_id, rule_id)
    assert "sealed" in in_words(decision.reason).en
    assert "خفیہ" in in_words(decision.reason).ur


def test_reason_in_words():
    assert in_words(decide(Facts("water_supply", PATH), [WATER], OFFICES).reason) == (
        "Kamoke (tehsil): the town answers; nearest one, Office 10, serves Kamoke (tehsil).",
        "تحصیل کامونکی: town ذمہ دار ہے۔ قریب ترین دفتر دفتر 10 ہے، جس کا علاقہ تحصیل کامونکی ہے۔",
    )


def test_reason_of_triage_says_why():
    nowhere = in_words(decide(Facts("gas", ()), [], [TRIAGE]).reason).en
    assert nowhere == "Place not known: no area to look for an office in; Office 99 places it by hand."
    there = in_words(decide(Facts("gas", PATH), [], [TRIAGE]).reason).en
    assert there == "Kamoke (tehsil): no rule leads to an active office there; Office 99 places it by hand."


def test_without_a_triage_desk_it_refuses():
    with pytest.raises(NoTriageDesk):
        decide(Facts("water_supply", PATH), [], [CELL])


def test_order_of_facts_does_not_matter():
    rules, forward = [WATER, WATER_CITY, WATER_KAMOKE, LAST, ELSEWHERE], Facts("water_supply", PATH)
    assert decide(forward, rules, OFFICES) == decide(forward, rules[::-1], OFFICES[::-1])


@pytest.mark.parametrize("is_sealed", [False, True])
@pytest.mark.parametrize("path", [PATH, ()])
@pytest.mark.parametrize("rules", [[], [WATER], [rule(8, "sealed", "oversight_cell")]])
@pytest.mark.parametrize("offices", [[TRIAGE], OFFICES])
def test_every_reason_can_be_said_in_both_languages(is_sealed, path, rules, offices):
    words = in_words(decide(Facts("water_supply", path, is_sealed), rules, offices).reason)
    assert words.en
    assert words.ur
    assert "%(" not in words.en + words.ur
