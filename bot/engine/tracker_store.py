"""Tracker store without storage: the tracker is made of the request's state and becomes its new state.

Why: the gateway commits the state together with what the turn caused, so a retry is exact and a restart loses nothing.
Rasa's own stores keep every event, cost more than understanding and policies together, and answer from an empty tracker
when the database is down.
"""

from __future__ import annotations

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.context import in_hand
from bot.state import compact, events_of


class RequestTrackerStore(TrackerStore):
    """Keeps nothing between requests."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Tracker of the request in hand."""
        return DialogueStateTracker.from_events(sender_id, events_of(in_hand.get().state), self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Hand the tracker's state to the request in hand."""
        request = in_hand.get()
        request.new_state = compact(tracker)
        if tracker.latest_message is not None:
            request.parse = tracker.latest_message.parse_data
