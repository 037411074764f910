"""Rasa component: the `area` and `place_text` of a message, from its words or from a shared location.

The gazetteer file is read while training and kept in the model, so that a running bot needs no file of the gateway.
"""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.areas import Area
from bot.nlu.gazetteer import Found, Gazetteer
from bot.nlu.speech import Speech

ROOT = Path(__file__).resolve().parents[2]
WORDS = Path(__file__).with_name("words")
FILE_NAME = "gazetteer.pickle"

_KIND = (
    r"(?:colony|town|society|road|bazar|bazaar|chowk|park|block|sector|phase|village|gaon|goth|street|"
    r"کالونی|ٹاؤن|سوسائٹی|روڈ|بازار|چوک|بلاک|سیکٹر|گاؤں|گوٹھ)"
)
_LEAD = (
    r"(?:mohalla|mohallah|muhalla|gali|gli|street|chak|chowk|village|mauza|mouza|basti|goth|ward|block|sector|phase|house|"
    r"makan|uc|union council|محلہ|محلے|گلی|چک|چوک|گاؤں|موضع|بستی|گوٹھ|وارڈ|بلاک|سیکٹر|مکان|یوسی|یونین کونسل)"
)
_PLACE = re.compile(
    rf"(?:\b\w+\s+){{1,2}}{_KIND}\b(?:\s+(?:no\.?|نمبر)?\s*\d+)?|\b{_LEAD}\s+(?:(?:no\.?|نمبر)\s*)?\w+(?:\s+\d+)?", re.I
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PlaceExtractor(GraphComponent, EntityExtractorMixin):
    """Emits one entity `area` (value: id, or None with `candidates`) and one `place_text`, each when there is one."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._gazetteer: Gazetteer | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`gazetteer`: CSV file, relative to the folder that holds `bot/`."""
        return {"gazetteer": "gateway/places/data/areas.csv"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PlaceExtractor:
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
    ) -> PlaceExtractor:
        """The component with the gazetteer it was trained with."""
        made = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            made._gazetteer = pickle.loads((folder / FILE_NAME).read_bytes())  # noqa: S301 - of our own model
        return made

    def train(self, training_data: TrainingData) -> Resource:
        """Build the index; everyday words come from the examples."""
        speech = Speech.of(str(one.get(TEXT) or "") for one in training_data.intent_examples)
        self._gazetteer = Gazetteer.read(ROOT / self._config["gazetteer"], WORDS, speech)
        with self._storage.write_to(self._resource) as folder:
            (folder / FILE_NAME).write_bytes(pickle.dumps(self._gazetteer))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities to each message."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            entities = [self._area_entity(self._found(message, text)), _place_entity(text)]
            kept = [one for one in entities if one is not None]
            message.set(ENTITIES, (message.get(ENTITIES) or []) + kept, add_to_output=True)
        return messages

    def _found(self, message: Message, text: str) -> Found:
        assert self._gazetteer is not None
        pin = (message.get(METADATA) or {}).get("location")
        if pin:
            return Found(area=self._gazetteer.nearest(float(pin["latitude"]), float(pin["longitude"])))
        return self._gazetteer.find(text)

    def _area_entity(self, found: Found) -> dict[str, Any] | None:
        if found.area is None and not found.candidates:
            return None
        return {
            "entity": "area", "value": found.area.id if found.area else None, "start": 0, "end": 0, "confidence": 1.0,
            "extractor": "PlaceExtractor", "area": _guess(found.area) if found.area else None,
            "candidates": [area.id for area in found.candidates],
            "candidate_areas": [_guess(area) for area in found.candidates],
        }  # fmt: skip


def _guess(area: Area) -> dict[str, Any]:
    """An area in the shape of the contract."""
    return {"id": area.id, "level": area.level, "name_en": area.name_en, "district_id": area.district_id}


def _place_entity(text: str) -> dict[str, Any] | None:
    """Words about street, village or landmark, for the officer's eyes."""
    spots = [match.group().strip() for match in _PLACE.finditer(text)]
    if not spots:
        return None
    return {
        "entity": "place_text", "value": ", ".join(dict.fromkeys(spots))[:200], "start": 0, "end": 0,
        "confidence": 1.0, "extractor": "PlaceExtractor",
    }  # fmt: skip
