"""What the data files say, as values: facts to ask for, programmes, dated rules, dated particulars. Pure.

A rule or particular counts on a day between `valid_from` and `valid_to`, both included; no `valid_to` means that no end
is known. It may decide only if its confidence is high or medium and no source contradicts it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from gateway.eligibility.conditions import Condition

Words = Mapping[str, str]  # language code to text
FactKind = Literal["flag", "number", "choice"]
RuleKind = Literal["requires", "excludes", "proves"]
Confidence = Literal["high", "medium", "low"]
Topic = Literal["what", "who", "how", "bring", "amount", "condition"]


@dataclass(frozen=True)
class Option:
    """One answer to a question of kind `choice`. `share`: how often we expect it."""

    code: str
    share: float
    label: Words


@dataclass(frozen=True)
class Fact:
    """Something a citizen can tell of her household.

    `share`: how often we expect a yes (flags). `spread`: rising (value, share at or below it) pairs (numbers).
    `unknown_share`: how often she cannot tell. Shares only order the questions; they never decide anything.
    """

    code: str
    kind: FactKind
    is_asked: bool
    question: Words
    missing: Words
    unknown_share: float
    share: float = 0.5
    spread: tuple[tuple[float, float], ...] = ()
    options: tuple[Option, ...] = ()
    low: float = 0
    high: float = 0


@dataclass(frozen=True)
class Programme:
    """`is_general`: its questions are asked when no programme is named. `office_category`: whose office registers."""

    code: str
    is_general: bool
    office_category: str | None
    name: Words


@dataclass(frozen=True)
class Dated:
    """A statement with its time and its source."""

    code: str
    programme: str
    valid_from: date
    valid_to: date | None
    confidence: Confidence
    is_conflicting: bool
    source: str
    source_date: date
    note: str

    def is_in_force(self, on: date) -> bool:
        """Whether it counts on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def is_firm(self) -> bool:
        """Whether it may be told as it is, and decide."""
        return self.confidence != "low" and not self.is_conflicting


@dataclass(frozen=True)
class Rule(Dated):
    """Rows with the same programme and `group` are alternatives. `reason`: why it speaks against her, in words."""

    group: str
    kind: RuleKind
    condition: Condition
    reason: Words


@dataclass(frozen=True)
class Particular(Dated):
    """What a programme is, for whom, how to apply, what to bring, how much."""

    topic: Topic
    text: Words


@dataclass(frozen=True, eq=False)
class Rulebook:
    """Everything, by code, in the order of the files. `statuses`: what a registry extract may say of a person.

    Compared by identity, so that it can be part of a cache's key.
    """

    facts: Mapping[str, Fact]
    programmes: Mapping[str, Programme]
    rules: tuple[Rule, ...]
    particulars: tuple[Particular, ...]
    statuses: Mapping[str, Words]

    def groups_of(self, programme: str, on: date) -> tuple[tuple[Rule, ...], ...]:
        """Rules of a programme that count on that day, alternatives together."""
        return self._of_day(on).groups[programme]

    def rules_of(self, programme: str, on: date) -> list[Rule]:
        """Rules of a programme that count on that day."""
        return [rule for group in self.groups_of(programme, on) for rule in group]

    def rule(self, code: str) -> Rule | None:
        """The rule with this code."""
        return self._by_code.get(code)

    def builds_on(self, programme: str, on: date) -> tuple[str, ...]:
        """The programme and those its rules speak of, each after what it builds on."""
        return self._of_day(on).steps[programme]

    def needed_facts(self, programme: str, on: date) -> tuple[str, ...]:
        """Facts that can matter to a programme, those of programmes it builds on first."""
        return self._of_day(on).needed[programme]

    def _of_day(self, on: date) -> "_Day":
        if on not in self._days:
            self._days[on] = _Day.of(self, on)
        return self._days[on]

    @cached_property
    def _days(self) -> dict[date, "_Day"]:
        """Filled as days are asked for."""
        return {}

    @cached_property
    def _by_code(self) -> dict[str, Rule]:
        return {rule.code: rule for rule in self.rules}


@dataclass(frozen=True)
class _Day:
    """What counts on one day, by programme."""

    groups: dict[str, tuple[tuple[Rule, ...], ...]]
    steps: dict[str, tuple[str, ...]]
    needed: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, book: Rulebook, on: date) -> "_Day":
        """Programmes come in an order in which each builds on earlier ones only."""
        day = cls({}, {}, {})
        for programme in book.programmes:
            grouped: dict[str, list[Rule]] = {}
            for rule in book.rules:
                if rule.programme == programme and rule.is_in_force(on):
                    grouped.setdefault(rule.group, []).append(rule)
            named = [fact for rules in grouped.values() for rule in rules for fact in rule.condition.facts]
            earlier = [fact for fact in named if fact in book.programmes]
            steps = dict.fromkeys(step for one in earlier for step in day.steps[one])
            facts = [
                *(fact for one in earlier for fact in day.needed[one]),
                *(one for one in named if one in book.facts),
            ]
            day.groups[programme] = tuple(tuple(rules) for rules in grouped.values())
            day.steps[programme] = (*steps, programme)
            day.needed[programme] = tuple(dict.fromkeys(facts))
        return day
