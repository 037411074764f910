"""The development test set measures the unseen: no line of it may be, or nearly be, a training example."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.loading import load_data

from bot.nlu.normalise import normalise

ROOT = Path(__file__).resolve().parents[3]
DEV_SET = Path(__file__).parent / "data/dev.tsv"
COLUMNS = ["text", "writing", "intent", "category", "district_id"]
WRITINGS = {"ur", "ur_Latn", "en"}
# Above this share of common trigrams a line repeats an example rather than saying the same in other words.
TOO_NEAR = 0.8


@cache
def dev_rows() -> tuple[dict[str, str], ...]:
    with DEV_SET.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def training_texts() -> dict[str, str]:
    """Normalised text of every training example, and the example as written."""
    examples = load_data(str(ROOT / "bot/data/nlu")).intent_examples
    return {normalise(example.get("text")): example.get("text") for example in examples}


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


def trigrams(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def nearness(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard index; 0 where the lengths alone keep it from being more than TOO_NEAR."""
    if min(len(one), len(other)) <= TOO_NEAR * max(len(one), len(other)):
        return 0.0
    return len(one & other) / len(one | other)


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("pani nahi a raha", "pani nahi aa raha", True),
        ("pani nahi a raha", "toti se ek qatra nahi nikla", False),
        ("گٹر بند ہے", "گٹر بند ہے", True),
    ],
)
def test_nearness_tells_a_copy_from_another_sentence(one: str, other: str, is_near: bool) -> None:
    assert (nearness(trigrams(one), trigrams(other)) > TOO_NEAR) is is_near


def test_no_dev_line_is_or_nearly_is_a_training_example() -> None:
    trained = [(trigrams(text), written) for text, written in training_texts().items()]
    found = []
    for row in dev_rows():
        text = normalise(row["text"])
        grams = trigrams(text)
        if text in training_texts():
            found.append((row["text"], training_texts()[text]))
        found += [(row["text"], written) for other, written in trained if nearness(grams, other) > TOO_NEAR]
    assert not found


def test_no_dev_line_is_there_twice() -> None:
    texts = [normalise(row["text"]) for row in dev_rows()]
    assert sorted(texts) == sorted(set(texts))


def test_dev_labels_are_known() -> None:
    intents, categories = known_labels()
    with DEV_SET.open(encoding="utf-8") as lines:
        assert lines.readline().rstrip("\n").split("\t") == COLUMNS
    wrong = [
        row["text"]
        for row in dev_rows()
        if row["writing"] not in WRITINGS
        or row["intent"] not in intents
        or (row["intent"] == "file_grievance") != bool(row["category"])
        or (row["category"] and row["category"] not in categories)
        or (row["district_id"] and row["district_id"] not in district_ids())
    ]
    assert not wrong


def test_dev_set_covers_every_category_in_every_writing() -> None:
    _, categories = known_labels()
    covered = {(row["category"], row["writing"]) for row in dev_rows() if row["category"]}
    assert covered == {(category, writing) for category in categories for writing in WRITINGS}
