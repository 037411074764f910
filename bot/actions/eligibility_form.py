"""The eligibility form: reads each answer about her household. The gateway knows the rules and chooses the questions.

The question that waits comes with the message (`pending_question`); what was told so far rides in the dialogue state
and goes whole with every `assess_eligibility`. See docs/decisions/0025-eligibility-in-the-gateway.md.
"""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import appeal, unwelcome
from bot.actions.asides import is_aside
from bot.actions.categories import topic_of
from bot.actions.commands import assess_eligibility, request_human
from bot.actions.facts import Told, answer_to, is_passed_over, volunteered
from bot.actions.language import answer_language_question, is_language_asked
from bot.actions.places import place_of, place_or_last
from bot.actions.turn import REQUESTED_SLOT, UNDERSTOOD, Changes, Events, Turn
from bot.actions.vocabulary import programme_in
from bot.actions.words import join

FORM = "eligibility_form"
PENDING = "eligibility:"
# As the gateway masks an identity card number; whole ones never reach the bot.
_MASKED_CNIC = re.compile(r"\d{5}-\*{5}-\d")
SURE = 0.6
COMPLAINT_WORDS = 4
EMPTY: Changes = dict.fromkeys(("programme", "facts", "office_area", "eligibility_answer"))


def has_cnic(text: str) -> bool:
    """Whether a text carried an identity card number."""
    return bool(_MASKED_CNIC.search(text))


def told_words(turn: Turn) -> str:
    """What she told so far, for the person who takes over: codes of facts and their values."""
    return join(*(f"{one['fact']}: {_shown(one['value'])}" for one in turn.slot("facts") or []))


def _shown(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {True: "yes", False: "no", None: "not known"}[value]
    return f"{value:g}" if isinstance(value, float) else str(value)


class ValidateEligibilityForm(Action):
    """Reads one answer. No event at all means: not an answer, let the rules speak."""

    def name(self) -> str:
        return "validate_eligibility_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        changes = _validated(turn)
        return [] if changes is None else turn.answered(changes)


def _validated(turn: Turn) -> Changes | None:
    if turn.is_resumed:
        return {}
    if appeal.is_told(turn.reading):
        turn.propose(appeal.case(turn.reading))
        return _ended()
    if turn.requested is None:
        return {**UNDERSTOOD, **EMPTY, **_begun(turn)}
    chosen = answer_language_question(turn) if is_language_asked(turn) else None
    if chosen is not None:
        return chosen
    return _moved(turn) or _answered(turn)


def _moved(turn: Turn) -> Changes | None:
    """One step back, or out."""
    if turn.reading.intent == "step_back":
        return {**UNDERSTOOD, **_step_back(turn)}
    if turn.reading.intent == "cancel":
        turn.say("draft_cancelled")
        return _ended()
    return None


def _answered(turn: Turn) -> Changes | None:
    if turn.reading.is_voice:  # somebody listens; the question stands
        turn.propose(request_human("voice_note", ""))
        return {}
    told = None if _is_complaint(turn) and not is_passed_over(turn.reading) else _answer(turn)
    if told is not None:
        return {**UNDERSTOOD, "facts": [*_facts(turn), {"fact": _asked(turn), "value": told.value}]}
    if is_aside(turn, FORM):
        return None
    return _failed(turn) if _says_nothing_new(turn) else {**UNDERSTOOD, **_more(turn)}


def _begun(turn: Turn) -> Changes:
    """What the first message tells. An area that is named stays for the office at the end."""
    place = place_of(turn.reading)
    facts = volunteered(turn.reading)
    return {"programme": programme_in(turn.reading.text), "facts": facts or None, "office_area": place.area}


def _asked(turn: Turn) -> str:
    """Code of the fact that was asked for."""
    pending = str(turn.reading.metadata.get("pending_question") or "")
    return pending.removeprefix(PENDING) if pending.startswith(PENDING) else ""


def _answer(turn: Turn) -> Told | None:
    """A word that is an order anywhere ("help", "stop") is no answer."""
    is_order = turn.reading.confidence == 1.0 and turn.reading.intent not in {
        "choose",
        "affirm",
        "deny",
        "nlu_fallback",
    }
    return None if is_order else answer_to(_asked(turn), turn.reading)


def _facts(turn: Turn) -> list[dict[str, Any]]:
    return list(turn.slot("facts") or [])


def _is_complaint(turn: Turn) -> bool:
    """A whole sentence that is surely about a matter of some office."""
    reading = turn.reading
    is_sure = (
        reading.intent == "file_grievance" and reading.confidence >= SURE and topic_of(reading).category is not None
    )
    return is_sure and reading.word_count > COMPLAINT_WORDS


def _says_nothing_new(turn: Turn) -> bool:
    is_asking_again = turn.reading.intent == "check_eligibility" and turn.reading.confidence >= SURE
    return not (is_asking_again or has_cnic(turn.reading.text) or place_of(turn.reading).area)


def _more(turn: Turn) -> Changes:
    """Asked again, perhaps for another programme or with more told; or where she lives. The question stays."""
    known = _facts(turn)
    fresh = [one for one in volunteered(turn.reading) if one["fact"] not in {old["fact"] for old in known}]
    named = programme_in(turn.reading.text)
    area = place_of(turn.reading).area
    changes: Changes = {"facts": [*known, *fresh] or None}
    return {**changes, **({"programme": named} if named else {}), **({"office_area": area} if area else {})}


def _step_back(turn: Turn) -> Changes:
    facts = _facts(turn)
    if not facts:
        turn.say("nothing_to_go_back")
    return {"facts": facts[:-1] or None}


def _failed(turn: Turn) -> Changes:
    """Ask again once; then a person gets the words, and what was told before."""
    courtesy = unwelcome.answered(turn)
    if courtesy is not None:
        return courtesy
    heard = join(turn.slot("heard"), turn.reading.words) or None
    if not turn.failures:
        return {"failures": 1, "heard": heard, "options": None}
    turn.propose(request_human("not_understood", join(told_words(turn), heard)))
    return _ended()


def _ended() -> Changes:
    return {**UNDERSTOOD, **EMPTY, REQUESTED_SLOT: None}


class AskEligibility(Action):
    """Lets the gateway ask the next question, or say what it finds."""

    def name(self) -> str:
        return "action_ask_eligibility_form_eligibility_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        if is_language_asked(turn):
            return []
        turn.propose(
            assess_eligibility(
                turn.slot("programme"),
                _facts(turn),
                area_id=turn.slot("office_area") or place_or_last(turn.reading).area,
                is_repeated=bool(turn.failures) and not turn.is_resumed,
                has_cnic=has_cnic(turn.reading.text),
            )
        )
        return []


class EndEligibility(Action):
    """Forgets what was told."""

    def name(self) -> str:
        return "action_end_eligibility"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return Turn(dispatcher, tracker).understood(**EMPTY)
