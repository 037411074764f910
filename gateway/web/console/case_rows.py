"""Cases as lists show them: names in the reader's language, for two questions to the database however long the list."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.queues.repository import CaseRow
from gateway.offices.naming import COLUMNS, office_label
from gateway.places.naming import area_labels


async def named(session: AsyncSession, rows: Sequence[CaseRow], language: str) -> list[dict[str, object]]:
    """One entry a case."""
    areas = await area_labels(session, [row[3] for row in rows if row[3]], language)
    return [_entry(row, areas, language) for row in rows]


def _entry(row: CaseRow, areas: dict[str, str], language: str) -> dict[str, object]:
    case, category, office, area = row
    return {
        "case": case,
        "category": getattr(category, COLUMNS[language]),
        "office": office_label(office, language),
        "office_code": office.code,
        "area": areas.get(area.id) if area else None,
    }
