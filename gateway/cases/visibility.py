"""The condition on `cases` that is true for what somebody may see: the access policy, told to the database.

A sealed case is invisible to all but the oversight cells above what it accuses: not listed, not found, not counted.
"""

from sqlalchemy import ColumnElement, and_, false, or_, true

from gateway.access import policy
from gateway.access.policy import Viewer
from models.case import Case

__all__ = ["UNNAMED", "Viewer", "sees_sealed", "visible_to"]

# What is sent about these says nothing of the matter: somebody else may hold the citizen's phone (DESIGN section 7).
UNNAMED = frozenset({"protection"})
# An index of each begins with it and goes on by time, so a page of the newest costs the same among many cases.
_OF_LEVEL = {
    "tehsil": Case.area_id, "district": Case.district_id, "division": Case.division_id, "province": Case.province_id,
}  # fmt: skip


def sees_sealed(viewer: Viewer) -> bool:
    """Whether sealed cases exist for this viewer at all."""
    return "see" in policy.rule_of(viewer.role).sealed and viewer.reach is not None


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Condition on `cases` that is true for what the viewer may see."""
    return allowed(viewer, "see")


def allowed(viewer: Viewer, action: str) -> ColumnElement[bool]:
    """Condition on `cases` that is true where the policy allows the viewer this action."""
    rule = policy.rule_of(viewer.role)
    kinds: list[ColumnElement[bool]] = []
    if action in rule.unsealed:
        kinds.append(Case.is_sealed.is_(False))
    if action in rule.own and viewer.office_id is not None:
        kinds.append(and_(Case.is_sealed.is_(False), Case.office_id == viewer.office_id))
    if action in rule.sealed:
        kinds.append(and_(Case.is_sealed, *_above_the_accused(viewer)))
    return and_(_within(viewer, rule.scope), or_(*kinds)) if kinds else false()


def _within(viewer: Viewer, scope: policy.Scope) -> ColumnElement[bool]:
    if scope == "country":
        return true()
    if scope == "office":
        if viewer.office_id is None:
            return false()
        return or_(Case.office_id == viewer.office_id, Case.escalated_to_id == viewer.office_id)
    if viewer.reach is None:
        return false()
    if viewer.reach.level == "country":
        return true()
    own = _OF_LEVEL[viewer.reach.level] == viewer.reach.area_id
    if viewer.reach.level == "province" and sees_sealed(viewer):
        return or_(own, and_(Case.province_id.is_(None), Case.is_sealed))
    return own


def _above_the_accused(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Not her own office's affair, and nothing that accuses an office at or above her cell's level."""
    conditions: list[ColumnElement[bool]] = []
    if viewer.reach is None:
        return [false()]
    if viewer.office_id is not None:
        conditions.append(Case.accused_office_id.is_distinct_from(viewer.office_id))
    if viewer.reach.level not in ("province", "country"):
        conditions.append(Case.oversight_level.in_(policy.levels_watched(viewer.reach.level)))
    return conditions
