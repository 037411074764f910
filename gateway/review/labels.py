"""From what a reviewer filled in to labels, or to what is wrong with it. Pure.

Categories and districts may be typed in any of the three writings, or as far as only one can be meant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gateway.places.folding import fold
from gateway.review.privacy import neutral
from models.correction import INTENTS, WITH_CATEGORY
from models.types import LANGUAGES

MAX_EXAMPLE_CHARS = 1000
GRIEVANCE = "file_grievance"
WITHOUT_CATEGORY = frozenset(INTENTS) - frozenset(WITH_CATEGORY)
# What is wrong, as keys of the console's texts.
INTENT_MISSING, CATEGORY_MISSING = "review_intent_missing", "review_category_missing"
CATEGORY_UNKNOWN, DISTRICT_UNKNOWN = "review_category_unknown", "review_district_unknown"
WRITING_MISSING, TEXT_MISSING = "review_writing_missing", "review_text_missing"


@dataclass(frozen=True)
class Filled:
    """A form as it came. What is typed into `other_…` goes before what is picked among the guesses."""

    intent: str = ""
    other_intent: str = ""
    category: str = ""
    other_category: str = ""
    district: str = ""
    writing: str = ""
    is_accusation: bool = False
    example_text: str = ""


@dataclass(frozen=True)
class Labels:
    """What a person says the message meant. Codes; None: of none."""

    intent: str
    category_code: str | None
    district_id: str | None
    writing: str
    is_accusation: bool
    example_text: str


@dataclass(frozen=True)
class Names:
    """Folded names, each with the code it stands for."""

    categories: Mapping[str, str]
    districts: Mapping[str, str]


def read(filled: Filled, names: Names) -> tuple[Labels | None, tuple[str, ...]]:
    """The labels, or what is wrong in the order of the form; never both."""
    intent = filled.other_intent or filled.intent
    category, district = _category(filled, intent, names), meant(filled.district, names.districts)
    text = neutral(filled.example_text)[:MAX_EXAMPLE_CHARS].strip()
    wrong = {
        INTENT_MISSING: intent not in INTENTS,
        CATEGORY_MISSING: intent == GRIEVANCE and not category and not filled.other_category.strip(),
        CATEGORY_UNKNOWN: bool(filled.other_category.strip()) and not category and intent not in WITHOUT_CATEGORY,
        DISTRICT_UNKNOWN: bool(filled.district.strip()) and not district,
        WRITING_MISSING: filled.writing not in LANGUAGES,
        TEXT_MISSING: not any(one.isalpha() for one in text),
    }
    faults = tuple(name for name, holds in wrong.items() if holds)
    return (
        (None, faults)
        if faults
        else (Labels(intent, category, district, filled.writing, filled.is_accusation, text), ())
    )


def meant(typed: str, names: Mapping[str, str]) -> str | None:
    """The one code that `typed` can stand for: by the whole name, else by how exactly one code's names begin.

    >>> meant("Wat", {"water supply": "water_supply", "gas": "gas"})
    'water_supply'
    """
    sought = fold(typed)
    if not sought:
        return None
    if sought in names:
        return names[sought]
    begun = {code for name, code in names.items() if name.startswith(sought) or f" {sought}" in name}
    return begun.pop() if len(begun) == 1 else None


def folded_names(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """From (code, names) to names by which the code is found; of two that share a name, neither is."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for code, names in named:
        for name in {fold(one) for one in (code, *names)}:
            if found.setdefault(name, code) != code:
                twice.add(name)
    return {name: code for name, code in found.items() if name not in twice}


def _category(filled: Filled, intent: str, names: Names) -> str | None:
    if intent in WITHOUT_CATEGORY:
        return None
    if filled.other_category.strip():
        return meant(filled.other_category, names.categories)
    return filled.category if filled.category in names.categories.values() else None
