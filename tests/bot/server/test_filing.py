"""A tired thumb: a case is registered in two messages when the first names problem and place, else in four."""

from statistics import median

import pytest

from bot.engine.turns import Bot
from tests.bot.server.filing import Filing, file_complaint, scripts

WRITINGS = ("ur", "ur_Latn", "en")
MOST = {"named": 2, "bare": 4}


@pytest.fixture(scope="module")
def filings(bot: Bot) -> list[Filing]:
    return [file_complaint(bot, row) for row in scripts()]


def test_there_are_enough_of_every_kind(filings: list[Filing]) -> None:
    for start in MOST:
        for writing in WRITINGS:
            assert sum((one.row["start"], one.row["writing"]) == (start, writing) for one in filings) >= 10


@pytest.mark.parametrize("writing", WRITINGS)
@pytest.mark.parametrize("start", MOST)
def test_median_messages_to_a_registered_case(filings: list[Filing], start: str, writing: str) -> None:
    counts = [one.messages for one in filings if (one.row["start"], one.row["writing"]) == (start, writing)]
    assert median(counts) <= MOST[start]


def test_nearly_all_are_registered_as_meant(filings: list[Filing]) -> None:
    wrong = [one.row["opening"] for one in filings if not one.is_right]
    assert len(wrong) <= 0.05 * len(filings), wrong
