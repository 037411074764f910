"""Who may do what with a case she may see: the access policy, asked about one case."""

from gateway.access import policy
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
    return policy.may(viewer, act, policy.subject_of(case))


def require(viewer: Viewer, act: Act, case: Case) -> None:
    """Raises NotYours."""
    if not may(viewer, act, case):
        raise NotYours


def may_note(viewer: Viewer) -> bool:
    """Whether she may write a note on, follow or link a case that she may see, in whatever state it is."""
    return policy.may_enter(viewer.role, policy.NOTES)
