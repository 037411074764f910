"""Rasa component: writing, intent and category of a message. One set of features, a head each, from the NLU data.

Sets the message's intent and ranking in Rasa's way, and two entities: `writing` and `category` (with its ranking).
The category head is its own classifier: what a message is about is a different question from what it wants.
"""

from __future__ import annotations

import pickle
import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.normalise import words
from bot.nlu.text_model import Familiarity, Features, Head, fit_head
from bot.nlu.writing import WritingModel

FILE_NAME = "classifier.pickle"
WITH_CATEGORY = frozenset({"file_grievance", "find_office", "check_status", "add_information", "reopen_case"})
OUT_OF_SCOPE = "out_of_scope"
# Messages about nothing an office does teach the category head to keep silent; only those of WITH_CATEGORY carry one.
NO_CATEGORY = "none"
ABOUT_NOTHING = frozenset(
    {
        "affirm", "change_language", "deny", "find_office", "greet", "help", "opt_in", "opt_out", "out_of_scope",
        "talk_to_human", "thanks",
    }
)  # fmt: skip
RANKED = 5
_HAS_LETTER = re.compile(r"[^\W\d_]")
# Too little to act on: an emoji or three dots must never confirm anything.
WORDLESS = [(OUT_OF_SCOPE, 0.3)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MessageClassifier(GraphComponent, IntentClassifier):
    """Persists everything it learnt in one file of the model."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._features = Features()
        self._familiarity = Familiarity()
        self._writing = WritingModel()
        self._intents: Head | None = None
        self._categories: Head | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`strength`: inverse of the regularisation. `familiar`: share of known letter sequences below which a text
        is no language to us."""
        return {"strength": 0.2, "familiar": 0.4}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageClassifier:
        """A component yet to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageClassifier:
        """The component as it was trained."""
        made = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            learnt = pickle.loads((folder / FILE_NAME).read_bytes())  # noqa: S301 - of our own model
        made._features, made._familiarity, made._writing, made._intents, made._categories = learnt
        return made

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example with an intent; the category head on those with one, and on those about nothing."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        texts = [str(one.get(TEXT)) for one in examples]
        facts = [_facts(one) for one in examples]
        rows = self._features.fit(texts).rows(texts)
        self._familiarity.fit([str(one.get(TEXT)) for one in examples if one.get(INTENT) != OUT_OF_SCOPE])
        self._writing.fit(texts, [str(one.get("writing")) for one in facts])
        self._intents = fit_head(rows, [str(one.get(INTENT)) for one in examples], strength=self._config["strength"])
        topics = [_topic(one, fact) for one, fact in zip(examples, facts, strict=True)]
        about = [index for index, topic in enumerate(topics) if topic]
        labels = [str(topics[index]) for index in about]
        self._categories = fit_head(rows[about], labels, strength=self._config["strength"])
        with self._storage.write_to(self._resource) as folder:
            learnt = (self._features, self._familiarity, self._writing, self._intents, self._categories)
            (folder / FILE_NAME).write_bytes(pickle.dumps(learnt))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify each message in place."""
        for message in messages:
            self._classify(message, str(message.get(TEXT) or ""))
        return messages

    def _classify(self, message: Message, text: str) -> None:
        assert self._intents is not None
        assert self._categories is not None
        entities: list[dict[str, Any]] = []
        terms = self._features.terms(text) if self._is_language(text) else None
        intents = self._intents.ranking(terms) if terms else WORDLESS
        if terms:
            categories = [pair for pair in self._categories.ranking(terms) if pair[0] != NO_CATEGORY][:RANKED]
            entities.append(_entity("category", categories[0][0], categories[0][1], ranking=_ranking(categories)))
        writing = self._writing.writing(text)
        if writing:
            entities.append(_entity("writing", writing, 1.0))
        message.set(INTENT, _ranking(intents)[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, _ranking(intents), add_to_output=True)
        message.set(ENTITIES, (message.get(ENTITIES) or []) + entities, add_to_output=True)

    def _is_language(self, text: str) -> bool:
        """Letters in an order that people write: neither an emoji nor a hand on the keyboard."""
        is_written = bool(_HAS_LETTER.search(text)) and bool(words(text))
        return is_written and self._familiarity.share(text) >= self._config["familiar"]


def _facts(example: Message) -> dict[str, Any]:
    facts = (example.get(METADATA) or {}).get("intent") or {}
    return facts if isinstance(facts, dict) else {}


def _topic(example: Message, facts: dict[str, Any]) -> str | None:
    """Label for the category head; None where the example says nothing of it either way."""
    return facts.get("category") or (NO_CATEGORY if example.get(INTENT) in ABOUT_NOTHING else None)


def _ranking(pairs: list[tuple[str, float]]) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": chance} for name, chance in pairs]


def _entity(name: str, value: Any, confidence: float, **more: Any) -> dict[str, Any]:
    return {
        "entity": name, "value": value, "confidence": confidence, "start": 0, "end": 0,
        "extractor": "MessageClassifier", **more,
    }  # fmt: skip
