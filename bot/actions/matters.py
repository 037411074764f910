"""Several problems in one message: which parts of it are matters of their own. Pure.

Only public works and services are told apart: what is said of a programme, a disaster or a danger hangs together, and a
message that accuses somebody stays whole, so that no part of it reaches the accused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.actions.reading import Reading
from bot.actions.words import join

SEPARABLE = frozenset(
    {
        "water_supply", "sewerage_drainage", "solid_waste", "street_light", "roads_streets", "electricity", "gas",
        "health_facility", "education", "police", "land_record", "pest_control", "encroachment",
    }
)  # fmt: skip
SURE = 0.9
Kept = dict[str, str]


@dataclass(frozen=True)
class Matter:
    """One problem of a message: its category and the words about it."""

    category: str
    problem: str
    is_urgent: bool = False

    def kept(self) -> Kept:
        """As it travels in the dialogue state."""
        return {"category": self.category, "problem": self.problem, **({"is_urgent": "yes"} if self.is_urgent else {})}


def matters_of(reading: Reading) -> tuple[Matter, ...]:
    """Two or more matters in the order told; none when the message is about one."""
    if reading.is_accusation or any(clause.is_accusation for clause in reading.clauses):
        return ()
    found: list[Matter] = []
    opening = ""
    for clause in reading.clauses:
        category = _category(clause)
        if category is None or category in {one.category for one in found}:
            opening = _attach(found, clause, opening, category)
        else:
            found.append(Matter(category, join(opening, clause.words), clause.is_urgent))
            opening = ""
    return tuple(found) if len(found) > 1 else ()


def added(kept: Sequence[Kept], matter: Matter) -> list[Kept]:
    """The matters with one more; words about a matter that is there already join it."""
    same = [one for one in kept if one["category"] == matter.category]
    if not same:
        return [*kept, matter.kept()]
    joined = {**same[0], **matter.kept(), "problem": join(same[0]["problem"], matter.problem)}
    return [joined if one is same[0] else one for one in kept]


def _category(clause: Reading) -> str | None:
    is_sure = clause.intent == "file_grievance" and clause.category_confidence >= SURE
    return clause.category if is_sure and clause.category in SEPARABLE else None


def _attach(found: list[Matter], clause: Reading, opening: str, category: str | None) -> str:
    """Words without a new matter belong to the one they are about, else to the one before, else to the next."""
    at = next((index for index, one in enumerate(found) if one.category == category), len(found) - 1)
    if at < 0:
        return join(opening, clause.words)
    found[at] = replace(found[at], problem=join(found[at].problem, clause.words))
    return opening
