"""An independent look: once a case, by an office that had no part in it."""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.visibility import UNNAMED
from gateway.followup import repository
from gateway.offices import repository as offices
from gateway.offices.responsibility import OVERSIGHT_CELL
from gateway.routing import repository as routing_repository
from models.case import Case
from models.office import Office

# Nearest first within each kind: an oversight cell, or else the head of the division.
REVIEWERS = (OVERSIGHT_CELL, "commissioner")
DISPUTES_BEFORE = 2


def may_appeal(case: Case) -> bool:
    """Whether she may ask for it with her verdict: it was refused, or she has disputed twice already.

    A sealed case is with oversight as it is.
    """
    is_open_to_it = case.appealed_at is None and not case.is_sealed and case.category_code not in UNNAMED
    return is_open_to_it and (case.outcome == "rejected" or case.dispute_count >= DISPUTES_BEFORE)


async def reviewer(session: AsyncSession, case: Case) -> Office | None:
    """The nearest such office of the case's areas that never had it; None: there is none."""
    path = await routing_repository.load_path(session, case.area_id)
    near = [area.id for area in path]
    found = await offices.list_offices(session, area_ids=near, office_types=REVIEWERS)
    had_part = await repository.offices_of(session, case)
    able = [one for one in found if one.is_active and one.id not in had_part]
    return min(able, key=lambda one: (REVIEWERS.index(one.office_type), near.index(str(one.area_id))), default=None)
