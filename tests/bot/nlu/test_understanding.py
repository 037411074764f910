"""Floors under what the trained model understands: no change of data or features may break them unnoticed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.categories import ACCEPT
from bot.engine.turns import Bot
from bot.nlu.cues import SEALED
from tests.bot.conftest import run
from tests.bot.nlu.test_evaluation_sets import rows_of

# Shares of intents, categories and writings that must be right; a little under what the model reaches.
FLOORS = {
    "dev": (0.96, 0.93, 0.98),
    "dev_second": (0.96, 0.92, 0.98),
    "held": (0.95, 0.94, 0.98),
    "blind": (0.96, 0.93, 0.98),
    "blind_second": (0.97, 0.94, 0.98),
    "blind_third": (0.96, 0.92, 0.98),
    "blind_fourth": (0.97, 0.92, 0.98),
    "blind_fifth": (0.97, 0.92, 0.97),
    "blind_sixth": (0.97, 0.92, 0.98),
}
MOST_SURELY_WRONG = 0.03
LEAST_ACCUSATIONS_FOUND = 0.97
MOST_SEALED_FOR_NOTHING = 0.12


@pytest.mark.parametrize("name", FLOORS)
def test_the_model_understands_what_it_did_not_learn_from(bot: Bot, name: str) -> None:
    pairs = read_set(bot, name)
    complaints = [(row, one) for row, one in pairs if row["category"]]
    intent, category, writing = FLOORS[name]
    assert share(one["intent"] == row["intent"] for row, one in pairs) >= intent
    assert share(one["category"] == row["category"] for row, one in complaints) >= category
    assert share(one["language"] == row["writing"] for row, one in pairs) >= writing
    surely = [one["category_confidence"] >= ACCEPT and one["category"] != row["category"] for row, one in complaints]
    assert share(surely) <= MOST_SURELY_WRONG


def test_accusations_are_found_and_little_else_is_sealed(bot: Bot) -> None:
    pairs = read_set(bot, "blind")
    sealed = [(row["accusation"] == "1", one["is_accusation"] or one["category"] in SEALED) for row, one in pairs]
    assert share(found for is_accusing, found in sealed if is_accusing) >= LEAST_ACCUSATIONS_FOUND
    assert share(found for is_accusing, found in sealed if not is_accusing) <= MOST_SEALED_FOR_NOTHING


@pytest.mark.parametrize("name", FLOORS)
def test_probabilities_mean_what_they_say(bot: Bot, name: str) -> None:
    """Of what is said with a probability, about so many are right: never far fewer."""
    pairs = read_set(bot, name)
    complaints = [(row, one) for row, one in pairs if row["category"]]
    told = sum(one["category_confidence"] for _, one in complaints) / len(complaints)
    assert abs(told - share(one["category"] == row["category"] for row, one in complaints)) <= 0.05


def read_set(bot: Bot, name: str) -> list[tuple[dict[str, str], dict[str, Any]]]:
    rows = rows_of(name)
    return list(zip(rows, run(bot.understand([row["text"] for row in rows])), strict=True))


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
