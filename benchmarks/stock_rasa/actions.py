"""Actions of the stock bot, as a newcomer writes them; served by rasa_sdk. They look nothing up and write nothing."""

from __future__ import annotations

import secrets
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

PLACES = frozenset({"kamoke", "gujranwala", "wazirabad", "daska", "sialkot", "sambrial", "pasrur"})
Domain = dict[str, Any]


class ValidateGrievanceForm(FormValidationAction):
    """Knows a few towns by name."""

    def name(self) -> str:
        """As Rasa asks for it."""
        return "validate_grievance_form"

    def validate_place(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """A town of the list, or asked again."""
        return {"place": value if str(value).lower() in PLACES else None}


class OpenCase(Action):
    """Invents a reference and forgets the form."""

    def name(self) -> str:
        """As the rules ask for it."""
        return "action_open_case"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> list[dict[str, Any]]:
        """Register, if she agreed."""
        if not tracker.get_slot("is_right"):
            dispatcher.utter_message(response="utter_not_registered")
            return [SlotSet(name, None) for name in ("problem", "is_right")]
        reference = secrets.token_hex(3).upper()
        dispatcher.utter_message(text=f"Registered: {reference}. You will hear from us within seven days.")
        return [SlotSet("reference", reference), *(SlotSet(name, None) for name in ("problem", "is_right"))]


class ShowStatus(Action):
    """Tells of the last case."""

    def name(self) -> str:
        """As the rules ask for it."""
        return "action_show_status"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> list[dict[str, Any]]:
        """Her case, or that there is none."""
        reference = tracker.get_slot("reference")
        dispatcher.utter_message(text=f"{reference}: with the office." if reference else "You have no complaint.")
        return []
