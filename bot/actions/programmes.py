"""Questions about a programme: the gateway tells what it is; outside a draft its office is looked for next."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.commands import describe_programme
from bot.actions.turn import Events, Turn
from bot.actions.vocabulary import OFFICE_CATEGORIES, programme_in

REGISTRATION = "registration_survey"


class ProgrammeInfo(Action):
    """Lets the gateway tell what the programme is."""

    def name(self) -> str:
        return "action_programme_info"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = Turn(dispatcher, tracker)
        programme = programme_in(turn.reading.text)
        turn.propose(describe_programme(programme))
        if turn.active_form:
            return turn.understood(topic=None)
        category = OFFICE_CATEGORIES.get(programme) if programme else REGISTRATION
        if category is None:  # nobody registers for it at an office we know
            return turn.understood(topic=None)
        return turn.understood(topic="office", office_category=category, is_programme_told=True)
