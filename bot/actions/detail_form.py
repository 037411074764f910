"""The detail form: more words or media for a case that is open. Asks which case only when there are several."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import draft, pending, unwelcome
from bot.actions.asides import is_aside
from bot.actions.categories import ACCEPT, topic_of
from bot.actions.commands import add_detail, request_human
from bot.actions.language import answer_language_question, is_language_asked
from bot.actions.places import MAX_OPTIONS
from bot.actions.turn import REQUESTED_SLOT, UNDERSTOOD, Changes, Events, Option, Turn
from bot.actions.words import join

FORM = "detail_form"
NEWEST = "newest"
# Fewer words without a fact ("I want to add something") announce a detail; they are kept with it.
TELLING_WORDS = 6
NAMING_WORDS = 3
EMPTY: Changes = dict.fromkeys(("detail", "detail_reference", "preface", "told_messages", "media_messages"))


class ValidateDetailForm(Action):
    """Reads one answer. No event at all means: not an answer, let the rules speak."""

    def name(self) -> str:
        return "validate_detail_form"

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
        return _left(turn)
    if is_aside(turn, FORM):
        return None
    changes = _answered(turn)
    return _failed(turn) if changes is None else {**UNDERSTOOD, **changes}


def _begun(turn: Turn) -> Changes:
    reading = turn.reading
    is_telling = reading.word_count >= TELLING_WORDS or topic_of(reading).category is not None or reading.has_media
    told: Changes = {"detail": reading.words} if is_telling else {"preface": reading.words or None}
    return {**EMPTY, **told, **draft.messages(turn, is_telling=bool(reading.words)), **_case_meant(turn)}


def _case_meant(turn: Turn) -> Changes:
    """Media goes to the newest case at once: it belongs to this message and would be lost with a question."""
    reading = turn.reading
    meant = reading.reference or pending.asked_case(turn)
    if meant:
        return {"detail_reference": meant}
    if len(reading.open_references) < 2 or reading.has_media:
        return {"detail_reference": NEWEST}
    return {}


def _answered(turn: Turn) -> Changes | None:
    reading, option = turn.reading, turn.pick() or _named(turn)
    if turn.requested == "detail":
        # A number alone tells nothing, unless an office has asked for one.
        words = reading.words or (reading.text.strip() if pending.asked_case(turn) else "")
        if not words and not reading.has_media:
            return None
        told = {"detail": join(turn.slot("preface"), words), "preface": None}
        return {**told, **draft.messages(turn, is_telling=bool(reading.words)), **_case_meant(turn)}
    if option and "reference" in option:
        return {"detail_reference": option["reference"]}
    if reading.has_media and not reading.words:
        return draft.messages(turn, is_telling=False)  # kept with what she told; the question still stands
    return {"detail_reference": reading.reference} if reading.reference else None


def _named(turn: Turn) -> Option | None:
    """The one offered case of the matter that the answer names: "gas wali"."""
    options: list[Option] = turn.slot("options") or []
    named = [one for one in options if one.get("category") == turn.reading.category]
    is_short = turn.reading.word_count <= NAMING_WORDS and turn.reading.category_confidence >= ACCEPT
    return named[0] if len(named) == 1 and is_short else None


def _left(turn: Turn) -> Changes:
    turn.say("draft_cancelled")
    return {**UNDERSTOOD, **EMPTY, REQUESTED_SLOT: None}


def _failed(turn: Turn) -> Changes:
    """Ask again once; then a person gets the words."""
    courtesy = unwelcome.answered(turn)
    if courtesy is not None:
        return courtesy
    if not turn.failures:
        heard = join(turn.slot("heard"), turn.reading.words) or None
        return {"failures": 1, "heard": heard, "options": None}
    words = join(turn.slot("preface"), turn.slot("detail"), turn.slot("heard"), turn.reading.words)
    turn.propose(request_human("not_understood", words))
    return {**UNDERSTOOD, **EMPTY, REQUESTED_SLOT: None}


class AskDetail(Action):
    """Asks what to add."""

    def name(self) -> str:
        return "action_ask_detail_form_detail"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        if not is_language_asked(turn):
            turn.say("ask_detail")
        return []


class AskDetailReference(Action):
    """Offers the citizen's open cases by number."""

    def name(self) -> str:
        return "action_ask_detail_form_detail_reference"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        if is_language_asked(turn):
            return []
        cases = turn.reading.metadata.get("open_cases") or []
        options = [{"reference": case["reference"], "category": case["category"]} for case in cases[:MAX_OPTIONS]]
        turn.say("which_case" if options else "ask_reference", **({"options": options} if options else {}))
        return turn.keep({"options": options or None})


class SubmitDetail(Action):
    """Adds what was told, if anything was."""

    def name(self) -> str:
        return "action_submit_detail"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        detail, reference = turn.slot("detail"), turn.slot("detail_reference")
        if detail is not None and reference is not None:
            turn.propose(add_detail(None if reference == NEWEST else reference, detail, draft.all_messages(turn)))
            if turn.reading.is_voice:
                turn.propose(request_human("voice_note", ""))
        return turn.understood(**EMPTY)
