"""Programmes, facts, reasons and documents in a citizen's language, from the data files. Decides nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway.eligibility.files import rulebook
from gateway.eligibility.rulebook import Words

COMMA = {"en": ", ", "ur": "، ", "ur_Latn": ", "}
SEMICOLON = {"en": "; ", "ur": "؛ ", "ur_Latn": "; "}


def _programmes(codes: Sequence[str], language: str) -> str:
    return COMMA[language].join(rulebook().programmes[code].name[language] for code in codes)


def _groups(groups: Sequence[Mapping[str, Any]], language: str) -> str:
    """Programmes with the reason they share: "Kafaalat, Nashonuma (survey score not known)"."""
    return COMMA[language].join(
        f"{_programmes(group['programmes'], language)} ({_reason(group, language)})" for group in groups
    )


def _reason(group: Mapping[str, Any], language: str) -> str:
    book = rulebook()
    if "missing" in group:
        return book.facts[group["missing"]].missing[language]
    rule = book.rule(group["rule"])
    assert rule is not None, group
    return rule.reason[language]


def _particulars(codes: Sequence[str], language: str) -> str:
    texts: dict[str, Words] = {one.code: one.text for one in rulebook().particulars}
    return SEMICOLON[language].join(texts[code][language] for code in codes)


def _statuses(found: Sequence[Sequence[str]], language: str) -> str:
    """Pairs of programme and status as a registry extract has them."""
    book = rulebook()
    return COMMA[language].join(
        f"{book.programmes[programme].name[language]} {book.statuses[status][language]}" for programme, status in found
    )


LABELS: Mapping[str, Callable[[Any, str], str]] = {
    "programmes": _programmes,
    "programme": lambda code, language: rulebook().programmes[code].name[language],
    "fact": lambda code, language: rulebook().facts[code].question[language],
    "groups": _groups,
    "particulars": _particulars,
    "documents": lambda code, language: _particulars([code], language),
    "statuses": _statuses,
}


def option_label(fact: str, option: str, language: str) -> str:
    """Label of one answer to a choice."""
    return next(one.label[language] for one in rulebook().facts[fact].options if one.code == option)
