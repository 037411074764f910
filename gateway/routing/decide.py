"""Which office a case goes to, and why. Pure: facts in, decision out. No match is the triage desk.

A sealed case goes to the oversight cell above the office that would otherwise answer: whoever is complained about, and
everyone beneath, never gets it (DESIGN section 7).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from gateway.offices.errors import NoTriageDesk
from gateway.offices.responsibility import (
    OVERSIGHT_CELL,
    AreaFact,
    Match,
    OfficeFact,
    RuleFact,
    Words,
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
class Reason:
    """Why: the `key` of a sentence in `gateway/i18n/routing.py`, and what fills it. `place` None: not known."""

    key: str
    place: AreaFact | None
    office: Words
    served: AreaFact | None = None
    rule: Words | None = None
    accused: Words | None = None


@dataclass(frozen=True)
class Decision:
    """Where the case goes. `rule_id` None: no rule placed it; `level` is that of the area the office serves.

    `accused_office_id`: of a sealed case, the office that would otherwise answer, as far as it is known.
    """

    office_id: UUID
    rule_id: UUID | None
    reason: Reason
    level: str
    accused_office_id: UUID | None = None


def decide(facts: Facts, rules: Sequence[RuleFact], offices: Sequence[OfficeFact]) -> Decision:
    """Choose the office. Raises NoTriageDesk when the directory lacks even that.

    >>> from uuid import UUID
    >>> kamoke = AreaFact("teh-kamoke", "tehsil", Words("Kamoke", "کامونکی"))
    >>> rule = RuleFact(UUID(int=1), "water", None, "municipal_committee", 100, Words("the town answers", "بلدیہ"))
    >>> office = OfficeFact(UUID(int=2), "mc", Words("MC Kamoke", "بلدیہ کامونکی"), "municipal_committee", "teh-kamoke")
    >>> reason = decide(Facts("water_supply", (kamoke,)), [rule], [office]).reason
    >>> reason.key, reason.office.en
    ('rule', 'MC Kamoke')
    """
    match = responsible(facts.path, rules, offices)
    if facts.is_sealed:
        return _sealed(facts, match, offices)
    if match is None:
        return _triage(facts, offices)
    return _by_rule("rule", facts, match)


def _by_rule(key: str, facts: Facts, match: Match) -> Decision:
    reason = Reason(key, facts.path[0], match.office.name, match.served, match.rule.reason)
    return Decision(match.office.id, match.rule.id, reason, match.served.level)


def _sealed(facts: Facts, match: Match | None, offices: Sequence[OfficeFact]) -> Decision:
    """The oversight cell strictly above the accused office's area. A rule that names an oversight cell is followed."""
    if match is not None and match.office.office_type == OVERSIGHT_CELL:
        return _by_rule("rule_sealed", facts, match)
    above = facts.path if match is None else facts.path[facts.path.index(match.served) + 1 :]
    found = nearest(above, offices, OVERSIGHT_CELL)
    if found is None:
        return replace(_triage(facts, offices), accused_office_id=match.office.id if match else None)
    cell, served = found
    if match is None:
        return Decision(cell.id, None, Reason("sealed", facts.path[0], cell.name, served), served.level)
    reason = Reason("sealed_above", facts.path[0], cell.name, served, accused=match.office.name)
    return Decision(cell.id, match.rule.id, reason, served.level, match.office.id)


def _triage(facts: Facts, offices: Sequence[OfficeFact]) -> Decision:
    desk = next((office for office in offices if office.is_triage), None)
    if desk is None:
        raise NoTriageDesk
    key = ("no_rule" if facts.path else "no_place") + ("_sealed" if facts.is_sealed else "")
    return Decision(desk.id, None, Reason(key, facts.path[0] if facts.path else None, desk.name), "country")
