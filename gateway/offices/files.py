"""Import and export of the directory: offices, responsibility rules, categories. Does not commit.

Nothing is written when any row is wrong. Starting rows come from `data/`; `load_starting` adds what is missing and
leaves alone what operators wrote.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.offices import repository
from gateway.offices.rows import (
    CATEGORY_OPTIONAL,
    CATEGORY_REQUIRED,
    OFFICE_OPTIONAL,
    OFFICE_REQUIRED,
    RULE_OPTIONAL,
    RULE_REQUIRED,
    Known,
    Reader,
    Values,
    category,
    office,
    read_rows,
    rule,
)
from gateway.places import repository as places
from gateway.tabular import ImportReport, read_table, write_table
from models.base import Base
from models.category import Category
from models.office import Office, ResponsibilityRule

DATA = Path(__file__).parent / "data"
# Rows whose source begins with this came with the project and were not touched by an operator since.
STARTING = "starting directory"


@dataclass(frozen=True)
class Kind:
    """One file of the directory: its table, its columns, and how a row is read."""

    table: type[Base]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    read: Callable[[Reader, Known], Values]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, as exported."""
        return self.required + self.optional


KINDS = {
    "categories": Kind(Category, CATEGORY_REQUIRED, CATEGORY_OPTIONAL, category),
    "offices": Kind(Office, OFFICE_REQUIRED, OFFICE_OPTIONAL, office),
    "rules": Kind(ResponsibilityRule, RULE_REQUIRED, RULE_OPTIONAL, rule),
}
STARTING_FILES = {"categories": "categories.csv", "offices": "offices.csv", "rules": "responsibility_rules.csv"}


@cache
def office_types() -> dict[str, Values]:
    """Kinds of office by code, with their names, from `data/office_types.csv`."""
    table = read_table(DATA / "office_types.csv", ("code", "name_en", "name_ur"))
    assert not table.errors, [str(error) for error in table.errors]
    return {row.cells["code"]: dict(row.cells) for row in table.rows}


async def import_file(session: AsyncSession, kind_name: str, path: Path, *, dry_run: bool = False) -> ImportReport:
    """Add and overwrite rows of one kind (see KINDS) from a CSV file, by code. Repeating it changes nothing."""
    report, added, changed = await _compare(session, kind_name, path)
    if not dry_run and not report.errors:
        await _write(session, KINDS[kind_name].table, added, changed)
    return report


async def load_starting(session: AsyncSession, *, refresh: bool = False) -> dict[str, int]:
    """Add starting rows that are missing; returns how many by kind.

    `refresh` also brings starting rows that no operator touched up to the files: unverified offices and rules whose
    source still says "starting directory". Categories, whose clocks are an operator's choice, are only ever added.
    """
    written: dict[str, int] = {}
    for name, file in STARTING_FILES.items():
        report, added, changed = await _compare(session, name, DATA / file)
        assert not report.errors, [str(error) for error in report.errors]
        stale = await _untouched(session, KINDS[name].table, changed) if refresh and name != "categories" else []
        await _write(session, KINDS[name].table, added, stale)
        written[name] = len(added) + len(stale)
    return written


async def _untouched(session: AsyncSession, table: type[Base], changed: list[Values]) -> list[Values]:
    there = await repository.existing(session, table, [values["code"] for values in changed])
    # Closing an office is an operator's act that leaves its source as it was.
    return [
        {name: value for name, value in values.items() if name != "is_active"}
        for values in changed
        if _is_starting(there[values["code"]])
    ]


def _is_starting(row: Any) -> bool:
    return str(row.source).startswith(STARTING) and not getattr(row, "is_verified", False)


async def _compare(
    session: AsyncSession, kind_name: str, path: Path
) -> tuple[ImportReport, list[Values], list[Values]]:
    """What the file would add and change, and what is wrong with it."""
    kind = KINDS[kind_name]
    table = read_table(path, kind.required, kind.optional)
    listed = {row.cells["code"] for row in table.rows} if kind_name == "categories" else set()
    values, errors = read_rows(table.rows, kind.read, await _known(session, listed))
    errors = sorted([*table.errors, *errors], key=lambda error: error.line)
    if errors:
        return ImportReport(rows=len(table.rows), errors=errors), [], []
    there = await repository.existing(session, kind.table, [value["code"] for value in values])
    added = [value for value in values if value["code"] not in there]
    changed = [value for value in values if value["code"] in there and _differs(value, there[value["code"]])]
    unchanged = len(values) - len(added) - len(changed)
    return ImportReport(len(values), len(added), len(changed), unchanged), added, changed


def _differs(values: Values, row: Any) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


async def _known(session: AsyncSession, listed: set[str]) -> Known:
    triage = await repository.triage_code(session)
    return Known(
        areas=frozenset(await places.area_ids(session)),
        office_types=frozenset(office_types()),
        categories=frozenset(await repository.category_codes(session)) | listed,
        triage_code=triage,
        rules_by_place=await repository.rules_by_place(session),
    )


async def _write(session: AsyncSession, table: type[Base], added: list[Values], changed: list[Values]) -> None:
    await repository.add_rows(session, table, added)
    for values in changed:
        await repository.change_row(session, table, values["code"], values)


async def export_file(session: AsyncSession, kind_name: str, file: TextIO) -> int:
    """Write all rows of one kind in the shape `import_file` reads; returns how many."""
    kind = KINDS[kind_name]
    rows = await repository.all_rows(session, kind.table)
    write_table(file, kind.columns, ({name: getattr(row, name) for name in kind.columns} for row in rows))
    return len(rows)
