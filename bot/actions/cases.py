"""Answers about the citizen's own cases that need no question: status, reopening, a detail with its reference."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.commands import add_detail, reopen_case, show_status
from bot.actions.turn import Events, Turn


class ShowStatus(Action):
    """Where a case stands; without reference the newest open ones."""

    def name(self) -> str:
        return "action_show_status"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        turn.propose(show_status(turn.reading.reference))
        return turn.understood()


class ReopenCase(Action):
    """The citizen says it is not solved; without reference the gateway takes her newest case."""

    def name(self) -> str:
        return "action_reopen_case"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        turn.propose(reopen_case(turn.reading.reference, turn.reading.words))
        return turn.understood()


class AddToCase(Action):
    """Adds this message to the case it names, while a draft of another matter waits."""

    def name(self) -> str:
        return "action_add_to_case"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        turn.propose(add_detail(turn.reading.reference, turn.reading.words))
        return turn.understood()
