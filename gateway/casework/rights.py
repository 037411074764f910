"""Who may do what with a case she may see: the access policy, asked about one case."""

from gateway.access import policy
from gateway.cases.visibility import Viewer
from gateway.casework.states import Act
from gateway.errors import NotAllowed
from models.case import Case


class NotYours(NotAllowed):
    """You may see this case, but not do this with it."""

    code = "not_yours"


def may(viewer: Viewer, act: Act, case: Case) -> bool:
    """Whether the viewer, who may see the case, may do this."""
    return policy.may(viewer, act, policy.subject_of(case))


def require(viewer: Viewer, act: Act, case: Case) -> None:
    """Raises NotYours."""
    if not may(viewer, act, case):
        raise NotYours
