"""Which roles look at triage items and which settle them. Pure, deny by default.

Who wrote may have a sealed case, and nobody can say for certain which of her words belong to it: what she waits for is
then for oversight alone, as in review.
"""

READERS = frozenset({"triage", "administrator", "oversight"})
SETTLERS = frozenset({"triage", "oversight"})


def may_read(role: str) -> bool:
    """Whether the desk exists for this role at all."""
    return role in READERS


def may_settle(role: str) -> bool:
    """Whether this role settles items; an administrator configures and works none."""
    return role in SETTLERS
