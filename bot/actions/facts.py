"""Reads what a citizen tells of her household: the answer to a question, and what she says unasked. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.actions.reading import Reading
from bot.actions.vocabulary import (
    FACT_WORDS,
    FACTS,
    LIMITS,
    MULTIPLIERS,
    NO,
    NUMBERS,
    UNKNOWN,
    YES,
    Fact,
    FactWords,
    contains,
)
from bot.nlu.normalise import normalise, words

Value = bool | float | str | None
# A longer sentence that happens to begin with "no" or to hold a number is about something else.
SHORT_WORDS = 6
SCORE = "poverty_score"
NONE = "none"
_SCORE_WORDS = frozenset(words("score skor pmt سکور اسکور"))
_JOINED = re.compile(r"(?<!\w)(\d[\d,.]*)([^\W\d_]+)(?!\w)")  # "35k", and no case number
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Told:
    """An answer; `value` None: she does not know."""

    value: Value


def is_passed_over(reading: Reading) -> bool:
    """Whether a short message says that she does not know: so surely that it is no complaint, whatever it resembles."""
    said = words(reading.text)
    return len(said) <= SHORT_WORDS and contains(said, UNKNOWN)


def answer_to(code: str, reading: Reading) -> Told | None:
    """The answer to the question for a fact; None when the message is none."""
    fact = FACTS.get(code)
    said = words(reading.text)
    if fact is None or not said:
        return None
    if reading.choice == 0 or "unknown" in reading.keywords or contains(said, UNKNOWN):
        return Told(None)
    value = _READERS[fact.kind](code, fact, reading, said)
    return None if value is None else Told(value)


def volunteered(reading: Reading) -> list[dict[str, Any]]:
    """Facts in a message nobody asked for: a score with its word, and what words say that are surely meant.

    >>> volunteered(Reading("mera score 28 hai kya main ahal hun", "check_eligibility", 1.0))
    [{'fact': 'poverty_score', 'value': 28.0}]
    """
    said = words(reading.text)
    found: list[dict[str, Any]] = []
    score = _number(reading.text, FACTS[SCORE]) if SCORE in FACTS and _SCORE_WORDS & set(said) else None
    if score is not None:
        found.append({"fact": SCORE, "value": score})
    if contains(said, NO):  # "not disabled": better asked than guessed
        return found
    for one in FACT_WORDS:
        if one.is_volunteered and contains(said, [one.phrase]):
            value = _value_of(one)
            if {"fact": one.fact, "value": value} not in found:
                found.append({"fact": one.fact, "value": value})
    return found


def _flag(code: str, _fact: Fact, reading: Reading, said: list[str]) -> Value:
    if reading.choice in (1, 2):
        return reading.choice == 1
    if reading.choice is not None:
        return None
    if _begins(said, NO) or reading.intent == "deny" or (len(said) <= SHORT_WORDS and contains(said, NO)):
        return False
    if _begins(said, YES) or reading.intent == "affirm":
        return True
    meant = _meant(code, said)
    return None if meant is None else _value_of(meant)


def _choice(code: str, fact: Fact, reading: Reading, said: list[str]) -> Value:
    if reading.choice is not None:
        return fact.options[reading.choice - 1] if 1 <= reading.choice <= len(fact.options) else None
    meant = _meant(code, said)
    if contains(said, NO) and (meant is None or meant.value != NONE):
        # A bare no is none of them; "I have no car" says nothing of the others.
        return NONE if NONE in fact.options and tuple(said) in NO else None
    return meant.value if meant else None


def _amount(_code: str, fact: Fact, reading: Reading, said: list[str]) -> Value:
    is_limit = contains(said, LIMITS)
    return _number(reading.text, fact) if len(said) <= SHORT_WORDS and not is_limit else None


_READERS = {"flag": _flag, "choice": _choice, "number": _amount}


def _meant(code: str, said: list[str]) -> FactWords | None:
    """The longest listed words for this fact."""
    fitting = [one for one in FACT_WORDS if one.fact == code and contains(said, [one.phrase])]
    return max(fitting, key=lambda one: len(one.phrase), default=None)


def _value_of(meant: FactWords) -> Value:
    return meant.value == "yes" if FACTS[meant.fact].kind == "flag" else meant.value


def _begins(said: list[str], phrases: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(said[: len(phrase)]) == phrase for phrase in phrases)


def _number(text: str, fact: Fact) -> float | None:
    """The only number of a text, with its multiplier; None when there is none, several, or one out of bounds.

    >>> _number("35 hazar rupay", FACTS["monthly_income"]), _number("پچیس ہزار", FACTS["monthly_income"])
    (35000.0, 25000.0)
    """
    found = _numbers(normalise(text))
    return found[0] if len(found) == 1 and fact.low <= found[0] <= fact.high else None


def _numbers(text: str) -> list[float]:
    apart = _JOINED.sub(r"\1 \2", text)
    parts = [part.strip(".,;:!?/-۔،؟") for part in apart.split()]
    found: list[float] = []
    is_open = False  # whether a multiplier may follow
    for part in parts:
        value = _plain(part)
        if value is not None:
            found.append(value)
        elif is_open and part in MULTIPLIERS:
            found[-1] *= MULTIPLIERS[part]
        is_open = bool(found) and (value is not None or part in MULTIPLIERS)
    return found


def _plain(part: str) -> float | None:
    if _NUMBER.fullmatch(part):
        return float(part.replace(",", ""))
    return NUMBERS.get(part)
