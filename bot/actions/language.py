"""Changing the language: by name, or by number when it was asked for."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.commands import set_language
from bot.actions.turn import UNDERSTOOD, Changes, Events, Turn

LANGUAGES = ("ur", "ur_Latn", "en")  # the order of the digits in `ask_language`
LANGUAGE_OPTIONS = [{"language": language} for language in LANGUAGES]


def named_language(turn: Turn) -> str | None:
    """The language the message names, in any writing."""
    return next((one for one in LANGUAGES if f"language:{one}" in turn.reading.keywords), None)


def is_language_asked(turn: Turn) -> bool:
    """Whether `ask_language` waits for its number, perhaps over a form's own question."""
    return bool(turn.slot("options") == LANGUAGE_OPTIONS)


def answer_language_question(turn: Turn) -> Changes | None:
    """The language chosen inside a form; None when the message is something else."""
    option = turn.pick()
    language = option["language"] if option else named_language(turn)
    if language is None:
        return None
    turn.propose(set_language(language))
    return dict(UNDERSTOOD)


class ChangeLanguage(Action):
    """Sets the language that was named, or asks which."""

    def name(self) -> str:
        return "action_change_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        language = named_language(turn)
        if language:
            turn.propose(set_language(language))
            return turn.understood()
        turn.say("ask_language")
        return turn.understood(options=LANGUAGE_OPTIONS)
