"""Which roles look at triage items and settle them: the access policy, asked about the desk.

Who wrote may have a sealed case, and nobody can say for certain which of her words belong to it: what she waits for is
then for the oversight of that case alone, as in review.
"""

from gateway.access import policy


def has_desk(role: str) -> bool:
    """Whether the desk exists for this role at all."""
    return policy.may_enter(role, policy.DESK)
