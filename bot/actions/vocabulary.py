"""Programmes and facts by name: the gateway's words of eligibility (`bot/contract/eligibility.json`), and how people
say yes, no and numbers (`lists/answers.yml`). Read once; decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from bot.nlu.normalise import folded, words

CONTRACT = Path(__file__).resolve().parents[1] / "contract" / "eligibility.json"
ANSWERS = Path(__file__).with_name("lists") / "answers.yml"
UMBRELLA = "umbrella"
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """A fact the gateway may ask for. `kind`: flag, number or choice; `options` in the order of their numbers."""

    kind: str
    options: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True)
class FactWords:
    """Words that mean a value of a fact. `is_volunteered`: also where nobody asked."""

    fact: str
    value: str
    is_volunteered: bool
    phrase: Phrase


_contract: dict[str, Any] = json.loads(CONTRACT.read_text(encoding="utf-8"))
_answers: dict[str, Any] = yaml.safe_load(ANSWERS.read_text(encoding="utf-8"))

FACTS: dict[str, Fact] = {
    code: Fact(one["kind"], tuple(one["options"]), float(one["low"]), float(one["high"]))
    for code, one in _contract["facts"].items()
}
OFFICE_CATEGORIES: dict[str, str | None] = {
    code: one["office_category"] for code, one in _contract["programmes"].items()
}
FACT_WORDS = [
    FactWords(one["fact"], one["value"], one["is_volunteered"], tuple(words(one["words"])))
    for one in _contract["fact_words"]
]
# Longest first, so that "taleemi wazifa" is heard before "wazifa".
_ALIASES = sorted(
    ((f" {folded(one['alias'])} ", one["programme"]) for one in _contract["aliases"]), key=lambda pair: -len(pair[0])
)


def phrases(entries: Iterable[str]) -> frozenset[Phrase]:
    """Entries as the words they consist of."""
    return frozenset(tuple(words(entry)) for entry in entries)


YES, NO, UNKNOWN, LIMITS, REFUSED, WRONGLY, APPEAL = (
    phrases(_answers[name]) for name in ("yes", "no", "unknown", "limits", "refused", "wrongly", "appeal")
)
NUMBERS, MULTIPLIERS = (
    {words(entry)[0]: float(value) for value, entries in _answers[name].items() for entry in entries}
    for name in ("numbers", "multipliers")
)


def programme_in(text: str) -> str | None:
    """The programme a text names, whatever it is called; None for none, or for help in general.

    >>> programme_in("kya mere bachon ko taleemi wazifa mil sakta hai"), programme_in("ehsaas ke paise")
    ('taleemi_wazaif', None)
    """
    sound = f" {folded(text)} "
    found = next((programme for alias, programme in _ALIASES if alias in sound), UMBRELLA)
    return None if found == UMBRELLA else found


def contains(said: list[str], phrases: Iterable[Phrase]) -> bool:
    """Whether one of the phrases stands in the words, in order and unbroken."""
    return any(
        tuple(said[at : at + len(phrase)]) == phrase for phrase in phrases for at in range(len(said) - len(phrase) + 1)
    )
