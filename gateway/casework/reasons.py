"""Why a case is answered as it is. Data: `data/reasons.csv`, written by this project. Pure.

Each reason belongs to one outcome, so choosing the reason chooses the outcome. No categories: it fits all.
The file is read once: restart the gateway after a change.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gateway.errors import SunwaiError
from models.case import OUTCOMES

REASONS_FILE = Path(__file__).parent / "data" / "reasons.csv"


class NoSuchReason(SunwaiError):
    """Choose a reason from the list of the case's category."""

    code = "no_such_reason"


@dataclass(frozen=True)
class Reason:
    """One row. `names` by language."""

    code: str
    outcome: str
    categories: frozenset[str]
    names: dict[str, str]

    def fits(self, category: str) -> bool:
        """Whether a case of the category may be answered with it."""
        return not self.categories or category in self.categories


@cache
def all_reasons(path: Path = REASONS_FILE) -> tuple[Reason, ...]:
    """Every reason, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_reason(row) for row in csv.DictReader(file))


def _reason(row: dict[str, str]) -> Reason:
    names = {"en": row["name_en"], "ur": row["name_ur"], "ur_Latn": row["name_ur_latn"]}
    return Reason(row["code"], row["outcome"], frozenset(filter(None, row["categories"].split("|"))), names)


def reasons_for(category: str) -> dict[str, list[Reason]]:
    """What a case of the category may be answered with, by outcome; what is made for the category comes first."""
    fitting = sorted((one for one in all_reasons() if one.fits(category)), key=lambda one: not one.categories)
    return {outcome: found for outcome in OUTCOMES if (found := [one for one in fitting if one.outcome == outcome])}


def chosen(code: str, category: str) -> Reason:
    """The reason with this code. Raises NoSuchReason, also when it is another category's.

    >>> chosen("supply_restored", "gas").outcome
    'granted'
    """
    found = next((one for one in all_reasons() if one.code == code and one.fits(category)), None)
    if found is None:
        raise NoSuchReason
    return found


def name_of(code: str, language: str) -> str:
    """The reason in words; its code when the file has it no more."""
    return next((one.names[language] for one in all_reasons() if one.code == code), code)
