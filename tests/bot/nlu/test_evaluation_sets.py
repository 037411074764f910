"""The evaluation sets measure the unseen: no line of theirs may be, or nearly be, a training example."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process
from rasa.shared.nlu.training_data.loading import load_data

from bot.evaluation.sets import TOO_NEAR, comparable
from bot.nlu.normalise import normalise

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(__file__).parent / "data"
SETS = (
    "dev",
    "dev_second",
    "held",
    "blind",
    "blind_second",
    "blind_third",
    "blind_fourth",
    "blind_fifth",
    "blind_sixth",
)
COLUMNS = ["text", "writing", "intent", "category", "district_id"]
WRITINGS = {"ur", "ur_Latn", "en"}


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def training_texts() -> dict[str, str]:
    """Each training example in the form for comparing, and as written."""
    examples = load_data(str(ROOT / "bot/data/nlu")).intent_examples
    return {comparable(example.get("text")): example.get("text") for example in examples}


@cache
def known_labels() -> tuple[set[str], set[str]]:
    """Intents and categories that the training data has examples of."""
    examples = load_data(str(ROOT / "bot/data/nlu")).intent_examples
    marks = [example.get("metadata", {}).get("intent", {}) for example in examples]
    return {example.get("intent") for example in examples}, {mark["category"] for mark in marks if "category" in mark}


@cache
def district_ids() -> set[str]:
    with (ROOT / "gateway/places/data/areas.csv").open(encoding="utf-8", newline="") as lines:
        return {row["id"] for row in csv.DictReader(lines) if row["level"] == "district"}


def copied_from(text: str) -> str | None:
    """The training example that `text` repeats."""
    found = process.extractOne(comparable(text), training_texts().keys(), scorer=fuzz.ratio, score_cutoff=TOO_NEAR)
    return training_texts()[found[0]] if found else None


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("pani bilkul nahi aa raha", "pani bilkul nahin a raha", True),
        ("pani nahi a raha", "toti se ek qatra nahi nikla", False),
        ("گٹر بند ہے محلے کا", "محلے کا گٹر بند ہے", True),
    ],
)
def test_likeness_tells_a_copy_from_another_sentence(one: str, other: str, is_near: bool) -> None:
    assert (fuzz.ratio(comparable(one), comparable(other)) >= TOO_NEAR) is is_near


@pytest.mark.parametrize("name", SETS)
def test_no_line_is_or_nearly_is_a_training_example(name: str) -> None:
    found = [(row["text"], copied_from(row["text"])) for row in rows_of(name)]
    assert [pair for pair in found if pair[1]] == []


def test_no_line_is_there_twice() -> None:
    texts = [normalise(row["text"]) for name in SETS for row in rows_of(name)]
    assert sorted(texts) == sorted(set(texts))


@pytest.mark.parametrize("name", SETS)
def test_labels_are_known(name: str) -> None:
    intents, categories = known_labels()
    with (DATA / f"{name}.tsv").open(encoding="utf-8") as lines:
        assert lines.readline().rstrip("\n").split("\t")[: len(COLUMNS)] == COLUMNS
    wrong = [
        row["text"]
        for row in rows_of(name)
        if row["writing"] not in WRITINGS
        or row["intent"] not in intents
        or (row["intent"] == "file_grievance") != bool(row["category"])
        or (row["category"] and row["category"] not in categories)
        or (row["district_id"] and row["district_id"] not in district_ids())
    ]
    assert not wrong


@pytest.mark.parametrize("name", ["dev", "held", "blind"])
def test_every_category_is_there_in_every_writing(name: str) -> None:
    _, categories = known_labels()
    covered = {(row["category"], row["writing"]) for row in rows_of(name) if row["category"]}
    assert covered == {(category, writing) for category in categories for writing in WRITINGS}
