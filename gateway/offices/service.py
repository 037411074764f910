"""The directory of offices: who answers, lists, import and export. Does not commit."""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.offices import repository
from gateway.offices.responsibility import responsible
from gateway.places import repository as places
from models.office import Office


async def responsible_office(session: AsyncSession, category_code: str, area_id: str | None) -> Office | None:
    """The office that answers for the category in the area, sealed or not; None when no rule leads to one."""
    path = await places.path_of(session, area_id) if area_id else []
    rules, candidates = await repository.load_candidates(session, category_code, [area.id for area in path])
    match = responsible(repository.area_facts(path), rules, candidates)
    return await repository.get_office(session, match.office.id) if match else None


async def list_offices(
    session: AsyncSession, *, area_id: str | None = None, category_code: str | None = None, limit: int = 50
) -> list[Office]:
    """Offices by code. `area_id`: those that serve it or an area above it; `category_code`: of kinds its rules name."""
    area_ids = [area.id for area in await places.path_of(session, area_id)] if area_id else None
    kinds = await repository.office_types_for(session, category_code) if category_code else None
    return await repository.list_offices(session, area_ids=area_ids, office_types=kinds, limit=limit)
