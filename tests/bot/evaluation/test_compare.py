"""Whether a candidate is worse is decided by counting pairs, and by chance only as often as promised."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bot.evaluation.compare import Outcome, Reading, beyond_chance, compare
from bot.evaluation.report import Subject, markdown, verdict_words
from bot.evaluation.sets import WRITINGS, Line
from bot.evaluation.tables import confusion, to_csv

GAS = Line("dev", "gas nahi", "en", "file_grievance", "gas", "")
RIGHT = Reading("en", "file_grievance", "gas", 0.9, "", False)
VAGUE = replace(RIGHT, category="electricity", category_confidence=0.3)
SURELY_WRONG = replace(VAGUE, category_confidence=0.95)
OTHER_INTENT = replace(RIGHT, intent="greet", category=None, category_confidence=0.0)


def lines(count: int, **changes: str) -> list[Line]:
    """Lines in all writings by turns."""
    return [replace(GAS, writing=WRITINGS[at % 3], **changes) for at in range(count)]


def compared(before: list[Reading], after: list[Reading], **changes: str) -> Outcome:
    return compare(lines(len(before), **changes), before, after)


def names(outcome: Outcome) -> set[tuple[str, str]]:
    return {(row.question.name, row.group) for row in outcome.worse}


def test_the_same_readings_are_not_worse() -> None:
    outcome = compared([RIGHT, VAGUE] * 30, [RIGHT, VAGUE] * 30)
    assert not outcome.is_refused
    assert verdict_words(outcome) == "Not worse anywhere beyond chance, and not better either."


@pytest.mark.parametrize(
    ("mistake", "questions"),
    [
        (OTHER_INTENT, {"intent", "category"}),
        (VAGUE, {"category"}),
        (SURELY_WRONG, {"category", "not_surely_wrong"}),
    ],
)
def test_each_way_of_being_worse_is_named(mistake: Reading, questions: set[str]) -> None:
    outcome = compared([RIGHT] * 90, [mistake] * 90)
    assert {question for question, _ in names(outcome)} == questions
    assert verdict_words(outcome).startswith("Refused: the candidate is worse beyond chance.")
    assert "100.0 % before, 0.0 % now" in verdict_words(outcome)


def test_a_loss_in_one_writing_is_not_made_up_for_by_the_others() -> None:
    before = [RIGHT if at % 3 == 0 else VAGUE for at in range(120)]
    after = [VAGUE if at % 3 == 0 else RIGHT for at in range(120)]
    assert names(compared(before, after)) == {("category", "ur")}


def test_what_must_be_sealed_may_be_sealed_as_an_accusation() -> None:
    sealed = replace(RIGHT, category="corruption")
    accused = replace(RIGHT, category="police", is_accusation=True)
    missed = replace(RIGHT, category="police")
    assert ("sealed", "all") in names(compared([sealed] * 60, [missed] * 60, category="corruption"))
    assert ("sealed", "all") not in names(compared([sealed] * 60, [accused] * 60, category="corruption"))


@pytest.mark.parametrize(
    ("lost", "gained", "is_refused"), [(6, 0, False), (7, 0, True), (12, 3, False), (40, 10, True)]
)
def test_a_few_lost_lines_may_be_chance(lost: int, gained: int, is_refused: bool) -> None:
    before = [VAGUE] * gained + [RIGHT] * lost + [RIGHT] * 500
    after = [RIGHT] * gained + [VAGUE] * lost + [RIGHT] * 500
    found = compare([replace(GAS, writing="en")] * len(before), before, after)
    assert found.is_refused is is_refused


def test_a_candidate_that_only_differs_is_refused_one_time_in_twenty_at_most() -> None:
    dice = random.Random(7)
    refused = 0
    for _ in range(200):
        pairs = [(RIGHT, VAGUE) if dice.random() < 0.5 else (VAGUE, RIGHT) for _ in range(60)]
        before, after = zip(*pairs, strict=True)
        refused += compared(list(before), list(after)).is_refused
    assert refused <= 200 * 0.05


def test_holm_asks_less_of_each_next_question() -> None:
    assert beyond_chance([0.012, 0.02, 0.04, 0.2]) == [0]
    assert beyond_chance([0.01, 0.016, 0.024, 0.2]) == [0, 1, 2]
    assert beyond_chance([]) == []


def test_the_report_says_what_was_counted_and_shows_no_text() -> None:
    told = lines(12)
    before, after = (Subject(name, "0123", readings, 2.5) for name, readings in
                     (("current", [RIGHT] * 12), ("candidate", [RIGHT] * 11 + [OTHER_INTENT])))  # fmt: skip
    report = markdown(told, 3, before, after, compare(told, before.readings, after.readings))
    assert "12 lines: dev 12. 3 more nearly repeat a training example" in report
    assert "| intent | all | 12 | 100.0 % | 91.7 % | 1 | 0 | 0.5000 |  |" in report
    assert "| gas | 12 → 11 of 12 | 4 → 4 of 4 | 4 → 4 of 4 | 4 → 3 of 4 |" in report
    assert "| intent file_grievance → greet | 0 | 1 |" in report
    assert GAS.text not in report


def test_a_confusion_table_counts_by_meaning_and_understanding() -> None:
    readings = [RIGHT, VAGUE, OTHER_INTENT]
    assert to_csv(confusion(lines(3), readings, "category")) == "meant,electricity,gas,none\ngas,1,1,1\n"
    assert to_csv(confusion(lines(3), readings, "category", "ur")) == "meant,gas\ngas,1\n"
