"""Conditions of eligibility rules, as written in the data files, and their truth for what is known. Pure.

Truth is three-valued (Kleene, "Introduction to Metamathematics", 1952, §64): None is "not known". Every connective here
keeps a truth once it is reached, whatever is learnt later; that is why a finding never becomes unsure again.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Value = bool | float | str | None
Known = Mapping[str, Value]
Truth = bool | None

ANYONE = "anyone"
YES, NO = "yes", "no"
_COMPARISON = re.compile(r"(?P<fact>[a-z][a-z0-9_]*) *(?P<operator><=|>=|<|>|=|in) *(?P<operand>[a-z0-9_.]+)")
_NUMBER = r"\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\.\.({_NUMBER})")


class ConditionInvalid(ValueError):
    """The text is no condition; the message says what is."""


@dataclass(frozen=True)
class Comparison:
    """One fact held against a value: `poverty_score <= 32`, `age in 18..60`, `has_cnic = yes`, `kafaalat = likely`."""

    fact: str
    operator: str
    low: float | None = None
    high: float | None = None
    word: str | None = None

    @property
    def is_numeric(self) -> bool:
        """Whether it needs a number."""
        return self.word is None

    @property
    def cuts(self) -> list[float]:
        """Numbers at which its truth changes."""
        return [bound for bound in (self.low, self.high) if bound is not None]

    def truth(self, known: Known) -> Truth:
        """Whether it holds; None while the fact is not known."""
        value = known.get(self.fact)
        if value is None:
            return None
        if self.word is not None:
            return (value is (self.word == YES)) if isinstance(value, bool) else value == self.word
        if isinstance(value, (bool, str)):
            return None
        return self._holds(float(value))

    def _holds(self, number: float) -> bool:
        match self.operator:
            case "<":
                return self.high is not None and number < self.high
            case ">":
                return self.low is not None and number > self.low
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)


@dataclass(frozen=True)
class Condition:
    """Comparisons that must all hold; none at all holds for anyone."""

    comparisons: tuple[Comparison, ...] = ()

    def truth(self, known: Known) -> Truth:
        """Whether it holds for what is known.

        >>> parse("poverty_score <= 37 and has_disabled_member = yes").truth({"poverty_score": 40.0}) is False
        True
        """
        return all_of(comparison.truth(known) for comparison in self.comparisons)

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts it asks about, in order."""
        return tuple(comparison.fact for comparison in self.comparisons)


def parse(text: str) -> Condition:
    """Read a condition. Raises ConditionInvalid."""
    if text.strip() == ANYONE:
        return Condition()
    return Condition(tuple(_comparison(part.strip()) for part in text.split(" and ")))


def _comparison(text: str) -> Comparison:
    match = _COMPARISON.fullmatch(text)
    if match is None:
        raise ConditionInvalid(f"'{text}' is not like `fact <= 32`, `fact in 18..60`, `fact = yes` or `{ANYONE}`")
    fact, operator, operand = match["fact"], match["operator"], match["operand"]
    if operator == "in":
        return _between(fact, operand)
    if operator == "=" and not re.fullmatch(_NUMBER, operand):
        return Comparison(fact, operator, word=operand)
    if not re.fullmatch(_NUMBER, operand):
        raise ConditionInvalid(f"'{operand}' is not a number")
    number = float(operand)
    return Comparison(
        fact, operator, low=number if operator in (">", ">=", "=") else None,
        high=number if operator in ("<", "<=", "=") else None,
    )  # fmt: skip


def _between(fact: str, operand: str) -> Comparison:
    bounds = _RANGE.fullmatch(operand)
    if bounds is None or float(bounds[1]) > float(bounds[2]):
        raise ConditionInvalid(f"'{operand}' is not a range like 18..60")
    return Comparison(fact, "in", low=float(bounds[1]), high=float(bounds[2]))


def all_of(truths: Iterable[Truth]) -> Truth:
    """False when any is false, true when all are true; else not known."""
    found = list(truths)
    if False in found:
        return False
    return None if None in found else True


def any_of(truths: Iterable[Truth]) -> Truth:
    """True when any is true, false when all are false; else not known."""
    found = list(truths)
    if True in found:
        return True
    return None if None in found else False


def not_(truth: Truth) -> Truth:
    """The opposite of what is known."""
    return None if truth is None else not truth
