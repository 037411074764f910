"""Trains the model when what it is made of has changed. Writes to `bot/trained` only, in one step."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import structlog

ROOT = Path(__file__).resolve().parent
AREAS = ROOT.parent / "gateway" / "places" / "data" / "areas.csv"
FINGERPRINT_SUFFIX = ".fingerprint"
MODEL_NAME = "sunwai"
WORKSHOP = "training-"
# Everything a trained model depends on. Actions are not among it: they run in the server, not in the model.
INGREDIENTS = ("config.yml", "domain/**/*.yml", "data/**/*.yml", "nlu/**/*.py", "nlu/words/*", "uv.lock")


class TrainingFailed(RuntimeError):
    """Rasa made no model; its own lines above say why."""


def fingerprint(root: Path = ROOT, areas: Path = AREAS) -> str:
    """Hash of the content of all ingredients."""
    digest = hashlib.sha256()
    for file in [*_files(root), areas]:
        digest.update(file.name.encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for pattern in INGREDIENTS:
        yield from sorted(file for file in root.glob(pattern) if file.is_file())


def is_current(model: Path, root: Path = ROOT) -> bool:
    """Whether the model is there and made of what is in `root` now."""
    noted = _note_of(model)
    return model.is_file() and noted.is_file() and noted.read_text().strip() == fingerprint(root)


def train(model: Path, *, is_forced: bool = False, root: Path = ROOT) -> bool:
    """Train unless the model is current; one process at a time. Returns whether it trained. Raises TrainingFailed."""
    model.parent.mkdir(parents=True, exist_ok=True)
    with (model.parent / ".lock").open("w") as lock:
        # Another `make` may be training the same model: wait for it, then there is nothing left to do.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_forced and is_current(model, root):
            _tell("The trained model is up to date.")
            return False
        _replace(model, root)
    _tell(f"Trained: {model}")
    return True


def install(candidate: Path, model: Path) -> None:
    """Put a trained candidate in the place of the model, in one step. A reader has the one or the other, whole."""
    model.parent.mkdir(parents=True, exist_ok=True)
    with (model.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with tempfile.TemporaryDirectory(dir=model.parent, prefix=WORKSHOP) as workshop:
            Path(shutil.copy2(candidate, workshop)).replace(model)
        _note_of(model).write_bytes(_note_of(candidate).read_bytes())


def _note_of(model: Path) -> Path:
    return model.with_suffix("").with_suffix(FINGERPRINT_SUFFIX)


def _replace(model: Path, root: Path) -> None:
    made_of = fingerprint(root)
    for leftover in model.parent.glob(f"{WORKSHOP}*"):
        shutil.rmtree(leftover)  # of a training that was killed
    with tempfile.TemporaryDirectory(dir=model.parent, prefix=WORKSHOP) as workshop:
        _tell("Training the bot: loading Rasa …")
        _train(Path(workshop), root).replace(model)
    _note_of(model).write_text(made_of + "\n")


def _train(workshop: Path, root: Path) -> Path:
    _quiet()
    from rasa.model_training import train as rasa_train

    logging.getLogger("rasa.engine.training.hooks").addHandler(_Progress())
    result = rasa_train(
        domain=str(root / "domain"),
        config=str(root / "config.yml"),
        training_files=[str(root / "data")],
        output=str(workshop),
        fixed_model_name=MODEL_NAME,
        force_training=True,
        core_additional_arguments={"augmentation_factor": 0},  # rules need no shuffled stories
    )
    if result.code != 0 or result.model is None:
        raise TrainingFailed(f"rasa ended with code {result.code}")
    return Path(result.model)


def _quiet() -> None:
    """No telemetry, no cache in the working directory, no progress bars; read by Rasa when it is imported.

    Its rules are checked with thousands of structured debug events, which no log level of the environment reaches.
    """
    os.environ.update(
        RASA_TELEMETRY_ENABLED="false", RASA_MAX_CACHE_SIZE="0", LOG_LEVEL="WARNING", TF_CPP_MIN_LOG_LEVEL="3"
    )
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    logging.getLogger("rasa.engine.training.hooks").setLevel(logging.INFO)


class _Progress(logging.Handler):
    """Turns Rasa's notes on components into lines for whoever waits."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith("Starting"):
            _tell(f"  {record.getMessage()}")


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
