"""Which office a case goes to, and why, in words. Pure: facts in, decision out. No match is the triage desk.

A sealed case goes to the oversight cell above the office that would otherwise answer: whoever is complained about, and
everyone beneath, never gets it (DESIGN section 7).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from gateway.offices.errors import NoTriageDesk
from gateway.offices.responsibility import (
    OVERSIGHT_CELL,
    AreaFact,
    Match,
    OfficeFact,
    RuleFact,
    nearest,
    responsible,
)


@dataclass(frozen=True)
class Facts:
    """What is known of the grievance. `path` runs from its area up to the province; empty: place unknown."""

    category: str
    path: tuple[AreaFact, ...]
    is_sealed: bool = False


@dataclass(frozen=True)
class Decision:
    """Where the case goes. `rule_id` None: no rule placed it; `level` is that of the area the office serves."""

    office_id: UUID
    rule_id: UUID | None
    reason: str
    level: str


def decide(facts: Facts, rules: Sequence[RuleFact], offices: Sequence[OfficeFact]) -> Decision:
    """Choose the office. Raises NoTriageDesk when the directory lacks even that.

    >>> from uuid import UUID
    >>> kamoke = AreaFact("teh-kamoke", "tehsil", "Kamoke")
    >>> rule = RuleFact(UUID(int=1), "water-town", None, "municipal_committee", 100, "the town answers")
    >>> office = OfficeFact(UUID(int=2), "mc-kamoke", "MC Kamoke", "municipal_committee", "teh-kamoke")
    >>> decide(Facts("water_supply", (kamoke,)), [rule], [office]).reason.partition(": ")[2]
    'the town answers; nearest one, MC Kamoke, serves Kamoke (tehsil).'
    """
    match = responsible(facts.path, rules, offices)
    if facts.is_sealed:
        return _sealed(facts, match, offices)
    if match is None:
        return _triage(facts, offices)
    return Decision(match.office.id, match.rule.id, f"{_where(facts)}: {_because(match)}", match.served.level)


def _sealed(facts: Facts, match: Match | None, offices: Sequence[OfficeFact]) -> Decision:
    """The oversight cell strictly above the accused office's area. A rule that names an oversight cell is followed."""
    where = f"{_where(facts)}, sealed"
    if match is not None and match.office.office_type == OVERSIGHT_CELL:
        return Decision(match.office.id, match.rule.id, f"{where}: {_because(match)}", match.served.level)
    above = facts.path if match is None else facts.path[facts.path.index(match.served) + 1 :]
    found = nearest(above, offices, OVERSIGHT_CELL)
    if found is None:
        return _triage(facts, offices)
    cell, served = found
    accused = f" above {match.office.name}, which would answer otherwise" if match else ""
    reason = f"{where}: goes to the oversight cell{accused}; nearest one, {cell.name}, serves {_area(served)}."
    return Decision(cell.id, match.rule.id if match else None, reason, served.level)


def _triage(facts: Facts, offices: Sequence[OfficeFact]) -> Decision:
    desk = next((office for office in offices if office.is_triage), None)
    if desk is None:
        raise NoTriageDesk
    cause = "no rule leads to an active office there" if facts.path else "no area to look for an office in"
    sealed = ", sealed" if facts.is_sealed else ""
    return Decision(desk.id, None, f"{_where(facts)}{sealed}: {cause}; {desk.name} places it by hand.", "country")


def _where(facts: Facts) -> str:
    return _area(facts.path[0]) if facts.path else "Place not known"


def _area(area: AreaFact) -> str:
    return f"{area.name} ({area.level})"


def _because(match: Match) -> str:
    return f"{match.rule.reason}; nearest one, {match.office.name}, serves {_area(match.served)}."
