"""How many messages a citizen needs from her first one to a registered case: scripted citizens with the trained bot.

`data/filing.tsv`: what she writes first, and what she answers when she is asked. `named`: the first message names
problem and place; `bare`: it lacks at least one. She answers by what is asked, with numbers where there are options,
and corrects what is shown wrongly. Prints a table: `bot/.venv/bin/python -m tests.bot.server.filing`.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bot import settings
from bot.engine.turns import Bot
from tests.bot.conftest import Conversation

FILE = Path(__file__).parent / "data" / "filing.tsv"
# Who has not got there by then has given up.
PATIENCE = 10


@dataclass(frozen=True)
class Filing:
    """What became of one conversation. `messages`: hers up to the registered case, PATIENCE + 1 if there was none."""

    row: dict[str, str]
    messages: int
    is_right: bool


def scripts() -> list[dict[str, str]]:
    """The conversations."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def file_complaint(bot: Bot, row: dict[str, str]) -> Filing:
    """Walk one conversation to its case."""
    citizen, text = Conversation(bot), row["opening"]
    for count in range(1, PATIENCE + 1):
        *_, last = commands = citizen.send(text)
        opened = [one for one in commands if one["command"] == "open_case"]
        if opened:
            is_right = [(one["category"], one["area_id"]) for one in opened] == [(row["category"], row["area_id"])]
            return Filing(row, count, is_right)
        text = _answer(last, row)
    return Filing(row, PATIENCE + 1, is_right=False)


def _answer(asked: dict[str, Any], row: dict[str, str]) -> str:
    params = asked.get("params", {})
    match asked.get("key"):
        case "ask_place" | "ask_place_again":
            return row["place"]
        case "ask_category" | "ask_category_again":
            return _number(params["options"], "category", row["category"])
        case "ask_which_area":
            return _number(params["options"], "area_id", row["area_id"])
        case "confirm_case" | "confirm_case_no_area":
            return _confirmed(params, row)
        case "confirm_matters" | "confirm_again":
            return "1"
        case _:
            return row["problem"]


def _number(options: list[dict[str, str]], name: str, meant: str) -> str:
    """The option meant, else the last, which is "another matter"."""
    offered = [option[name] for option in options]
    return str(offered.index(meant) + 1 if meant in offered else len(offered))


def _confirmed(params: dict[str, str], row: dict[str, str]) -> str:
    if params["category"] != row["category"]:
        return f"nahi, {row['problem']}"
    if params.get("area_id") != row["area_id"]:
        return f"nahi, {row['place']}"
    return "1"


def table(filings: list[Filing]) -> str:
    """Median and most messages by writing and kind of start, and how many got there rightly."""
    groups: dict[tuple[str, str], list[Filing]] = defaultdict(list)
    for one in filings:
        for writing in (one.row["writing"], "all"):
            groups[one.row["start"], writing].append(one)
    return "".join(_lines(groups))


def _lines(groups: dict[tuple[str, str], list[Filing]]) -> Iterator[str]:
    yield "| first message | writing | conversations | median | most | registered rightly |\n"
    yield "|---|---|---|---|---|---|\n"
    for (start, writing), found in sorted(groups.items(), reverse=True):
        counts = [one.messages for one in found]
        right = sum(one.is_right for one in found)
        most = max(counts) if max(counts) <= PATIENCE else "gave up"
        yield f"| {start} | {writing} | {len(found)} | {median(counts):g} | {most} | {right} |\n"


if __name__ == "__main__":
    trained = Bot(settings.read().model)
    results = [file_complaint(trained, row) for row in scripts()]
    sys.stdout.write(table(results))
    for one in results:
        if not one.is_right or one.messages > 4:
            sys.stdout.write(f"{one.messages} {one.is_right} {one.row['opening']}\n")
