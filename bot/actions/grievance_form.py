"""The grievance form: reads each answer, asks what is missing, opens the case.

Rules on the draft are in `draft.py`, the last question in `confirmation.py`.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import appeal, confirmation, draft, unwelcome
from bot.actions.asides import is_aside
from bot.actions.categories import OTHER, topic_of
from bot.actions.commands import Command, add_detail, open_case, request_human
from bot.actions.language import answer_language_question, is_language_asked
from bot.actions.places import Place, among, place_of
from bot.actions.turn import UNDERSTOOD, Changes, Events, Turn
from bot.actions.words import join

FORM = "grievance_form"
MAX_FAILURES = 2
ANSWER_WORDS = 2
NAMING_WORDS = 3
SURE = 0.8


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
    if turn.reading.is_voice:
        return _voice(turn)
    if turn.requested is None:
        return draft.mark(turn, {**UNDERSTOOD, **_begun(turn)})
    chosen = answer_language_question(turn) if is_language_asked(turn) else None
    if chosen is not None:
        return chosen
    if turn.reading.intent == "step_back":
        return {**UNDERSTOOD, **_step_back(turn)}
    if turn.reading.intent == "cancel" and not turn.pick():
        return confirmation.ended("leave")
    return _answered(turn)


def _answered(turn: Turn) -> Changes | None:
    is_asked = turn.requested == "confirmation" and confirmation.named(turn) is not None
    if not is_asked and is_aside(turn, FORM):
        return None
    changes = ANSWERS[str(turn.requested)](turn)
    if changes is None and turn.reading.has_media and not turn.reading.words:
        changes = _media_kept(turn)
    return _failed(turn) if changes is None else draft.mark(turn, {**UNDERSTOOD, **changes})


def _media_kept(turn: Turn) -> Changes:
    """A picture belongs to the draft; the question still stands. Where the problem is asked, AskProblem says so."""
    if turn.requested != "problem":
        turn.say("media_kept")
    return {}


def _voice(turn: Turn) -> Changes:
    """A person will listen; meanwhile the draft goes on, and the note belongs to it."""
    turn.propose(request_human("voice_note", "", is_sensitive=draft.is_sensitive(turn.slots)))
    changes = _begun(turn) if turn.requested is None else {}
    return draft.mark(turn, changes)


def _begun(turn: Turn) -> Changes:
    if appeal.is_told(turn.reading):
        turn.propose(appeal.case(turn.reading))
        return confirmation.ended("appealed")
    if appeal.is_called(turn.reading):
        return appeal.begun(turn)
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
    if turn.reading.category == OTHER and turn.reading.word_count <= NAMING_WORDS:
        return {"category": OTHER, "category_options": None}  # "another matter", as the last option reads
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
        return _told_instead(turn)
    if reading.has_media and not reading.words:
        return None
    # Asked twice: the desk finds the place from the words, or from the wider area that was named.
    return {"area": reading.area or draft.UNKNOWN_AREA, "area_options": None, "place_text": words}


def _told_instead(turn: Turn) -> Changes | None:
    """A sentence that is surely about a matter, where the place was asked: it corrects the draft or joins it."""
    reading = turn.reading
    replaced = draft.other_category(turn)
    is_sure = reading.intent == "file_grievance" and reading.confidence >= SURE and reading.category_confidence >= SURE
    if not is_sure:
        return replaced if draft.is_refusal(reading) and replaced else None
    if replaced or reading.word_count <= ANSWER_WORDS:
        return replaced or None
    return {**draft.more_told(turn), "failures": turn.failures + 1}


def _step_back(turn: Turn) -> Changes:
    if turn.slot("is_changing"):
        return {"is_changing": None}
    if turn.requested == "confirmation":
        return {"area": None, "is_area_offered": None}
    if turn.requested == "area" and turn.slot("category_options"):
        return {"category": None}
    if turn.requested in {"area", "category"}:
        return {"problem": None, "category": None, "category_options": None, "matters": None}
    turn.say("nothing_to_go_back")
    return {}


def _failed(turn: Turn) -> Changes:
    """Ask again once; then a person gets all the words. Abuse is answered politely and counts for nothing."""
    courtesy = unwelcome.answered(turn)
    if courtesy is not None:
        return courtesy
    heard = join(turn.slot("heard"), turn.reading.words) or None
    if turn.failures + 1 < MAX_FAILURES:
        return draft.mark(turn, {"failures": turn.failures + 1, "heard": heard, "options": None})
    turn.propose(request_human("not_understood", draft.all_words(turn), is_sensitive=draft.is_sensitive(turn.slots)))
    return confirmation.ended("hand_over")


ANSWERS = {"problem": _problem, "category": _category, "area": _area, "confirmation": confirmation.answer}


class AskProblem(Action):
    """Asks what is wrong. After a voice note nothing is asked: somebody listens."""

    def name(self) -> str:
        return "action_ask_grievance_form_problem"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        if is_language_asked(turn):
            return []
        if turn.reading.has_media and not turn.reading.words and not turn.is_resumed:
            if not turn.reading.is_voice:
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
    """Shows what will be registered, and asks."""

    def name(self) -> str:
        return "action_ask_grievance_form_confirmation"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        if is_language_asked(turn):
            return []
        asked = confirmation.question(turn)
        turn.say(asked.key, **asked.params)
        return turn.keep({"options": asked.options})


class SubmitGrievance(Action):
    """Ends the draft: opens a case, or adds to one, if, and only if, the citizen said so."""

    def name(self) -> str:
        return "action_submit_grievance"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        outcome = turn.slot("confirmation")
        if outcome == "register":
            for command in _cases(turn):
                turn.propose(command)
        elif outcome == "add":
            turn.propose(add_detail(turn.slot("own_case"), turn.slot("problem"), draft.all_messages(turn)))
        elif outcome == "leave":
            turn.say("draft_cancelled")
        return turn.understood(**draft.emptied())


def _cases(turn: Turn) -> list[Command]:
    """One case a matter; without several matters, one of the whole draft."""
    whole = {"category": turn.slot("category"), "problem": turn.slot("problem")}
    if turn.slot("is_urgent"):
        whole["is_urgent"] = "yes"
    area = turn.slot("area")
    return [
        open_case(
            category=matter["category"],
            description=matter["problem"],
            area_id=None if area == draft.UNKNOWN_AREA else area,
            place_text=turn.slot("place_text"),
            is_accusation=bool(turn.slot("is_accusation")),
            is_urgent="is_urgent" in matter,
            media_messages=turn.slot("media_messages") or [],
        )
        for matter in turn.slot("matters") or [whole]
    ]
