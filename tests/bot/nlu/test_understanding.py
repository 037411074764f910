"""Floors under what the trained model understands: no change of data or features may break them unnoticed."""

from __future__ import annotations

import pytest

from bot.engine.turns import Bot
from bot.nlu.cues import SEALED
from tests.bot.conftest import run
from tests.bot.nlu.test_evaluation_sets import rows_of

# Shares of intents, categories and writings that must be right; a little under what the model reaches.
FLOORS = {"dev": (0.94, 0.89, 0.98), "dev_second": (0.94, 0.92, 0.98), "held": (0.94, 0.92, 0.98)}
MOST_CONFIDENTLY_WRONG = 0.06
CONFIDENT = 0.55
LEAST_SEALED_FOUND = 0.88


@pytest.mark.parametrize("name", FLOORS)
def test_the_model_understands_what_it_did_not_learn_from(bot: Bot, name: str) -> None:
    rows = rows_of(name)
    read = run(bot.understand([row["text"] for row in rows]))
    pairs = list(zip(rows, read, strict=True))
    complaints = [(row, one) for row, one in pairs if row["category"] and one["intent"] == "file_grievance"]
    intent, category, writing = FLOORS[name]
    assert share(one["intent"] == row["intent"] for row, one in pairs) >= intent
    assert share(one["category"] == row["category"] for row, one in complaints) >= category
    assert share(one["language"] == row["writing"] for row, one in pairs) >= writing
    confident = [
        one["category_confidence"] >= CONFIDENT and one["category"] != row["category"] for row, one in complaints
    ]
    assert share(confident) <= MOST_CONFIDENTLY_WRONG
    assert (
        share(one["category"] in SEALED for row, one in complaints if row["category"] in SEALED) >= LEAST_SEALED_FOUND
    )


@pytest.mark.parametrize("text", ["qwrt zxcv", "plmk hgfd", "jfkdls dkfjs", "ثصض قفغ"])
def test_a_hand_on_the_keyboard_is_no_message(bot: Bot, text: str) -> None:
    (read,) = run(bot.understand([text]))
    assert read["intent"] == "out_of_scope"


@pytest.mark.parametrize("text", ["pani ka masla", "bjli nhi", "pni nai aa rha", "gtr bnd h", "gas nhi a rhi"])
def test_short_and_hasty_spelling_is_a_complaint(bot: Bot, text: str) -> None:
    (read,) = run(bot.understand([text]))
    assert read["intent"] == "file_grievance"


def share(marks: object) -> float:
    found = [bool(one) for one in marks]  # type: ignore[attr-defined]
    return sum(found) / len(found)
