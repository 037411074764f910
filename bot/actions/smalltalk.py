"""Answers that belong to no form: greeting, help, thanks, consent, a person, and what was not understood."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import draft, pending, unwelcome
from bot.actions import eligibility_form as eligibility
from bot.actions.commands import opt_in, opt_out, request_human, set_language, show_status
from bot.actions.turn import Events, Turn
from bot.actions.words import join

# The digits that `greeting`, `help`, `out_of_scope` and `not_understood` name.
MENU = [{"menu": "new_case"}, {"menu": "status"}, {"menu": "office"}, {"menu": "person"}]


class Greet(Action):
    """Says who we are and what to do."""

    def name(self) -> str:
        return "action_greet"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        turn.say("greeting")
        return turn.understood(options=MENU)


class Help(Action):
    """Says what one can do here."""

    def name(self) -> str:
        return "action_help"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        turn.say("help")
        return turn.understood(options=MENU)


class Thanks(Action):
    """Answers thanks."""

    def name(self) -> str:
        return "action_thanks"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        turn.say("thanks")
        return turn.understood()


class Agree(Action):
    """A yes: to the question that the gateway asked last, else no more than an "ok"."""

    def name(self) -> str:
        return "action_agree"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        if not pending.answer(turn, 1, is_word=True):
            turn.say("thanks")
        return turn.understood()


class Disagree(Action):
    """A no: to the question that the gateway asked last, else we say what we can do."""

    def name(self) -> str:
        return "action_disagree"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        if pending.answer(turn, 2, is_word=True):
            return turn.understood()
        turn.say("help")
        return turn.understood(options=MENU)


class DraftKept(Action):
    """Reminds that the draft waits, before its question is asked again."""

    def name(self) -> str:
        return "action_draft_kept"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        turn.say("draft_kept")
        return turn.understood()


class NothingToCancel(Action):
    """CANCEL with nothing open."""

    def name(self) -> str:
        return "action_nothing_to_cancel"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        turn.say("nothing_to_cancel")
        return turn.understood()


class NothingToGoBack(Action):
    """BACK with no step behind."""

    def name(self) -> str:
        return "action_nothing_to_go_back"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        turn.say("nothing_to_go_back")
        return turn.understood()


class OptOut(Action):
    """Stops outreach; with "all", everything that is not an answer."""

    def name(self) -> str:
        return "action_opt_out"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        turn.propose(opt_out("all" if "all" in turn.reading.keywords else "outreach"))
        return turn.understood()


class OptIn(Action):
    """Takes outreach again."""

    def name(self) -> str:
        return "action_opt_in"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        turn.propose(opt_in())
        return turn.understood()


class RequestHuman(Action):
    """Hands over to a person with all the words of the draft; the draft ends with it."""

    def name(self) -> str:
        return "action_request_human"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        words = join(eligibility.told_words(turn), draft.all_words(turn))
        turn.propose(request_human("asked", words, is_sensitive=draft.is_sensitive(turn.slots)))
        return turn.understood(
            **draft.emptied(), **eligibility.EMPTY, detail=None, detail_reference=None, office_category=None
        )


class Choose(Action):
    """A number outside a form: from the menu, for the language, for the gateway's question, or late and for nothing."""

    def name(self) -> str:
        return "action_choose"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        option = turn.pick() or {}
        meant = option.get("menu")
        if meant in {"new_case", "office"}:
            # `heard` stays: what was said before the menu belongs to the draft.
            return turn.keep({"topic": meant, "options": None, "failures": None})
        if meant == "status":
            turn.propose(show_status(None))
        elif meant == "person":
            turn.propose(request_human("asked", join(turn.slot("heard"), turn.reading.words)))
        elif "language" in option:
            turn.propose(set_language(option["language"]))
        elif option or not pending.answer(turn, turn.reading.choice):
            return [*turn.keep({"topic": None}), *not_understood(turn, "not_understood")]
        return turn.understood(topic=None)


class OutOfScope(Action):
    """Nothing for us, as far as we can tell: says what is."""

    def name(self) -> str:
        return "action_out_of_scope"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return not_understood(Turn(dispatcher, tracker), "out_of_scope")


class NotUnderstood(Action):
    """Says so once; the second time in a row a person gets the words."""

    def name(self) -> str:
        return "action_not_understood"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return not_understood(Turn(dispatcher, tracker), "not_understood")


def not_understood(turn: Turn, key: str) -> Events:
    """Say `key` and remember the words, or hand over; abuse and spam are never handed over."""
    courtesy = unwelcome.answered(turn)
    if courtesy is not None:
        return turn.keep(courtesy)
    if unwelcome.kind_of(turn.reading.text):
        turn.say("out_of_scope")
        return turn.keep({"options": MENU})
    heard = join(turn.slot("heard"), turn.reading.text)
    if turn.failures:
        turn.propose(request_human("not_understood", heard))
        return turn.understood()
    turn.say(key)
    return turn.keep({"failures": 1, "heard": heard or None, "options": MENU})
