"""Looks at the clocks of cases when they are due: warns, raises the case a level, tells her who has it in view now.

Moves no deadline and takes no case from its office: the office above comes to see it and may act. `tend` commits.
"""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.alarms import service as alarms
from gateway.alarms.service import Due
from gateway.casefile import service as casefile
from gateway.cases import repository as cases
from gateway.clock import PAKISTAN
from gateway.db import Database
from gateway.followup import policy
from gateway.followup import service as followup
from gateway.notices import service as notices
from gateway.protect import Protector
from gateway.routing import service as routing
from models.case_event import CaseEvent

log = structlog.get_logger()


async def tend(database: Database, protector: Protector, now: datetime) -> None:
    """Look at everything that is due, a batch a transaction. Commits. Harmless when repeated. Nobody is woken."""
    if policy.is_quiet(now.astimezone(PAKISTAN).time()):
        return
    while looked_at := await _tend_batch(database, protector, now):
        log.info("alarms_looked_at", count=looked_at)


async def _tend_batch(database: Database, protector: Protector, now: datetime) -> int:
    async with database.unit_of_work() as session:
        claimed = await alarms.claim_due(session, now)
        for due in claimed:
            if await alarms.settle(session, due, now):
                await _raise_alarm(session, protector, due, now)
    return len(claimed)


async def _raise_alarm(session: AsyncSession, protector: Protector, due: Due, now: datetime) -> None:
    clock, kind, number = due.name
    case = due.case
    if clock == "ombudsman":
        await casefile.offer(session, protector, case, now)
        return
    told = "due_soon" if kind == "warning" else "overdue"
    moment = {"acknowledge": case.acknowledge_due_at, "first_action": case.first_action_due_at}.get(clock)
    # The office that has it, and the one above that watches: each level hears before it goes further up, and then.
    for office_id in filter(None, dict.fromkeys((case.office_id, case.escalated_to_id))):
        await notices.notify(session, protector, case, office_id, told, now, occasion=f"{clock}:{number}", due=moment)
    if kind == "breach" and clock in ("acknowledge", "resolve"):
        await _raise_level(session, protector, due, now)


async def _raise_level(session: AsyncSession, protector: Protector, due: Due, now: datetime) -> None:
    """The office above whoever had the case in view last sees it from now on, and she hears which."""
    case = due.case
    in_view = case.escalated_to_id or case.office_id
    above = await routing.office_above(session, in_view, case.area_id, is_sealed=case.is_sealed)
    if above.id in (in_view, case.office_id):
        return
    case.escalation_level, case.escalated_to_id = case.escalation_level + 1, above.id
    data = {"clock": due.alarm.clock, "level": case.escalation_level, "office_id": str(above.id)}
    event = CaseEvent(kind="case_escalated", actor="system", case_id=case.id, happened_at=now, data=data)
    await cases.add_event(session, event)
    await followup.tell(session, protector, case, "case_escalated", {"office": above}, now)
    await notices.notify(session, protector, case, above.id, "escalated", now, occasion=str(case.escalation_level))
