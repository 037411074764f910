"""Which roles review what citizens wrote, and how far they see. Pure; the condition on rows is in `repository.py`.

A turn that accuses, may be of a sensitive category, or was written by somebody who has a sealed case is for the
oversight of its area alone: whichever of her messages belongs to that case, nobody can say for certain.
"""

from gateway.access import policy
from gateway.cases.visibility import Viewer, sees_sealed


def may_review(role: str) -> bool:
    """Whether the review queue exists for this role at all."""
    return policy.may_enter(role, policy.REVIEW)


def reads_sealed(viewer: Viewer) -> bool:
    """Whether the viewer reads sealed messages of her area too."""
    return may_review(viewer.role) and sees_sealed(viewer)
