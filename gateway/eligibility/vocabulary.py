"""What the bot must know to read answers: names of programmes in every writing, kinds of facts, words that mean them.

It is written to `bot/contract/eligibility.json` beside the turn's schema (`make contract`), because bot and gateway
share no code. Rules are not in it: which question comes next, and what the answers mean, is decided here. See
docs/decisions/0025-eligibility-in-the-gateway.md.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gateway.eligibility.conditions import NO, YES
from gateway.eligibility.files import DATA, RulesInvalid, load
from gateway.eligibility.rows import COLUMNS
from gateway.eligibility.rulebook import Rulebook
from gateway.settings import ROOT
from gateway.tabular import Row, RowError, read_table

PATH = ROOT / "bot" / "contract" / "eligibility.json"
# Names that mean help in general and no single programme.
UMBRELLA = "umbrella"


def vocabulary(folder: Path = DATA) -> dict[str, Any]:
    """The file's content. Raises RulesInvalid."""
    book = load(folder)
    names = _checked(folder, "aliases", lambda row: _alias_fault(row, book))
    words = _checked(folder, "fact_words", lambda row: _word_fault(row, book))
    return {
        "programmes": {code: {"office_category": one.office_category} for code, one in book.programmes.items()},
        "aliases": [dict(row.cells) for row in names],
        "facts": {
            code: {"kind": one.kind, "options": [option.code for option in one.options], "low": one.low,
                   "high": one.high}
            for code, one in book.facts.items()
        },
        "fact_words": [{**row.cells, "is_volunteered": row.cells["is_volunteered"] == YES} for row in words],
    }  # fmt: skip


def text(folder: Path = DATA) -> str:
    """The file's whole text."""
    return json.dumps(vocabulary(folder), indent=1, ensure_ascii=False) + "\n"


def _checked(folder: Path, name: str, fault_of: Callable[[Row], RowError | None]) -> list[Row]:
    table = read_table(folder / f"{name}.csv", COLUMNS[name])
    faults = [*table.errors, *(fault for row in table.rows if (fault := fault_of(row)))]
    seen: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        # The same words for two programmes would make the order of the file decide.
        key = tuple(row.cells[column] for column in COLUMNS[name] if column in ("alias", "fact", "words"))
        if seen.setdefault(key, row.line) != row.line:
            faults.append(row.error("", f"the same words are on line {seen[key]} already"))
    if faults:
        raise RulesInvalid([f"{name}.csv {fault}" for fault in faults])
    return table.rows


def _alias_fault(row: Row, book: Rulebook) -> RowError | None:
    if row.cells["programme"] not in {*book.programmes, UMBRELLA}:
        return row.error("programme", f"there is no programme '{row.cells['programme']}'; in general is '{UMBRELLA}'")
    return None if row.cells["alias"] else row.error("alias", "this cell may not be empty")


def _word_fault(row: Row, book: Rulebook) -> RowError | None:
    fact = book.facts.get(row.cells["fact"])
    if fact is None:
        return row.error("fact", f"there is no fact '{row.cells['fact']}'")
    allowed = {YES, NO} if fact.kind == "flag" else {option.code for option in fact.options}
    if row.cells["value"] not in allowed:
        return row.error("value", f"'{row.cells['value']}' is none of {', '.join(sorted(allowed))}")
    if row.cells["is_volunteered"] not in (YES, NO):
        return row.error("is_volunteered", "yes or no")
    return None if row.cells["words"] else row.error("words", "this cell may not be empty")
