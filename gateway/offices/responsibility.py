"""Which office answers for a category in an area. Pure: facts in, match out.

The rule of the smallest area comes first, among equals the lower rank, and a category's own rules before its parent's.
For each rule in turn the nearest active office of the rule's type, from the area upwards, is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

OVERSIGHT_CELL = "oversight_cell"


class Words(NamedTuple):
    """The same in the two languages that officials read."""

    en: str
    ur: str


@dataclass(frozen=True)
class AreaFact:
    """One area of the path from the place of the grievance up to its province."""

    id: str
    level: str
    name: Words


@dataclass(frozen=True)
class RuleFact:
    """A responsibility rule. `area_id` None: the whole country; `category_depth` 1: a rule of the category's parent."""

    id: UUID
    code: str
    area_id: str | None
    office_type: str
    rank: int
    reason: Words
    category_depth: int = 0


@dataclass(frozen=True)
class OfficeFact:
    """An office that may be chosen."""

    id: UUID
    code: str
    name: Words
    office_type: str
    area_id: str | None
    is_active: bool = True
    is_triage: bool = False


@dataclass(frozen=True)
class Match:
    """The office that answers, the rule that says so, and the area the office serves."""

    office: OfficeFact
    rule: RuleFact
    served: AreaFact


def responsible(path: Sequence[AreaFact], rules: Sequence[RuleFact], offices: Sequence[OfficeFact]) -> Match | None:
    """The answer, or None when no rule leads to an active office.

    Args:
        path: from the area itself up to its province; empty when the place is unknown.
        rules: rules of the category and its parents; those of other areas are ignored.
        offices: candidates; those outside the path are ignored.
    """
    for rule in sorted(rules, key=lambda rule: _precedence(rule, path)):
        if rule.area_id is not None and rule.area_id not in (area.id for area in path):
            continue
        found = nearest(path, offices, rule.office_type)
        if found is not None:
            return Match(found[0], rule, found[1])
    return None


def _precedence(rule: RuleFact, path: Sequence[AreaFact]) -> tuple[int, int, int, str]:
    ids = [area.id for area in path]
    scope = ids.index(rule.area_id) if rule.area_id in ids else len(ids)
    return rule.category_depth, scope, rule.rank, rule.code


def nearest(
    path: Sequence[AreaFact], offices: Sequence[OfficeFact], office_type: str
) -> tuple[OfficeFact, AreaFact] | None:
    """The active office of the type that serves the smallest area of the path; the lower code among equals."""
    for area in path:
        there = [o for o in offices if o.area_id == area.id and o.office_type == office_type and o.is_active]
        if there:
            return min(there, key=lambda office: office.code), area
    return None
