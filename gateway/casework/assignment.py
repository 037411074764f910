"""A case in one pair of hands of its office: given by itself, by hand, or taken. Does not commit."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases import repository as cases
from gateway.casework import choosing, repository
from gateway.casework.repository import Colleague
from gateway.errors import SunwaiError
from models.case import Case
from models.case_event import CaseEvent


class NotOfThisOffice(SunwaiError):
    """Choose somebody of the office that has the case."""

    code = "not_of_this_office"


async def colleagues(session: AsyncSession, case: Case) -> Sequence[Colleague]:
    """Who of the case's office may work it, least loaded first. Of a sealed case only oversight."""
    return await repository.colleagues(session, case)


async def give(session: AsyncSession, case: Case, now: datetime) -> None:
    """The case has come to an office: to whom of it is on duty, reads it and has the least, if there is one."""
    candidates = [one.candidate for one in await repository.colleagues(session, case)]
    case.assigned_to_id = choosing.chosen(candidates, case.language)
    if case.assigned_to_id is not None:
        data = {"official_id": str(case.assigned_to_id), "how": "automatic"}
        event = CaseEvent(case_id=case.id, kind="case_assigned", actor="system", data=data, happened_at=now)
        await cases.add_event(session, event)


async def hand_to(session: AsyncSession, case: Case, official_id: UUID) -> CaseEvent:
    """To this colleague, on duty or not; the event that says so, to be noted. Raises NotOfThisOffice."""
    if official_id not in {one.candidate.official_id for one in await repository.colleagues(session, case)}:
        raise NotOfThisOffice
    case.assigned_to_id = official_id
    return CaseEvent(kind="case_assigned", data={"official_id": str(official_id), "how": "by_hand"})
