"""The last step of a draft: which question it ends with, and what an answer to it means.

One question, chosen by what is known: several matters, a case she has open already, her last place, or plainly what and
where. Every question shows what will be registered, so one answer is enough.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.actions import draft
from bot.actions.categories import topic_of
from bot.actions.own_case import same_case
from bot.actions.turn import REQUESTED_SLOT, Changes, Option, Turn

REGISTER, CHANGE, LEAVE = {"reply": "register"}, {"reply": "change"}, {"reply": "leave"}
CHANGE_PROBLEM, CHANGE_PLACE = {"change": "problem"}, {"change": "place"}
ALL = {"reply": "all"}
NAMING_WORDS = 3


@dataclass(frozen=True)
class Question:
    """A sentence with its numbered options; `refused`: what a plain "no" to it changes."""

    key: str
    options: list[Option]
    params: dict[str, Any] = field(default_factory=dict)
    refused: Changes = field(default_factory=lambda: {"is_changing": True})


def question(turn: Turn) -> Question:
    """The question that the draft needs now."""
    if turn.slot("is_changing"):
        return Question("ask_what_to_change", [CHANGE_PROBLEM, CHANGE_PLACE])
    category, area = turn.slot("category"), turn.slot("area")
    where = {} if area == draft.UNKNOWN_AREA else {"area_id": area}
    if category == draft.PROTECTION:
        return _discreet(turn, where)
    if turn.slot("matters"):
        options = [ALL, *({"category": one["category"]} for one in turn.slot("matters")), CHANGE]
        return Question(f"confirm_matters{_suffix(area)}", options, {**where, "options": options})
    reference = None if turn.slot("is_new_case") else same_case(turn.reading, category, area)
    if reference:
        options = [{"reply": "add", "reference": reference}, REGISTER, CHANGE]
        return Question("ask_own_case", options, {"reference": reference, "category": category, **where},
                        {"is_new_case": True})  # fmt: skip
    if turn.slot("is_area_offered"):
        return _same_place("confirm_same_place", {"category": category, **where})
    if turn.failures:
        return Question("confirm_again", [REGISTER, CHANGE, LEAVE])
    return Question(f"confirm_case{_suffix(area)}", [REGISTER, CHANGE, LEAVE], {"category": category, **where})


def _suffix(area: str) -> str:
    return "_no_area" if area == draft.UNKNOWN_AREA else ""


def _discreet(turn: Turn, where: dict[str, Any]) -> Question:
    """For protection nothing is said about the matter: somebody else may hold the phone."""
    if turn.slot("is_area_offered"):
        return _same_place("confirm_place_only", where)
    return Question("confirm_again", [REGISTER, CHANGE, LEAVE])


def _same_place(key: str, params: dict[str, Any]) -> Question:
    return Question(key, [REGISTER, CHANGE_PLACE, LEAVE], params, PLACE_AGAIN)


def answer(turn: Turn) -> Changes | None:
    """What the message changes; None when it answers nothing."""
    reading, asked = turn.reading, question(turn)
    option = turn.pick() or named(turn)
    if option:
        return picked(turn, option)
    changes = draft.corrected(turn)
    if changes:
        return {**changes, "is_changing": None, "is_new_case": None}
    if reading.intent == "affirm" and not turn.slot("is_changing"):
        return picked(turn, asked.options[0])
    if reading.intent == "deny":
        return asked.refused
    if reading.intent in {"file_grievance", "add_information"} and reading.word_count > draft.NAMING_WORDS:
        return {**draft.more_told(turn), "is_changing": None}
    return None


def named(turn: Turn) -> Option | None:
    """An option said in words: the part to change, the case's number, "new complaint", "both", the matter itself."""
    reading = turn.reading
    part = next((one for one in (CHANGE_PROBLEM, CHANGE_PLACE) if f"part:{one['change']}" in reading.keywords), None)
    options: list[Option] = turn.slot("options") or []
    return part or next((one for one in options if _is_named(turn, one)), None)


def _is_named(turn: Turn, option: Option) -> bool:
    reading = turn.reading
    if reading.word_count > NAMING_WORDS:
        return False
    if "reference" in option:
        return reading.reference == option["reference"]
    if option == ALL:
        return "all" in reading.keywords
    if option == REGISTER:  # next to an own case the exact words "new complaint" are an answer, elsewhere they are not
        is_offered = any("reference" in one for one in turn.slot("options") or [])
        return is_offered and reading.intent == "file_grievance" and reading.confidence == 1.0
    return "category" in option and topic_of(reading).category == option["category"]


def picked(turn: Turn, option: Option) -> Changes:
    """What an option means for the draft."""
    if "category" in option:
        chosen = [one for one in turn.slot("matters") or [] if one["category"] == option["category"]]
        return {"matters": chosen, **ended("register")}
    if "reference" in option:
        return {"own_case": option["reference"], **ended("add")}
    if option == CHANGE_PLACE:
        return {**PLACE_AGAIN, "is_changing": None}
    if option == CHANGE_PROBLEM:
        return {"problem": None, "category": None, "category_options": None, "matters": None, "is_changing": None}
    if option == CHANGE:
        return {"is_changing": True}
    return ended("leave" if option == LEAVE else "register")


def ended(outcome: str) -> Changes:
    """register, add, leave, hand_over or appealed; the form stops asking."""
    return {"confirmation": outcome, REQUESTED_SLOT: None}


PLACE_AGAIN: Changes = {"area": None, "area_options": None, "place_text": None, "is_area_offered": None}
