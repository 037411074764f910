"""Model storage that reads of a model what serving needs, and leaves out how it was trained.

Why: a model's metadata name every component of its training, and Rasa imports each by name to describe it. One of them
checks the configuration against all of Rasa's components, and so brings TensorFlow and every neural network of Rasa.
"""

from __future__ import annotations

from pathlib import Path

import rasa.core.processor
from rasa.engine.storage.local_model_storage import MODEL_ARCHIVE_METADATA_FILE, LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.utils.io import read_json_file


class ServingModelStorage(LocalModelStorage):
    """As its parent, with an empty `train_schema` in the metadata. Only training reads that."""

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        kept = read_json_file(directory / MODEL_ARCHIVE_METADATA_FILE)
        return ModelMetadata.from_dict({**kept, "train_schema": {"nodes": {}}})


def install() -> None:
    """Make agents load their model through this storage."""
    rasa.core.processor.LocalModelStorage = ServingModelStorage
