"""Dialogue state as it travels: slots that are set, the active form, a version. Small, JSON, and all there is to know.

Rules look at the turn in hand only, so the history of earlier turns adds nothing; a property test compares both.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

STATE_VERSION = 1
# `session_started_metadata` is Rasa's own note on the session; ours come with every message.
NOT_KEPT = frozenset({"session_started_metadata"})


def compact(tracker: DialogueStateTracker) -> dict[str, Any]:
    """State of a tracker between two turns.

    Returns:
        `{"version": 1, "slots": {name: value}, "form": name or null}`; unset slots are left out.
    """
    slots = {
        name: slot.value for name, slot in tracker.slots.items() if slot.value is not None and name not in NOT_KEPT
    }
    return {"version": STATE_VERSION, "slots": slots, "form": tracker.active_loop_name}


def events_of(state: Any) -> list[Event]:
    """Events that make a tracker of the state. A state of another version, or no state at all, starts afresh."""
    opening: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    if is_readable(state):
        opening += [SlotSet(name, value) for name, value in state["slots"].items()]
        if state["form"]:
            opening.append(ActiveLoop(state["form"]))
    return [*opening, ActionExecuted(ACTION_LISTEN_NAME)]


def is_readable(state: Any) -> bool:
    """Whether `compact` of this version could have made the state."""
    return (
        isinstance(state, dict)
        and state.get("version") == STATE_VERSION
        and isinstance(state.get("slots"), dict)
        and all(isinstance(name, str) for name in state["slots"])
        and (state.get("form") is None or isinstance(state["form"], str))
    )
