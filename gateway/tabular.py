"""CSV files that operators edit: reading with every fault named by line and column, writing so that Excel shows Urdu.

Knows nothing of what the columns mean. Spreadsheets need the UTF-8 byte order mark to show Urdu; it is written, and
accepted when reading.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

YES = frozenset({"yes", "true", "1", "y"})
NO = frozenset({"no", "false", "0", "n", ""})


@dataclass(frozen=True)
class RowError:
    """What is wrong in one cell. `line` counts from 1 with the header as line 1, as a spreadsheet shows it."""

    line: int
    column: str
    problem: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column or 'row'}: {self.problem}"


@dataclass(frozen=True)
class Row:
    """One line of the file, cells stripped."""

    line: int
    cells: Mapping[str, str]

    def error(self, column: str, problem: str) -> RowError:
        """A fault of this row."""
        return RowError(self.line, column, problem)


@dataclass(frozen=True)
class Table:
    """The rows of a file, or why it is no table. Rows with faults are left out of `rows`."""

    rows: list[Row]
    errors: list[RowError]


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do. Nothing is written when there is any error."""

    rows: int
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)


def read_table(path: Path, required: Iterable[str], optional: Iterable[str] = ()) -> Table:
    """Rows of a UTF-8 CSV file with a header. Faults of the file itself are returned, not raised."""
    needed, known = list(required), {*required, *optional}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            faults = _header_faults(reader.fieldnames or [], needed, known)
            if faults:
                return Table([], faults)
            rows = [_row(reader.line_num, raw) for raw in reader if any(value for value in raw.values())]
    except UnicodeDecodeError:
        return Table([], [RowError(1, "", "the file is not UTF-8: save it as 'CSV UTF-8'")])
    except csv.Error as error:
        return Table([], [RowError(1, "", f"the file is not proper CSV: {error}")])
    good = [row for row in rows if isinstance(row, Row)]
    return Table(good, [row for row in rows if isinstance(row, RowError)])


def _header_faults(columns: Iterable[str], needed: list[str], known: set[str]) -> list[RowError]:
    names = [name.strip() for name in columns]
    faults = [RowError(1, name, "this column is missing") for name in needed if name not in names]
    unknown = [name for name in names if name not in known]
    faults += [RowError(1, name, f"unknown column; known are {', '.join(sorted(known))}") for name in unknown]
    twice = sorted({name for name in names if names.count(name) > 1})
    return faults + [RowError(1, name, "this column is there twice") for name in twice]


def _row(line: int, raw: Mapping[str | None, str | list[str] | None]) -> Row | RowError:
    if None in raw:
        return RowError(line, "", "more cells than columns: put quotes round text that has a comma")
    cells: dict[str, str] = {}
    for name, value in raw.items():
        if not isinstance(value, str):
            return RowError(line, str(name), "the row ends before this column")
        cells[str(name).strip()] = value.strip()
    return Row(line, cells)


def write_table(file: TextIO, columns: Iterable[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write header and rows; None becomes an empty cell, true and false become yes and no."""
    names = list(columns)
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in names])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return "|".join(str(part) for part in value)
    return "" if value is None else str(value)


def flag(row: Row, column: str, default: bool = False) -> bool | RowError:
    """A yes/no cell; `default` where the column is absent or empty."""
    word = row.cells.get(column, "").casefold()
    if not word:
        return default
    if word in YES:
        return True
    if word in NO:
        return False
    return row.error(column, f"'{word}' is neither yes nor no")
