"""What is asked of the database about alarms. Flushes, never commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.alarms.timeline import Look
from models.case import Case
from models.case_alarm import CaseAlarm
from models.conversation import Conversation


async def schedule(session: AsyncSession, case: Case, look: Look) -> None:
    """Write the next look down, unless it is there."""
    await session.flush()  # what was scheduled before is settled first: a case has one next alarm
    await session.execute(
        insert(CaseAlarm)
        .values(
            case_id=case.id, round=case.dispute_count, clock=look.clock, kind=look.kind, number=look.number,
            due_at=look.moment,
        )
        .on_conflict_do_nothing()
    )  # fmt: skip


async def cancel(session: AsyncSession, case_id: UUID, now: datetime) -> None:
    """Nothing more is looked at in this round."""
    await session.execute(
        update(CaseAlarm)
        .where(CaseAlarm.case_id == case_id, CaseAlarm.status == "scheduled")
        .values(status="cancelled", settled_at=now)
    )


async def claim_due(session: AsyncSession, now: datetime, limit: int) -> list[tuple[CaseAlarm, Case]]:
    """Alarms that are due, oldest first, with their cases: by the index of what is due, whatever the number of cases.

    Locked with their conversations, which whoever changes a case holds; what others hold is skipped. The clocks of a
    case that waits for its citizen stand still.
    """
    query = (
        select(CaseAlarm, Case)
        .join(Case, Case.id == CaseAlarm.case_id)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(CaseAlarm.status == "scheduled", CaseAlarm.due_at <= now, Case.state != "waiting_for_citizen")
        .order_by(CaseAlarm.due_at, CaseAlarm.id)
        .limit(limit)
        .with_for_update(of=(CaseAlarm, Conversation), skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]
