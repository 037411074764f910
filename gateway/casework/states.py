"""Which act is possible in which state, and what it leads to. Pure: one table."""

from typing import Literal

from gateway.errors import SunwaiError

Act = Literal["accept", "start", "assign", "ask", "answer", "transfer"]

ACTS: tuple[Act, ...] = ("accept", "start", "assign", "ask", "answer", "transfer")
OPEN = ("received", "routed", "acknowledged", "in_progress", "waiting_for_citizen")
# An answered case waits for the citizen's word, and only that, or the end of the asking, closes it.
TABLE: dict[tuple[str, Act], str] = {
    ("received", "accept"): "acknowledged",
    ("routed", "accept"): "acknowledged",
    **{(state, "start"): "in_progress" for state in OPEN if state != "in_progress"},
    **{(state, "assign"): state for state in OPEN},
    **{(state, "ask"): "waiting_for_citizen" for state in OPEN if state != "waiting_for_citizen"},
    **{(state, "answer"): "answered" for state in OPEN},
    **{(state, "transfer"): "routed" for state in OPEN},
}


class NotPossible(SunwaiError):
    """This cannot be done in the case's present state."""

    status = 409
    code = "not_possible"


def after(state: str, act: Act) -> str:
    """The state after the act. Raises NotPossible.

    >>> after("routed", "accept"), after("acknowledged", "answer")
    ('acknowledged', 'answered')
    """
    if (state, act) not in TABLE:
        raise NotPossible(f"a case that is {state} cannot be changed by {act}")
    return TABLE[state, act]


def possible(state: str) -> list[Act]:
    """The acts that are possible in a state, in the order they are shown."""
    return [act for act in ACTS if (state, act) in TABLE]
