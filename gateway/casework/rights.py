"""Who may do what with a case she may see. Pure, deny by default.

An officer works her office's cases and those that were raised to it; triage only sends cases on; oversight works sealed
cases and what its own cell reviews, and sends any on; an administrator configures and works none.
"""

from gateway.cases.visibility import UNNAMED, Viewer
from gateway.casework.states import Act
from gateway.errors import NotAllowed
from models.case import Case


class NotYours(NotAllowed):
    """You may see this case, but not do this with it."""

    code = "not_yours"


def may(viewer: Viewer, act: Act, case: Case) -> bool:
    """Whether the viewer, who may see the case, may do this."""
    if act == "ask" and (case.is_sealed or case.category_code in UNNAMED):
        return False  # a question would name the matter to whoever holds her phone
    if viewer.role == "officer":
        is_hers = viewer.office_id is not None and viewer.office_id in (case.office_id, case.escalated_to_id)
        return is_hers and not case.is_sealed
    if viewer.role == "triage":
        return act == "transfer" and not case.is_sealed
    is_hers = case.is_sealed or (viewer.office_id is not None and viewer.office_id == case.office_id)
    return viewer.role == "oversight" and (is_hers or act == "transfer")


def require(viewer: Viewer, act: Act, case: Case) -> None:
    """Raises NotYours."""
    if not may(viewer, act, case):
        raise NotYours


def may_note(viewer: Viewer) -> bool:
    """Whether she may write a note on, follow or link a case that she may see, in whatever state it is."""
    return viewer.role in ("officer", "triage", "oversight")
