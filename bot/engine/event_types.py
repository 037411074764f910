"""Rasa's classes of events by name, each looked for once.

Why: Rasa walks the tree of subclasses for every event of every action result, one in thirty of a turn's CPU.
"""

from __future__ import annotations

from rasa.shared.core.events import Event

_resolve = Event.resolve_by_type
_known: dict[str, type[Event]] = {}


def _resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    found = _known.get(type_name)
    if found is None:
        found = _resolve(type_name, default)
        if found is not None and found.type_name == type_name:
            _known[type_name] = found
    return found


def install() -> None:
    """Put the memory before Rasa's search."""
    Event.resolve_by_type = staticmethod(_resolve_by_type)
