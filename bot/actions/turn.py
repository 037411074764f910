"""One turn as an action sees it: the reading, the slots, what to say, and the slot events that end it.

The only file here that touches the SDK's tracker and dispatcher.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.commands import Command, say
from bot.actions.reading import Reading, read

Changes = dict[str, Any]
Option = dict[str, str]
Events = list[dict[str, Any]]
REQUESTED_SLOT = "requested_slot"
# What a turn leaves behind unless it says otherwise: no question open, nothing misunderstood.
UNDERSTOOD: Changes = {"options": None, "failures": None, "heard": None, "courtesies": None}


class Turn:
    """What an action may use. Reads the tracker, collects commands."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self._dispatcher = dispatcher
        self._tracker = tracker
        self.reading: Reading = read(tracker.latest_message)

    def slot(self, name: str) -> Any:
        """Value of a slot, None when unset."""
        return self._tracker.slots.get(name)

    @property
    def requested(self) -> str | None:
        """Slot the active form waits for."""
        requested = self._tracker.slots.get(REQUESTED_SLOT)
        return None if requested is None else str(requested)

    @property
    def active_form(self) -> str | None:
        """Name of the active form."""
        name = (self._tracker.active_loop or {}).get("name")
        return None if name is None else str(name)

    @property
    def is_resumed(self) -> bool:
        """Whether the form comes back after an aside: this message has been answered, nothing is to be validated."""
        if self.requested is None:
            return False
        for event in reversed(self._tracker.events):
            if event["event"] == "action_execution_rejected":
                return True
            if event["event"] == "user":
                return False
        return False

    @property
    def failures(self) -> int:
        """Failures to understand in a row, before this message."""
        return int(self.slot("failures") or 0)

    @property
    def slots(self) -> Mapping[str, Any]:
        """Every slot, unset ones as None."""
        return self._tracker.slots

    def pick(self) -> Option | None:
        """The option meant by a number, if a numbered question is open and the number is one of its own."""
        options: list[Option] = self.slot("options") or []
        number = self.reading.number
        return options[number - 1] if number is not None and 1 <= number <= len(options) else None

    def keep(self, changes: Changes) -> Events:
        """Slot events of what really changes. The requested slot is always said: it tells a form that it is done."""
        return [
            SlotSet(name, value)
            for name, value in changes.items()
            if name == REQUESTED_SLOT or self.slot(name) != value
        ]

    def answered(self, changes: Changes) -> Events:
        """Slot events of an answer to a form: one at least beside the requested slot, or the form stands back."""
        events = self.keep(changes)
        says_something = any(event["name"] != REQUESTED_SLOT for event in events)
        return events if says_something else [*events, SlotSet("failures", self.slot("failures"))]

    def understood(self, **changes: Any) -> Events:
        """Slot events of a turn that was understood."""
        return self.keep({**UNDERSTOOD, **changes})

    def propose(self, command: Command) -> None:
        """Add a command to the answer."""
        self._dispatcher.utter_message(json_message=command)

    def say(self, key: str, **params: Any) -> None:
        """Add a sentence to the answer."""
        self.propose(say(key, **params))
