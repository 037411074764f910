"""Rasa component, last in the pipeline: decides what a message does in the conversation.

The classifier says what a message resembles; this says whether that is enough to act on, and knows the messages that
need no classifier: exact words, bare numbers, a picture alone. Its intents `step_back`, `cancel`, `choose` and
`nlu_fallback` never leave the bot. Reads metadata, never the dialogue state: what a number means, the actions know.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import moves
from bot.nlu.normalise import words

# An identity card number alone, as the gateway masks it: sent to be looked up, as 8171 has taught people.
_CNIC_ALONE = re.compile(r"\s*(?:cnic\W*)?\d{5}-\*{5}-\d\W*", re.IGNORECASE)
FALLBACK = {"name": "nlu_fallback", "confidence": 1.0}
SOCIAL = frozenset({"greet", "thanks", "affirm", "deny", "help"})
SOCIAL_WORDS = 4


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class MoveResolver(GraphComponent):
    """Replaces the message's intent; leaves the ranking as the classifier made it."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._moves = moves.load()
        self._act: float = config["act"]
        self._complaint: float = config["complaint"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`act`: confidence needed to act on an intent. `complaint`: category confidence that makes it a complaint."""
        return {"act": 0.4, "complaint": 0.6}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MoveResolver:
        """Nothing is learnt."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Resolve each message in place."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            keywords = [_keyword(value) for value in self._moves.keywords_of(text)]
            message.set(ENTITIES, (message.get(ENTITIES) or []) + keywords, add_to_output=True)
            message.set(INTENT, self._move(message, text), add_to_output=True)
        return messages

    def _move(self, message: Message, text: str) -> dict[str, Any]:
        metadata = message.get(METADATA) or {}
        if not text.strip():
            return _wordless(metadata)
        if _CNIC_ALONE.fullmatch(text):
            return {"name": "check_eligibility", "confidence": 1.0}
        exact = self._moves.intent_of(text)
        if exact:
            return {"name": exact, "confidence": 1.0}
        found = {one["entity"]: one for one in message.get(ENTITIES) or []}
        if "choice" in found:
            return {"name": "choose", "confidence": 1.0}
        if not words(text):
            return FALLBACK
        if "reference" in found and len(words(text)) == 1 and any(one.isdigit() for one in text):
            return {"name": "check_status", "confidence": 1.0}
        intent: dict[str, Any] = message.get(INTENT) or FALLBACK
        if intent["name"] == "deny" and "reference" in found:  # "not solved 7K2M9Q4", as we tell people to write
            return {"name": "reopen_case", "confidence": max(intent["confidence"], self._act)}
        return self._classified(intent, found, text, metadata)

    def _classified(
        self, intent: dict[str, Any], found: dict[str, dict[str, Any]], text: str, metadata: dict[str, Any]
    ) -> dict[str, Any]:
        category = found.get("category", {}).get("confidence", 0.0)
        is_complaint = category >= self._complaint
        is_social = intent["name"] in SOCIAL and is_complaint and len(words(text)) > SOCIAL_WORDS
        if is_social or (intent["confidence"] < self._act and is_complaint):
            return {"name": "file_grievance", "confidence": category}
        if intent["confidence"] < self._act or self._is_noise(intent, category, text):
            return FALLBACK
        if intent["name"] == "add_information" and not metadata.get("open_cases") and "reference" not in found:
            return {"name": "file_grievance", "confidence": intent["confidence"]}
        return intent

    def _is_noise(self, intent: dict[str, Any], category: float, text: str) -> bool:
        """A word or two that resemble a complaint a little, and one about nothing."""
        is_vague = intent["name"] == "file_grievance" and intent["confidence"] < self._complaint
        return is_vague and category < self._act and len(words(text)) < SOCIAL_WORDS


def _wordless(metadata: dict[str, Any]) -> dict[str, Any]:
    """A picture alone belongs to the open case; without one it begins a complaint, as a shared place does."""
    if metadata.get("media_types"):
        return {"name": "add_information" if metadata.get("open_cases") else "file_grievance", "confidence": 1.0}
    return {"name": "file_grievance", "confidence": 1.0} if metadata.get("location") else FALLBACK


def _keyword(value: str) -> dict[str, Any]:
    return {"entity": "keyword", "value": value, "start": 0, "end": 0, "extractor": "MoveResolver"}
