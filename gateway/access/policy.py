"""Who may do what, with which cases: role × action × sensitivity × area or office. Pure; what is not listed is denied.

Every surface asks here. The condition on rows is made from the same table in `gateway/cases/visibility.py`; a test
holds the two together, another holds every address of the application against every role. See decision 30.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from models.case import Case
from models.official import ROLES, Official

Scope = Literal["office", "area", "country"]
# Acts on one case. "see" comes first: what is not seen is not acted on. "files": what came along; "reveal": her number.
LOOK = frozenset({"see", "files"})
REVEAL = frozenset({"reveal"})
EXPORT = frozenset({"export"})
WORK = frozenset({"accept", "start", "ask", "answer", "assign", "transfer"})
SEND_ON = frozenset({"transfer"})
# Places of the console that are not about one case.
REVIEW, DESK, NOTES, ACCOUNTS, AUDIT = "review", "desk", "notes", "accounts", "audit"
# Lowest first. The country is nobody's area: only machines' tokens and the command line reach it.
LEVELS = ("tehsil", "district", "division", "province", "country")


@dataclass(frozen=True)
class Rule:
    """What one role may do with open and with sealed cases, within which scope, and which places it enters.

    `own`: what it may do besides with open cases of its own office, such as reviews that citizens asked for.
    """

    scope: Scope
    unsealed: frozenset[str] = frozenset()
    sealed: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


RULES: dict[str, Rule] = {
    "officer": Rule("office", LOOK | REVEAL | EXPORT | WORK, places=frozenset({NOTES})),
    "office_head": Rule("office", LOOK | REVEAL | EXPORT | WORK, places=frozenset({NOTES})),
    "district_administrator": Rule("area", LOOK | REVEAL | EXPORT | SEND_ON, places=frozenset({NOTES, ACCOUNTS})),
    "province_administrator": Rule("area", LOOK | REVEAL | EXPORT | SEND_ON, places=frozenset({NOTES, ACCOUNTS})),
    "oversight": Rule(
        "area", LOOK | SEND_ON, LOOK | REVEAL | WORK, frozenset({REVIEW, DESK, NOTES}), own=WORK | REVEAL
    ),
    "triage": Rule("country", LOOK | REVEAL | SEND_ON, places=frozenset({REVIEW, DESK, NOTES})),
    "auditor": Rule("area", frozenset({"see"}), places=frozenset({AUDIT})),
    "operator": Rule("office", places=frozenset({ACCOUNTS})),
}
NOTHING = Rule("office")
# Whoever sees many offices, or what is sealed, or makes accounts, proves who she is with a second factor.
NEEDS_SECOND_FACTOR = frozenset({"district_administrator", "province_administrator", "oversight", "operator"})
assert set(RULES) == set(ROLES)


@dataclass(frozen=True)
class Reach:
    """An area and what lies beneath it. Of the country the id is empty."""

    level: str
    area_id: str


COUNTRY = Reach("country", "")


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at cases: an official's role, office and area, or a token's rights in the same words."""

    role: str
    office_id: UUID | None
    reach: Reach | None = None
    official_id: UUID | None = None


@dataclass(frozen=True)
class Subject:
    """What the policy must know of a case. `areas`: level to id, as far as its place is known.

    `raised_to_id`: the office above that sees it too, because it is late.
    """

    office_id: UUID
    is_sealed: bool
    areas: tuple[tuple[str, str | None], ...]
    accused_office_id: UUID | None
    oversight_level: str | None
    raised_to_id: UUID | None = None


def viewer_of(official: Official) -> Viewer:
    """The official as the policy knows her."""
    has_area = official.area_id is not None and official.area_level is not None
    reach = Reach(official.area_level or "", official.area_id or "") if has_area else None
    return Viewer(official.role, official.office_id, reach, official.id)


def subject_of(case: Case) -> Subject:
    """The case as the policy knows it."""
    areas = (
        ("tehsil", case.area_id), ("district", case.district_id), ("division", case.division_id),
        ("province", case.province_id),
    )  # fmt: skip
    return Subject(
        case.office_id, case.is_sealed, areas, case.accused_office_id, case.oversight_level, case.escalated_to_id
    )


def rule_of(role: str) -> Rule:
    """What the role may; nothing for a role that is not known."""
    return RULES.get(role, NOTHING)


def may(viewer: Viewer, action: str, subject: Subject) -> bool:
    """Whether the viewer may do this with the case."""
    rule = rule_of(viewer.role)
    is_own = viewer.office_id is not None and viewer.office_id == subject.office_id
    open_to = rule.unsealed | (rule.own if is_own else frozenset())
    if action not in (rule.sealed if subject.is_sealed else open_to):
        return False
    if subject.is_sealed and (is_in_conflict(viewer, subject) or not is_high_enough(viewer, subject.oversight_level)):
        return False
    return is_within(viewer, rule.scope, subject)


def is_in_conflict(viewer: Viewer, subject: Subject) -> bool:
    """Whether the case complains about the viewer's own office."""
    return viewer.office_id is not None and viewer.office_id == subject.accused_office_id


def levels_watched(level: str) -> tuple[str, ...]:
    """Oversight levels of cases that a cell of this level may know of: its own and lower ones.

    >>> levels_watched("district")
    ('tehsil', 'district')
    """
    return LEVELS[: LEVELS.index(level) + 1] if level in LEVELS else ()


def is_high_enough(viewer: Viewer, oversight_level: str | None) -> bool:
    """Whether the viewer's cell stands above what the case accuses. No cell stands above a province's."""
    if viewer.reach is None:
        return False
    return viewer.reach.level in ("province", "country") or oversight_level in levels_watched(viewer.reach.level)


def is_within(viewer: Viewer, scope: Scope, subject: Subject) -> bool:
    """Whether the case lies in the viewer's scope. A sealed case without a place is for the cells of all provinces."""
    if scope == "country":
        return True
    if scope == "office":
        return viewer.office_id is not None and viewer.office_id in (subject.office_id, subject.raised_to_id)
    if viewer.reach is None:
        return False
    areas = dict(subject.areas)
    if viewer.reach.level == "country":
        return True
    if viewer.reach.level == "province" and subject.is_sealed and areas.get("province") is None:
        return True
    return areas.get(viewer.reach.level) == viewer.reach.area_id


def may_enter(role: str, place: str) -> bool:
    """Whether a place of the console exists for this role."""
    return place in rule_of(role).places


def needs_second_factor(role: str) -> bool:
    """Whether this role signs in with a code besides the password."""
    return role in NEEDS_SECOND_FACTOR
