"""Who may see which case. Pure rules and the one SQL condition made from them; deny by default.

An officer sees her own office's cases and those that were raised to it, triage everything unsealed, oversight
everything, an administrator (who configures) everything unsealed. A sealed case is invisible to all but oversight: not
listed, not found, not counted.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, true

from models.case import Case

# What is sent about these says nothing of the matter: somebody else may hold the citizen's phone (DESIGN section 7).
UNNAMED = frozenset({"protection"})


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at cases: an official's role and office, or a token's rights expressed the same way."""

    role: str
    office_id: UUID | None


def sees_sealed(viewer: Viewer) -> bool:
    """Whether sealed cases exist for this viewer at all."""
    return viewer.role == "oversight"


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Condition on `cases` that is true for what the viewer may see."""
    if viewer.role == "oversight":
        return true()
    if viewer.role in ("triage", "administrator"):
        return Case.is_sealed.is_(False)
    if viewer.role == "officer" and viewer.office_id is not None:
        in_view = or_(Case.office_id == viewer.office_id, Case.escalated_to_id == viewer.office_id)
        return and_(Case.is_sealed.is_(False), in_view)
    return false()
