"""The office form: which office answers for what, and where. Questions about a programme end here too."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import unwelcome
from bot.actions.asides import is_aside
from bot.actions.categories import topic_of
from bot.actions.commands import find_office, request_human
from bot.actions.language import answer_language_question, is_language_asked
from bot.actions.places import Place, among, place_of, place_or_last
from bot.actions.turn import REQUESTED_SLOT, UNDERSTOOD, Changes, Events, Turn
from bot.actions.words import join

FORM = "office_form"
# A single word ("pani", "BISP") is a good answer to "an office for what?" long before it is a sure complaint.
ANSWER_MIN = 0.25
NAMED_MIN = 0.7
EMPTY: Changes = dict.fromkeys(("office_category", "office_area", "office_area_options", "is_programme_told"))


class ValidateOfficeForm(Action):
    """Reads one answer. No event at all means: not an answer, let the rules speak."""

    def name(self) -> str:
        return "validate_office_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        changes = _validated(turn)
        return [] if changes is None else turn.answered(changes)


def _validated(turn: Turn) -> Changes | None:
    if turn.is_resumed:
        return {}
    if turn.requested is None:
        return {**UNDERSTOOD, **_begun(turn)}
    chosen = answer_language_question(turn) if is_language_asked(turn) else None
    if chosen is not None:
        return chosen
    if turn.reading.intent in {"cancel", "step_back"}:
        turn.say("draft_cancelled")
        return {**UNDERSTOOD, **EMPTY, REQUESTED_SLOT: None}
    if is_aside(turn, FORM):
        return None
    changes = _answered(turn)
    return {**UNDERSTOOD, **changes} if changes else _failed(turn)


def _begun(turn: Turn) -> Changes:
    """What the first message names; a question about a programme has settled what the office is for."""
    area = _area(place_or_last(turn.reading))
    if turn.reading.intent == "programme_info":
        return area
    return {**EMPTY, **_category(turn, NAMED_MIN), **area}


def _category(turn: Turn, least: float) -> Changes:
    reading = turn.reading
    if not reading.category or reading.category_confidence < least:
        return {}
    return {"office_category": reading.category}


def _area(place: Place) -> Changes:
    if place.area:
        return {"office_area": place.area, "office_area_options": None}
    return {"office_area_options": list(place.options)} if place.options else {}


def _answered(turn: Turn) -> Changes:
    option = turn.pick()
    if option and "area_id" in option:
        return {"office_area": option["area_id"], "office_area_options": None}
    meant = among(turn.slot("office_area_options") or (), turn.reading)
    area = _area(Place(area=meant) if meant else place_of(turn.reading))
    if turn.requested == "office_category":
        return {**_category(turn, ANSWER_MIN), **area}
    return area or _category(turn, NAMED_MIN)


def _failed(turn: Turn) -> Changes:
    """Ask again once; then a person gets the words."""
    courtesy = unwelcome.answered(turn)
    if courtesy is not None:
        return courtesy
    heard = join(turn.slot("heard"), turn.reading.words) or None
    if not turn.failures:
        return {"failures": 1, "heard": heard, "options": None}
    turn.propose(request_human("not_understood", heard or ""))
    return {**UNDERSTOOD, **EMPTY, REQUESTED_SLOT: None}


class AskOfficeCategory(Action):
    """Asks what the office is for."""

    def name(self) -> str:
        return "action_ask_office_form_office_category"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        if not is_language_asked(turn):
            turn.say("ask_office_category")
        return []


class AskOfficeArea(Action):
    """Asks where; after `programme_info` in one word, so that the answer stays short."""

    def name(self) -> str:
        return "action_ask_office_form_office_area"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        if is_language_asked(turn):
            return []
        options = [{"area_id": area_id} for area_id in turn.slot("office_area_options") or []]
        if options:
            turn.say("ask_which_area", options=options)
        elif turn.slot("is_programme_told"):
            turn.say("ask_tehsil")
        else:
            turn.say("ask_place_again" if turn.failures else "ask_place")
        return turn.keep({"is_programme_told": None, "options": options or None})


class SubmitOffice(Action):
    """Asks the gateway to name the office."""

    def name(self) -> str:
        return "action_submit_office"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        category, area = turn.slot("office_category"), turn.slot("office_area")
        if category and area:
            turn.propose(find_office(category, area))
        return turn.understood(**EMPTY)


class ShowOffice(Action):
    """Names the office while a draft waits: of the draft's matter and place unless the question names others."""

    def name(self) -> str:
        return "action_show_office"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        category = topic_of(turn.reading).category or turn.slot("category")
        area = place_of(turn.reading).area or turn.slot("area")
        turn.propose(find_office(category, area))
        return turn.understood()
