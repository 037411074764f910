"""Dialogue state as it travels: slots that are set, the active form, a version. Small, JSON, and all there is to know.

Rules look at the turn in hand only, so the history of earlier turns adds nothing; a property test compares both.
What cannot be one of our states starts a fresh conversation: a draft is asked again, nobody meets an error.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

STATE_VERSION = 1
# `session_started_metadata` is Rasa's own note on the session; ours comes with every message.
NOT_KEPT = frozenset({"session_started_metadata"})
# Slots a form asks for, in its order: those before the requested one are filled. As in `bot/domain/`; a test compares.
FORMS: dict[str, tuple[str, ...]] = {
    "grievance_form": ("problem", "category", "area", "confirmation"),
    "detail_form": ("detail", "detail_reference"),
    "office_form": ("office_category", "office_area"),
    "eligibility_form": ("eligibility_answer",),
}
# The gateway chooses the questions of this form, and says with each message which one waits.
CHOSEN_BY_GATEWAY = "eligibility_form"
PENDING = "eligibility:"
PENDING_AREA = f"{PENDING}area"
# An office has asked about the case whose reference follows; the next words, whatever they are, belong to it.
OFFICE_ASKS = "detail:"


def compact(tracker: DialogueStateTracker) -> dict[str, Any]:
    """State of a tracker between two turns.

    Returns:
        `{"version": 1, "slots": {name: value}, "form": name or null}`; unset slots are left out.
    """
    slots = {
        name: slot.value for name, slot in tracker.slots.items() if slot.value is not None and name not in NOT_KEPT
    }
    return {"version": STATE_VERSION, "slots": slots, "form": tracker.active_loop_name}


def resumed(state: Any, pending_question: str | None) -> Any:
    """The state with which a message begins. A form whose questions the gateway has ended is over; if the gateway asked
    for her tehsil last, the office is looked for. A question of an office is asked with an empty state."""
    if state is None and pending_question and pending_question.startswith(OFFICE_ASKS):
        slots = {"detail_reference": pending_question.removeprefix(OFFICE_ASKS), REQUESTED_SLOT: "detail"}
        return {"version": STATE_VERSION, "slots": slots, "form": "detail_form"}
    if not is_readable(state) or state["form"] != CHOSEN_BY_GATEWAY:
        return state
    if pending_question == PENDING_AREA:
        asked = {"office_category": "registration_survey", "is_programme_told": True, REQUESTED_SLOT: "office_area"}
        return {"version": STATE_VERSION, "slots": asked, "form": "office_form"}
    if pending_question and pending_question.startswith(PENDING):
        return state
    return {"version": STATE_VERSION, "slots": {}, "form": None}


def events_of(state: Any) -> list[Event]:
    """Events that make a tracker of the state; of anything unreadable, the opening of a new conversation."""
    opening: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    if is_readable(state):
        opening += [SlotSet(name, value) for name, value in state["slots"].items()]
        if state["form"]:
            opening.append(ActiveLoop(state["form"]))
    return [*opening, ActionExecuted(ACTION_LISTEN_NAME)]


def is_readable(state: Any) -> bool:
    """Whether `compact` of this version could have made the state."""
    if not isinstance(state, dict) or state.get("version") != STATE_VERSION or not isinstance(state.get("slots"), dict):
        return False
    slots = state["slots"]
    if not all(name in SHAPES and SHAPES[name](value) for name, value in slots.items()):
        return False
    return _is_asking(slots, state.get("form"))


def asked_in(state: Any) -> str | None:
    """Slot that the state's open question waits for; None without a question, or when the state is not readable."""
    return state["slots"].get(REQUESTED_SLOT) if is_readable(state) else None


def _is_asking(slots: dict[str, Any], form: Any) -> bool:
    """A form asks for one of its slots, and has those before it; without a form nothing is asked."""
    requested = slots.get(REQUESTED_SLOT)
    if form is None or requested is None:
        return form is None and requested is None
    asked = FORMS.get(form, ()) if isinstance(form, str) else ()
    return requested in asked and all(slots.get(name) is not None for name in asked[: asked.index(requested)])


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _are_options(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) and _are_texts(list(one.values())) for one in value)


def _are_facts(value: Any) -> bool:
    """What she told, in order: `value` None where she does not know."""
    return isinstance(value, list) and all(
        isinstance(one, dict)
        and set(one) == {"fact", "value"}
        and isinstance(one["fact"], str)
        and isinstance(one["value"], (bool, int, float, str, type(None)))
        for one in value
    )


SHAPES: dict[str, Callable[[Any], bool]] = {
    REQUESTED_SLOT: _is_text,
    "options": _are_options,
    "topic": lambda value: value in ("new_case", "office"),
    "programme": _is_text,
    "facts": _are_facts,
    "eligibility_answer": _is_text,
    "failures": _is_count,
    "heard": _is_text,
    "problem": _is_text,
    "preface": _is_text,
    "category": _is_text,
    "category_options": _are_texts,
    "area": _is_text,
    "area_options": _are_texts,
    "place_text": _is_text,
    "is_accusation": _is_flag,
    "is_urgent": _is_flag,
    "matters": _are_options,
    "is_area_offered": _is_flag,
    "told_helplines": _are_texts,
    "told_messages": _are_texts,
    "media_messages": _are_texts,
    "is_new_case": _is_flag,
    "own_case": _is_text,
    "courtesies": _are_texts,
    "is_changing": _is_flag,
    "confirmation": _is_text,
    "detail": _is_text,
    "detail_reference": _is_text,
    "office_category": _is_text,
    "office_area": _is_text,
    "office_area_options": _are_texts,
    "is_programme_told": _is_flag,
}
