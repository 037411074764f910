"""Emergency numbers by situation. Data: `data/helplines.csv`, each row with its source; one without is never told.

The file is read once: restart the gateway after a change.
"""

import csv
from functools import lru_cache
from pathlib import Path

HELPLINES_FILE = Path(__file__).parent / "data" / "helplines.csv"


@lru_cache(maxsize=8)
def numbers_for(situation: str, path: Path = HELPLINES_FILE) -> tuple[str, ...]:
    """Numbers to call in the situation, the most fitting first; empty when none is known with its source.

    >>> numbers_for("danger")
    ('1122',)
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["source"].strip()]
    return tuple(row["number"] for row in rows if situation in row["situations"].split("|"))
