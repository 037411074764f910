"""Routing for the case service: where a case goes, and by when its office must act. Reads only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway import clock
from gateway.offices import repository as offices
from gateway.offices.errors import NoSuchCategory
from gateway.places.errors import NoSuchArea
from gateway.routing import clocks, repository
from gateway.routing.calendar import Calendar, calendar_for
from gateway.routing.clocks import Deadlines
from gateway.routing.decide import Decision, Facts, decide
from gateway.routing.supervision import supervisors
from models.office import Office


@dataclass(frozen=True)
class Explained:
    """A decision with everything an operator asks about it. `rule_code` None: no rule placed it."""

    decision: Decision
    office: Office
    rule_code: str | None
    deadlines: Deadlines


async def route(session: AsyncSession, *, category_code: str, area_id: str | None, is_sealed: bool) -> Decision:
    """Where the case goes. An unknown or missing area goes to the triage desk."""
    path = await repository.load_path(session, area_id)
    rules, candidates = await repository.load_candidates(session, category_code, path)
    return decide(Facts(category_code, path, is_sealed), rules, candidates)


async def deadlines(
    session: AsyncSession, *, category_code: str, area_id: str | None, opened_at: datetime
) -> Deadlines:
    """The three promises of a case opened at `opened_at`, in working time of its province. Raises NoSuchCategory."""
    category = await offices.get_category(session, category_code)
    if category is None:
        raise NoSuchCategory(f"there is no category {category_code!r}")
    return clocks.deadlines(opened_at, category, await calendar_at(session, area_id))


async def calendar_at(session: AsyncSession, area_id: str | None) -> Calendar:
    """The office calendar of the area's province; without an area what holds in the whole country."""
    path = await repository.load_path(session, area_id)
    return calendar_for(path[-1].id if path else None)


async def explain(
    session: AsyncSession, category_code: str, area_id: str | None, *, is_sealed: bool = False
) -> Explained:
    """Where a case would go if it were opened now, and what would be promised. Raises NoSuchCategory, NoSuchArea."""
    if area_id is not None and not await repository.load_path(session, area_id):
        raise NoSuchArea(f"there is no area {area_id!r}; try `sunwai places search`")
    promise = await deadlines(session, category_code=category_code, area_id=area_id, opened_at=clock.now())
    decision = await route(session, category_code=category_code, area_id=area_id, is_sealed=is_sealed)
    office = await offices.get_office(session, decision.office_id)
    rule_code = await offices.rule_code(session, decision.rule_id) if decision.rule_id else None
    return Explained(decision, office, rule_code, promise)


async def office_above(session: AsyncSession, office_id: UUID, area_id: str | None, *, is_sealed: bool) -> Office:
    """The office one level up for a case of the area; the same one where there is none, and for sealed cases."""
    office = await offices.get_office(session, office_id)
    path = await repository.load_path(session, area_id)
    if is_sealed or not path:
        return office
    levels = {area.id: area.level for area in path}
    above = supervisors(office.office_type, levels.get(office.area_id or ""))
    found = await repository.load_supervisors(session, above, list(levels))
    return next((one for kind in above for one in found if one.office_type == kind), office)
