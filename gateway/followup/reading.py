"""What became of cases in a span of time, for whoever watches. Of sealed cases nothing. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.case import Case
from models.case_event import CaseEvent
from models.follow_up import FollowUp


@dataclass(frozen=True, order=True)
class Happened:
    """One thing. `what`: the kind of the event, or `asked_` and the kind of the question."""

    at: datetime
    reference: str
    what: str


async def happenings(session: AsyncSession, since: datetime, until: datetime) -> Sequence[Happened]:
    """Events and questions after `since` and not after `until`, in order."""
    events = (
        select(CaseEvent.happened_at, Case.reference, CaseEvent.kind)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(CaseEvent.happened_at > since, CaseEvent.happened_at <= until, Case.is_sealed.is_(False))
    )
    asked = (
        select(FollowUp.asked_at, Case.reference, "asked_" + FollowUp.kind)
        .join(Case, Case.id == FollowUp.case_id)
        .where(FollowUp.asked_at > since, FollowUp.asked_at <= until, Case.is_sealed.is_(False))
    )
    rows = [*(await session.execute(events)), *(await session.execute(asked))]
    return sorted(Happened(*row) for row in rows)
