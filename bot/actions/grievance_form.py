"""The grievance form: reads each answer, asks what is missing, opens the case. Rules on the draft are in `draft.py`."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import draft
from bot.actions.asides import is_aside
from bot.actions.categories import OTHER, topic_of
from bot.actions.commands import open_case, request_human
from bot.actions.language import answer_language_question, is_language_asked
from bot.actions.places import Place, among, place_of
from bot.actions.turn import REQUESTED_SLOT, UNDERSTOOD, Changes, Events, Option, Turn
from bot.actions.words import join

FORM = "grievance_form"
MAX_FAILURES = 2
ANSWER_WORDS = 2
SURE = 0.8
CONFIRM_OPTIONS = [{"reply": "register"}, {"reply": "change"}, {"reply": "leave"}]
CHANGE_OPTIONS = [{"change": "problem"}, {"change": "place"}]


class ValidateGrievanceForm(Action):
    """Reads one answer. No event at all means: not an answer, let the rules speak."""

    def name(self) -> str:
        return "validate_grievance_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        changes = _validated(turn)
        return [] if changes is None else turn.answered(changes)


def _validated(turn: Turn) -> Changes | None:
    if turn.is_resumed:
        return {}
    if turn.requested is None:
        return draft.mark(turn, {**UNDERSTOOD, **_begun(turn)})
    chosen = answer_language_question(turn) if is_language_asked(turn) else None
    if chosen is not None:
        return chosen
    if turn.reading.intent == "step_back":
        return {**UNDERSTOOD, **_step_back(turn)}
    if turn.reading.intent == "cancel":
        return _ended("leave")
    if is_aside(turn, FORM):
        return None
    changes = ANSWERS[turn.requested](turn)
    return _failed(turn) if changes is None else draft.mark(turn, {**UNDERSTOOD, **changes})


def _begun(turn: Turn) -> Changes:
    changes = draft.begin(turn)
    if turn.reading.metadata.get("location") and changes.get("area"):
        turn.say("location_received", area_id=changes["area"])
    return changes


def _problem(turn: Turn) -> Changes | None:
    if not turn.reading.words or (turn.reading.word_count < 2 and not topic_of(turn.reading).is_told):
        return None
    return {**draft.problem_told(turn, turn.slot("preface")), **draft.place_changes(turn, place_of(turn.reading))}


def _category(turn: Turn) -> Changes | None:
    option = turn.pick()
    if option and "category" in option:
        return {"category": option["category"], "category_options": None}
    topic = topic_of(turn.reading)
    if not topic.category:
        return None
    problem = join(turn.slot("problem"), turn.reading.words)
    return {"category": topic.category, "category_options": None, "problem": problem,
            **draft.place_changes(turn, place_of(turn.reading))}  # fmt: skip


def _area(turn: Turn) -> Changes | None:
    option, reading = turn.pick(), turn.reading
    if option and "area_id" in option:
        return {"area": option["area_id"], "area_options": None}
    if "unknown" in reading.keywords or reading.choice == 0:
        return {"area": draft.UNKNOWN_AREA, "area_options": None}
    meant = among(turn.slot("area_options") or (), reading)
    place = Place(area=meant) if meant else place_of(reading)
    words = join(turn.slot("place_text"), reading.words, reading.pin) or None
    if place.is_found:
        return {**draft.place_changes(turn, place), "place_text": words}
    if turn.failures + 1 < MAX_FAILURES:
        return _more(turn) if _tells_more(turn) else None
    # Asked twice: the desk finds the place from the words, or from the wider area that was named.
    return {"area": reading.area or draft.UNKNOWN_AREA, "area_options": None, "place_text": words}


def _tells_more(turn: Turn) -> bool:
    """A sentence that is surely about a matter, where the place was asked."""
    reading = turn.reading
    is_sure = reading.intent == "file_grievance" and reading.confidence >= SURE and reading.category_confidence >= SURE
    return is_sure and reading.word_count > ANSWER_WORDS


def _more(turn: Turn) -> Changes:
    """The sentence joins the draft, and names the category if none was clear. The place is still missing."""
    changes: Changes = {"problem": join(turn.slot("problem"), turn.reading.words), "failures": turn.failures + 1}
    if turn.slot("category") == OTHER:
        changes["category"] = turn.reading.category
    return changes


def _confirmation(turn: Turn) -> Changes | None:
    option, reading = turn.pick() or _named_part(turn), turn.reading
    if option:
        return _picked(option)
    changes = draft.corrected(turn)
    if changes:
        return {**changes, "is_changing": None}
    if reading.intent == "affirm" and not turn.slot("is_changing"):
        return _ended("register")
    if reading.intent == "deny":
        return {"is_changing": True}
    if reading.intent in {"file_grievance", "add_information"} and reading.word_count > 2:
        return {"problem": join(turn.slot("problem"), reading.words), "is_changing": None}
    return {} if reading.has_media else None


def _named_part(turn: Turn) -> Option | None:
    """What to change, said in a word: "jagah"."""
    return next((one for one in CHANGE_OPTIONS if f"part:{one['change']}" in turn.reading.keywords), None)


def _picked(option: dict[str, str]) -> Changes:
    if option.get("change") == "place":
        return {"area": None, "area_options": None, "place_text": None, "is_changing": None}
    if option.get("change") == "problem":
        return {"problem": None, "category": None, "category_options": None, "is_changing": None}
    return {"is_changing": True} if option["reply"] == "change" else _ended(option["reply"])


def _ended(outcome: str) -> Changes:
    """register, leave or hand_over; the form stops asking."""
    return {"confirmation": outcome, REQUESTED_SLOT: None}


def _step_back(turn: Turn) -> Changes:
    if turn.slot("is_changing"):
        return {"is_changing": None}
    if turn.requested == "confirmation":
        return {"area": None}
    if turn.requested == "area" and turn.slot("category_options"):
        return {"category": None}
    if turn.requested in {"area", "category"}:
        return {"problem": None, "category": None, "category_options": None}
    turn.say("nothing_to_go_back")
    return {}


def _failed(turn: Turn) -> Changes:
    """Ask again once; then a person gets all the words."""
    heard = join(turn.slot("heard"), turn.reading.words) or None
    if turn.failures + 1 < MAX_FAILURES:
        return draft.mark(turn, {"failures": turn.failures + 1, "heard": heard, "options": None})
    turn.propose(request_human("not_understood", draft.all_words(turn)))
    return _ended("hand_over")


ANSWERS = {"problem": _problem, "category": _category, "area": _area, "confirmation": _confirmation}


class AskProblem(Action):
    """Asks what is wrong."""

    def name(self) -> str:
        return "action_ask_grievance_form_problem"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        if is_language_asked(turn):
            return []
        if turn.reading.has_media and not turn.reading.words and not turn.is_resumed:
            turn.say("media_received")
        else:
            turn.say("ask_problem_again" if turn.failures else "ask_problem")
        return turn.keep({"options": None})


class AskCategory(Action):
    """Offers the likeliest categories by number."""

    def name(self) -> str:
        return "action_ask_grievance_form_category"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        if is_language_asked(turn):
            return []
        options = [{"category": code} for code in turn.slot("category_options") or []]
        if not options:
            turn.say("ask_problem_again")
        else:
            turn.say("ask_category_again" if turn.failures else "ask_category", options=options)
        return turn.keep({"options": options or None})


class AskArea(Action):
    """Asks for the place, or which of its namesakes."""

    def name(self) -> str:
        return "action_ask_grievance_form_area"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        if is_language_asked(turn):
            return []
        options = [{"area_id": area_id} for area_id in turn.slot("area_options") or []]
        if options:
            turn.say("ask_which_area", options=options)
        else:
            turn.say("ask_place_again" if turn.failures else "ask_place")
        return turn.keep({"options": options or None})


class AskConfirmation(Action):
    """Shows category and place, and asks for 1, 2 or 3."""

    def name(self) -> str:
        return "action_ask_grievance_form_confirmation"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        if is_language_asked(turn):
            return []
        if turn.slot("is_changing"):
            turn.say("ask_what_to_change")
            return turn.keep({"options": CHANGE_OPTIONS})
        _say_confirmation(turn)
        return turn.keep({"options": CONFIRM_OPTIONS})


def _say_confirmation(turn: Turn) -> None:
    category, area = turn.slot("category"), turn.slot("area")
    if turn.failures or category == "protection":
        # For protection nothing is said about the matter: somebody else may hold the phone.
        turn.say("confirm_again")
    elif area == draft.UNKNOWN_AREA:
        turn.say("confirm_case_no_area", category=category)
    else:
        turn.say("confirm_case", category=category, area_id=area)


class SubmitGrievance(Action):
    """Ends the draft: opens the case if, and only if, the citizen said so."""

    def name(self) -> str:
        return "action_submit_grievance"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        outcome = turn.slot("confirmation")
        if outcome == "register":
            turn.propose(_case(turn))
        elif outcome == "leave":
            turn.say("draft_cancelled")
        return turn.understood(**draft.emptied())


def _case(turn: Turn) -> dict[str, Any]:
    area = turn.slot("area")
    return open_case(
        category=turn.slot("category"),
        description=turn.slot("problem"),
        area_id=None if area == draft.UNKNOWN_AREA else area,
        place_text=turn.slot("place_text"),
        is_accusation=bool(turn.slot("is_accusation")),
        is_urgent=bool(turn.slot("is_urgent")),
        media_messages=turn.slot("media_messages") or [],
    )
