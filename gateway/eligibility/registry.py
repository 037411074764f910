"""The rows of a registry extract: keyed hash of a CNIC, programme, status. Pure.

Operators hash their list where it lies (`hash_rows`), so that no plain CNIC travels or is stored.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import process

from gateway.cnic import first
from gateway.eligibility.rulebook import Rulebook
from gateway.tabular import Row, RowError

HASHED_COLUMNS = ("cnic_hash", "programme", "status")
PLAIN_COLUMNS = ("cnic", "programme", "status")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Entry:
    """What the extract says of one person and programme."""

    cnic_hash: bytes
    programme: str
    status: str


def read_entries(rows: Iterable[Row], book: Rulebook) -> tuple[list[Entry], list[RowError]]:
    """Entries, and every fault in the order of the file; a person is in a programme once."""
    entries: list[Entry] = []
    faults: list[RowError] = []
    lines: dict[tuple[str, str], int] = {}
    for row in rows:
        found = _faults(row, book)
        line = lines.setdefault((row.cells["cnic_hash"], row.cells["programme"]), row.line)
        if line != row.line:
            found.append(row.error("cnic_hash", f"the same person and programme are on line {line} already"))
        faults += found
        if not found:
            number = bytes.fromhex(row.cells["cnic_hash"])
            entries.append(Entry(number, row.cells["programme"], row.cells["status"]))
    return entries, faults


def _faults(row: Row, book: Rulebook) -> list[RowError]:
    faults = []
    if not _HASH.fullmatch(row.cells["cnic_hash"]):
        # Never repeat the cell: it may be a plain CNIC.
        faults.append(
            row.error("cnic_hash", "not 64 small hexadecimal digits; make them with `sunwai eligibility hash`")
        )
    faults += _unknown(row, "programme", book.programmes)
    return faults + _unknown(row, "status", book.statuses)


def _unknown(row: Row, column: str, known: Mapping[str, object]) -> list[RowError]:
    word = row.cells[column]
    if word in known:
        return []
    near = process.extractOne(word, list(known), score_cutoff=60) if word else None
    hint = f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(known)}"
    return [row.error(column, f"there is no {column} '{word}'{hint}")]


def hash_rows(rows: Iterable[Row], hash_of: Callable[[str], bytes]) -> Iterator[Mapping[str, str] | RowError]:
    """Each plain row with its CNIC hashed, or what is wrong with it."""
    for row in rows:
        number = first(row.cells["cnic"])
        if number is None:
            yield row.error("cnic", "not a CNIC of 13 digits, with or without dashes")
        else:
            yield {"cnic_hash": hash_of(number).hex(), "programme": row.cells["programme"],
                   "status": row.cells["status"]}  # fmt: skip
