"""Loads what one routing decision needs, and nothing more: two statements, both by index. Writes nothing."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.offices import repository as offices
from gateway.offices.responsibility import AreaFact, OfficeFact, RuleFact
from gateway.places import repository as places
from models.office import Office


async def load_path(session: AsyncSession, area_id: str | None) -> tuple[AreaFact, ...]:
    """The area and its ancestors as facts; empty when there is no area or it is unknown."""
    path = await places.path_of(session, area_id) if area_id else []
    return offices.area_facts(path)


async def load_candidates(
    session: AsyncSession, category_code: str, path: tuple[AreaFact, ...]
) -> tuple[list[RuleFact], list[OfficeFact]]:
    """Rules of the category for the path, and every office they may lead to."""
    return await offices.load_candidates(session, category_code, [area.id for area in path])


async def load_supervisors(session: AsyncSession, office_types: Sequence[str], area_ids: Sequence[str]) -> list[Office]:
    """Active offices of these types in these areas."""
    found = await offices.list_offices(session, area_ids=area_ids, office_types=office_types)
    return [office for office in found if office.is_active]
