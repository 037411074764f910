"""Sets the alarms of a case: the first of a round, and the next after each. Does not commit."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.alarms import repository, timeline
from gateway.alarms.timeline import Clock, Kind, Promise
from gateway.routing import service as routing
from gateway.routing.calendar import Calendar
from gateway.routing.clocks import Deadlines
from models.case import Case
from models.case_alarm import CaseAlarm
from models.category import Category

BATCH = 100


@dataclass(frozen=True)
class Due:
    """One due alarm with what its case was promised."""

    alarm: CaseAlarm
    case: Case
    promise: Promise
    calendar: Calendar

    @property
    def name(self) -> tuple[Clock, Kind, int]:
        """Clock, kind and level."""
        return cast(Clock, self.alarm.clock), cast(Kind, self.alarm.kind), self.alarm.number


async def begin(session: AsyncSession, case: Case, now: datetime) -> None:
    """A round begins, at opening or when she disputes: its first look is written down, what was left is cancelled."""
    await repository.cancel(session, case.id, now)
    await repository.schedule(session, case, timeline.first(*await _promise(session, case)))


async def claim_due(session: AsyncSession, now: datetime) -> list[Due]:
    """Up to BATCH due alarms, locked, oldest first."""
    claimed = await repository.claim_due(session, now, BATCH)
    return [Due(alarm, case, *await _promise(session, case)) for alarm, case in claimed]


async def settle(session: AsyncSession, due: Due, now: datetime) -> bool:
    """Note what was found and set the next alarm; True when the promise was not kept.

    When the clocks stood still since it was set, the alarm is only put off.
    """
    alarm, case = due.alarm, due.case
    moment = timeline.moment_of(due.promise, due.calendar, due.name)
    if moment > now:
        alarm.due_at = moment
        return False
    is_kept = timeline.is_kept(due.name[0], case.state)
    alarm.status, alarm.settled_at = "kept" if is_kept else "raised", now
    following = timeline.after(due.promise, due.calendar, due.name)
    # An answered case is looked at again only when she disputes the answer, and then in a new round.
    if following and case.state not in ("answered", "closed"):
        await repository.schedule(session, case, following)
    return not is_kept


async def _promise(session: AsyncSession, case: Case) -> tuple[Promise, Calendar]:
    category = await session.get_one(Category, case.category_code)
    due = Deadlines(case.acknowledge_due_at, case.first_action_due_at, case.resolve_due_at)
    promise = Promise(
        case.opened_at, due, category.acknowledge_hours, category.first_action_hours, category.resolve_hours
    )
    return promise, await routing.calendar_at(session, case.area_id)
