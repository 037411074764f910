"""Rasa's check of action results, compiled once, each event checked by the schema of its own type.

Why: Rasa prepares a constant JSON schema at every action result and tries every event against all eighteen event types:
77 % of the CPU of a light bot. The schemas, and so the verdicts, stay Rasa's own; a test compares them.
"""

from __future__ import annotations

from typing import Any

from jsonschema_rs import Draft202012Validator
from rasa.core.actions.action import RemoteAction
from rasa.shared.utils.schemas.events import EVENT_SCHEMA

_WHOLE = Draft202012Validator(
    {
        "type": "object",
        "properties": {"events": {"type": "array"}, "responses": {"type": "array", "items": {"type": "object"}}},
    }
)
_EVENT = Draft202012Validator(EVENT_SCHEMA)
_SHARED = {key: value for key, value in EVENT_SCHEMA.items() if key != "oneOf"}
_OF_TYPE = {
    schema["properties"]["event"]["const"]: Draft202012Validator({**_SHARED, "allOf": [schema]})
    for schema in EVENT_SCHEMA["oneOf"]
}


def check(result: Any) -> None:
    """Raises `jsonschema_rs.ValidationError` where Rasa's own check does."""
    _WHOLE.validate(result)
    for event in result.get("events", []):
        kind = event.get("event") if isinstance(event, dict) else None
        (_OF_TYPE.get(kind, _EVENT) if isinstance(kind, str) else _EVENT).validate(event)


def _validate_action_result(_action: RemoteAction, result: dict[str, Any]) -> bool:
    check(result)
    return True


def install() -> None:
    """Put the prepared check in the place of Rasa's."""
    RemoteAction._validate_action_result = _validate_action_result
