"""The words officials text, from data/words.tsv: which act each names, however it is spelled. Read once.

A single letter is meant as work whatever follows; a word may begin a complaint of her own as well.
"""

import csv
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from gateway.places.folding import fold

Act = Literal["accept", "answer", "forward", "question"]
ACTS = get_args(Act)
LONGEST = 3  # words in one phrase
FILE = Path(__file__).with_name("data") / "words.tsv"


@cache
def phrases(*kinds: str) -> dict[str, str]:
    """Folded phrase to kind, of the kinds asked for."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {fold(row["word"]): row["act"] for row in rows if row["act"] in kinds}


def leading(tokens: list[str], *kinds: str) -> tuple[str, int] | None:
    """The kind that the first words name, and how many words that takes; the longest phrase wins."""
    known = phrases(*kinds)
    for length in range(min(LONGEST, len(tokens)), 0, -1):
        kind = known.get(fold(" ".join(tokens[:length])))
        if kind is not None:
            return kind, length
    return None
