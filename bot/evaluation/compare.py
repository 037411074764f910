"""Two models on the same lines: how often each is right, and whether the difference is more than chance. Pure.

The test is McNemar's in its exact form, one-sided. Of the lines that only one of the two models has right, a candidate
that is no worse loses each with a chance of one half at most; how likely is it to lose as many as it did? Many such
questions are asked at once, so the probabilities are held against Holm's thresholds: if no candidate is really worse,
one in twenty is refused wrongly.

Source: Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
Psychometrika 12 (1947) 153-157; S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
Journal of Statistics 6 (1979) 65-70.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scipy.stats import binom

from bot.actions.categories import ACCEPT
from bot.evaluation.sets import WRITINGS, Line
from bot.nlu.cues import SEALED

# Chance of refusing a candidate that is not worse anywhere.
ALPHA = 0.05
ALL = "all"
GROUPS = (ALL, *WRITINGS)


@dataclass(frozen=True)
class Reading:
    """What a model makes of a line."""

    writing: str
    intent: str
    category: str | None
    category_confidence: float
    district_id: str
    is_accusation: bool


@dataclass(frozen=True)
class Question:
    """Something a model may have right. `applies`: to which lines it is put."""

    name: str
    title: str
    applies: Callable[[Line], bool]
    is_right: Callable[[Line, Reading], bool]
    is_deciding: bool = True


def _always(_line: Line) -> bool:
    return True


def _has_category(line: Line) -> bool:
    return bool(line.category)


def _must_be_sealed(line: Line) -> bool:
    return line.category in SEALED


def _is_sealed(_line: Line, reading: Reading) -> bool:
    return reading.category in SEALED or reading.is_accusation


def _may_be_open(line: Line) -> bool:
    return _has_category(line) and not _must_be_sealed(line)


def _is_open(line: Line, reading: Reading) -> bool:
    return not _is_sealed(line, reading)


def _is_not_surely_wrong(line: Line, reading: Reading) -> bool:
    return reading.category == line.category or reading.category_confidence < ACCEPT


def _same(name: str) -> Callable[[Line, Reading], bool]:
    return lambda line, reading: bool(getattr(line, name) == getattr(reading, name))


QUESTIONS = (
    Question("intent", "intent", _always, _same("intent")),
    Question("category", "category", _has_category, _same("category")),
    Question("not_surely_wrong", "not surely in a wrong category", _has_category, _is_not_surely_wrong),
    Question("sealed", "sealed when it must be", _must_be_sealed, _is_sealed),
    # What accuses is not labelled in the sets, so that sealing too much is told and does not decide.
    Question("open", "not sealed, of other categories", _may_be_open, _is_open, is_deciding=False),
    Question("writing", "writing", _always, _same("writing"), is_deciding=False),
    # Places are found by code and lists, which both models share: told, and no reason to refuse either.
    Question("district", "district", _always, _same("district_id"), is_deciding=False),
)


@dataclass(frozen=True)
class Paired:
    """Counts of lines by which of the two models has them right."""

    question: Question
    group: str
    both: int
    lost: int
    gained: int
    neither: int

    @property
    def total(self) -> int:
        """How many lines."""
        return self.both + self.lost + self.gained + self.neither

    @property
    def current(self) -> int:
        """Lines that the current model has right."""
        return self.both + self.lost

    @property
    def candidate(self) -> int:
        """Lines that the candidate has right."""
        return self.both + self.gained

    @property
    def chance_of_loss(self) -> float:
        """How likely a candidate that is no worse loses at least so many of the lines that the two differ in."""
        return _at_least(self.lost, self.lost + self.gained)

    @property
    def chance_of_gain(self) -> float:
        """The same the other way round."""
        return _at_least(self.gained, self.lost + self.gained)


@dataclass(frozen=True)
class Outcome:
    """The whole comparison. `worse` and `better`: beyond chance."""

    rows: tuple[Paired, ...]
    worse: tuple[Paired, ...]
    better: tuple[Paired, ...]

    @property
    def is_refused(self) -> bool:
        """Whether the candidate must not replace the current model."""
        return bool(self.worse)


def compare(lines: Sequence[Line], current: Sequence[Reading], candidate: Sequence[Reading]) -> Outcome:
    """Every question put to all lines and to those of each writing."""
    rows = tuple(paired(lines, current, candidate, question, group) for question in QUESTIONS for group in GROUPS)
    deciding = [row for row in rows if row.question.is_deciding and row.total]
    worse = beyond_chance([row.chance_of_loss for row in deciding])
    better = beyond_chance([row.chance_of_gain for row in deciding])
    return Outcome(rows, tuple(deciding[at] for at in worse), tuple(deciding[at] for at in better))


def paired(
    lines: Sequence[Line], current: Sequence[Reading], candidate: Sequence[Reading], question: Question, group: str
) -> Paired:
    """Both models' answers to one question, within a group of lines."""
    counts = {(was, now): 0 for was in (True, False) for now in (True, False)}
    for line, old, new in zip(lines, current, candidate, strict=True):
        if group in (ALL, line.writing) and question.applies(line):
            counts[question.is_right(line, old), question.is_right(line, new)] += 1
    both, lost = counts[True, True], counts[True, False]
    return Paired(question, group, both, lost, counts[False, True], counts[False, False])


def beyond_chance(chances: Sequence[float], alpha: float = ALPHA) -> list[int]:
    """Places of the chances that Holm's procedure rejects.

    >>> beyond_chance([0.04, 0.001, 0.02])
    [0, 1, 2]
    >>> beyond_chance([0.3, 0.001, 0.03])
    [1]
    """
    rejected: list[int] = []
    for rank, at in enumerate(sorted(range(len(chances)), key=lambda one: chances[one])):
        if chances[at] > alpha / (len(chances) - rank):
            break
        rejected.append(at)
    return sorted(rejected)


def _at_least(count: int, total: int) -> float:
    return float(binom.sf(count - 1, total, 0.5)) if total else 1.0
