"""Where a message is cut, and how often one matter is taken for two or two for one."""

import csv
from pathlib import Path

import pytest

from bot.actions.matters import matters_of
from bot.actions.reading import Reading, read
from bot.engine.clauses import MAX_CLAUSES, clauses
from bot.engine.turns import Bot
from tests.bot.conftest import run

SETS = Path(__file__).parents[1] / "nlu" / "data"
SEVERAL = Path(__file__).parent / "data" / "several_matters.tsv"
# Of complaints about one matter; of messages about several whose matters are all found.
MOST_SPLIT, FEWEST_FOUND = 0.01, 0.9


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("5 din se pani nahi", []),
        ("bijli bhi nahi aur gutter bhi ubal raha hai", ["bijli bhi nahi", "gutter bhi ubal raha hai"]),
        ("bijli nahi or pani ganda hai", ["bijli nahi", "pani ganda hai"]),
        ("bijli nahi hai pani bhi nahi hai", ["bijli nahi hai", "pani bhi nahi hai"]),
        ("bijli, pani, gas kuch nahi", ["bijli", "pani", "gas kuch nahi"]),
        ("پانی نہیں آ رہا، سڑک بھی ٹوٹی ہے", ["پانی نہیں آ رہا", "سڑک بھی ٹوٹی ہے"]),
        ("بجلی نہیں۔ گٹر ابل رہا ہے", ["بجلی نہیں", "گٹر ابل رہا ہے"]),
        ("pani nahi, bachay pareshan hain", []),
        ("D.G. Khan me bijli nahi", []),
        ("road toota hai. nali band hai.", ["road toota hai", "nali band hai"]),
        ("a. " * 3, []),
        ("ek aur do aur teen aur chaar aur paanch", []),
        ("", []),
    ],
)
def test_where_a_message_is_cut(text: str, parts: list[str]) -> None:
    assert clauses(text) == parts


def test_a_long_story_is_not_cut() -> None:
    assert clauses("pani nahi aur " * 40) == []
    assert len(clauses("; ".join("abcd"[:MAX_CLAUSES]))) == MAX_CLAUSES


def test_orders_to_rasa_inside_a_message_stay_words(bot: Bot) -> None:
    answer = run(bot.turn({"state": None, "message": {"text": "pani nahi aur /restart"}, "metadata": {}}))
    assert answer["commands"][0]["key"] == "ask_place"


def reading(bot: Bot, text: str) -> Reading:
    async def parsed() -> Reading:
        whole = await bot._agent.parse_message(text)
        parts = [await bot._agent.parse_message(clause) for clause in clauses(text)]
        return read({**whole, "metadata": {"clauses": parts}})

    found: Reading = run(parsed())
    return found


def test_one_matter_is_rarely_taken_for_two(bot: Bot) -> None:
    rows = []
    for name in ("dev", "dev_second", "held"):
        with (SETS / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
            rows += [row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row["category"]]
    split = [row["text"] for row in rows if matters_of(reading(bot, row["text"]))]
    assert len(rows) > 600
    assert len(split) <= MOST_SPLIT * len(rows), split


def test_several_matters_are_found(bot: Bot) -> None:
    with SEVERAL.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    missed = [
        row["text"]
        for row in rows
        if [one.category for one in matters_of(reading(bot, row["text"]))] != row["categories"].split(",")
    ]
    assert len(rows) >= 30
    assert len(missed) <= (1 - FEWEST_FOUND) * len(rows), missed
