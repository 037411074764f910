"""What happens with registry extracts: import one, look one person up. Rules are pure and need no service."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.eligibility import repository
from gateway.eligibility.files import rulebook
from gateway.eligibility.registry import HASHED_COLUMNS, read_entries
from gateway.tabular import ImportReport, read_table
from models.registry import RegistryExtract


@dataclass(frozen=True)
class Provenance:
    """Where an extract comes from, as citizens are told: who gave it, and of which day it is."""

    source: str
    extracted_on: date


async def import_extract(
    session: AsyncSession, path: Path, provenance: Provenance, *, now: datetime, dry_run: bool = False
) -> ImportReport:
    """Replace the extract in use by the rows of a CSV file. Nothing is written when any row is wrong.

    Side effects: the older extract and all its entries are deleted. Does not commit.
    """
    table = read_table(path, HASHED_COLUMNS)
    entries, faults = read_entries(table.rows, rulebook())
    errors = sorted([*table.errors, *faults], key=lambda fault: fault.line)
    if errors:
        return ImportReport(rows=len(table.rows), errors=errors)
    if not dry_run:
        extract = RegistryExtract(
            source=provenance.source, extracted_on=provenance.extracted_on, imported_at=now, row_count=len(entries)
        )
        await repository.replace_extract(session, extract, entries)
    return ImportReport(rows=len(entries), added=len(entries))
