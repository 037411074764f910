"""Where a case may be sent, and when it has been sent around enough. Writes nothing but the case it is given."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.offices import repository as offices
from gateway.offices.responsibility import OVERSIGHT_CELL, Words
from gateway.routing import repository as routing_repository
from gateway.routing import service as routing
from models.case import Case
from models.office import Office

# The third time the office above decides: a case that everybody sends on is nobody's.
MOST_TRANSFERS = 2


@dataclass(frozen=True)
class Destinations:
    """Offices that serve one area."""

    area: Words
    offices: list[Office]


async def destinations(session: AsyncSession, case: Case) -> list[Destinations]:
    """Where the case may go, by the areas of its place, nearest first. A sealed one only to oversight cells."""
    path = await routing_repository.load_path(session, case.area_id)
    types = [OVERSIGHT_CELL] if case.is_sealed else None
    found = await offices.list_offices(session, area_ids=[area.id for area in path], office_types=types)
    there = [one for one in found if one.is_active and one.id != case.office_id]
    listed = [Destinations(area.name, [one for one in there if one.area_id == area.id]) for area in path]
    return [one for one in listed if one.offices]


def may_take(office: Office, case: Case) -> bool:
    """Whether the case may go there at all: a sealed one goes to an oversight cell that it does not accuse."""
    if not case.is_sealed:
        return office.is_active
    return office.is_active and office.office_type == OVERSIGHT_CELL and office.id != case.accused_office_id


async def decided(session: AsyncSession, case: Case, wished: Office) -> Office:
    """Where it really goes, counted. What the triage desk places has not been sent around.

    Sealed cases, and offices with nobody above them, are sent where they were wished.
    """
    holder = await offices.get_office(session, case.office_id)
    if holder.is_triage:
        return wished
    case.transfer_count += 1
    if case.transfer_count <= MOST_TRANSFERS:
        return wished
    above = await routing.office_above(session, holder.id, case.area_id, is_sealed=case.is_sealed)
    return wished if above.id == holder.id else above
