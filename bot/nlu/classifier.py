"""Rasa component: writing, intent, category and accusation of a message. One set of features, a head each.

Sets the message's intent and ranking in Rasa's way, and the entities `writing`, `category` (with its ranking) and
`accusation` (with the probability that the message accuses). The category head is its own classifier: what a message
is about is a different question from what it wants.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.nlu.cues import SEALED
from bot.nlu.normalise import words
from bot.nlu.text_model import Array, Familiarity, Features, Head, Heads, fit_head
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
ACCUSES, HARMLESS = "accuses", "harmless"
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
        self._heads: Heads | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`strength`: inverse of the regularisation. `familiar`: share of known letter sequences below which a text
        is no language to us. `on_meaning`: how much meanings count for what is wanted, and for what it is about."""
        return {"strength": 0.3, "familiar": 0.4, "on_meaning": {"intent": 0.7, "category": 1.0, "accusation": 1.0}}

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
        made._features, made._familiarity, made._writing, made._heads = learnt
        return made

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example with an intent; the category head on those with one, and on those about nothing."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        texts = [str(one.get(TEXT)) for one in examples]
        facts = [_facts(one) for one in examples]
        rows = self._features.fit(texts).rows(texts)
        self._familiarity.fit([str(one.get(TEXT)) for one in examples if one.get(INTENT) != OUT_OF_SCOPE])
        self._writing.fit(texts, [str(one.get("writing")) for one in facts])
        pairs = list(zip(examples, facts, strict=True))
        labels: dict[str, Sequence[str | None]] = {
            "intent": [str(one.get(INTENT)) for one in examples],
            "category": [_topic(one, fact) for one, fact in pairs],
            "accusation": [_accuses(fact) for fact in facts],
        }
        kinds = [f"{one.get(INTENT)} {fact.get('category')} {fact.get('writing')}" for one, fact in pairs]
        self._heads = Heads.of({name: self._fit(name, rows, listed, kinds) for name, listed in labels.items()})
        with self._storage.write_to(self._resource) as folder:
            learnt = (self._features, self._familiarity, self._writing, self._heads)
            (folder / FILE_NAME).write_bytes(pickle.dumps(learnt))
        return self._resource

    def _fit(self, name: str, rows: csr_matrix, labels: Sequence[str | None], kinds: list[str]) -> tuple[Head, Array]:
        """A head of the examples that have a label."""
        told = [index for index, label in enumerate(labels) if label]
        return fit_head(
            rows[told], [str(labels[index]) for index in told], [kinds[index] for index in told],
            self._features.emphasis(self._config["on_meaning"][name]), strength=self._config["strength"],
        )  # fmt: skip

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify each message in place."""
        for message in messages:
            self._classify(message, str(message.get(TEXT) or ""))
        return messages

    def _classify(self, message: Message, text: str) -> None:
        assert self._heads is not None
        rankings = self._heads.rankings(self._features.terms(text)) if self._is_language(text) else {}
        intents = rankings.get("intent", WORDLESS)
        entities = _matter(rankings) if rankings else []
        writing = self._writing.writing(text)
        # Latin letters in no order tell neither Roman Urdu nor English; she is answered as before.
        if writing and (rankings or writing == "ur"):
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


def _accuses(facts: dict[str, Any]) -> str:
    """Examples marked `accusation: true` accuse, and all of the sealed categories."""
    return ACCUSES if facts.get("accusation") or facts.get("category") in SEALED else HARMLESS


def _matter(rankings: dict[str, list[tuple[str, float]]]) -> list[dict[str, Any]]:
    """What the message is about, and how likely it accuses somebody."""
    categories = [pair for pair in rankings["category"] if pair[0] != NO_CATEGORY][:RANKED]
    accuses = dict(rankings["accusation"]).get(ACCUSES, 0.0)
    return [
        _entity("category", categories[0][0], categories[0][1], ranking=_ranking(categories)),
        _entity("accusation", ACCUSES, accuses),
    ]


def _ranking(pairs: list[tuple[str, float]]) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": chance} for name, chance in pairs]


def _entity(name: str, value: Any, confidence: float, **more: Any) -> dict[str, Any]:
    return {
        "entity": name, "value": value, "confidence": confidence, "start": 0, "end": 0,
        "extractor": "MessageClassifier", **more,
    }  # fmt: skip
