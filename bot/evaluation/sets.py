"""The evaluation sets: tab-separated files of labelled texts. Reads files, judges nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.nlu.normalise import folded

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "bot" / "nlu" / "data"
COLUMNS = frozenset({"text", "writing", "intent", "category"})
WRITINGS = ("ur", "ur_Latn", "en")
# From this likeness on (of 100, words in any order), a line repeats an example instead of saying it in other words.
TOO_NEAR = 92


@dataclass(frozen=True)
class Line:
    """One labelled text. `category` is empty where the message is about none, `district_id` where it names none."""

    set_name: str
    text: str
    writing: str
    intent: str
    category: str
    district_id: str


class NoSets(FileNotFoundError):
    """There is nothing to evaluate with."""


def load(folder: Path) -> list[Line]:
    """Every line of every file that labels intents; files of another kind are passed over. Raises NoSets."""
    lines = [line for file in sorted(folder.glob("*.tsv")) for line in _lines(file)]
    if not lines:
        raise NoSets(f"no evaluation set (*.tsv with the columns {', '.join(sorted(COLUMNS))}) in {folder}")
    return lines


def _lines(file: Path) -> list[Line]:
    with file.open(encoding="utf-8", newline="") as rows:
        reader = csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
        if not COLUMNS.issubset(reader.fieldnames or ()):
            return []
        return [
            Line(
                file.stem, row["text"], row["writing"], row["intent"], row["category"], row.get("district_id") or ""
            )
            for row in reader
        ]  # fmt: skip


def comparable(text: str) -> str:
    """Sound keys in alphabetical order: neither spelling, writing nor order of words hides a copy."""
    return " ".join(sorted(folded(text).split()))


def without_repeated(lines: Iterable[Line], examples: Iterable[str]) -> list[Line]:
    """Lines that do not nearly repeat a training example: a model that has seen the answer proves nothing."""
    known = list({comparable(text) for text in examples})
    return [line for line in lines if not _repeats(comparable(line.text), known)]


def _repeats(text: str, known: list[str]) -> bool:
    return process.extractOne(text, known, scorer=fuzz.ratio, score_cutoff=TOO_NEAR) is not None
