"""What is asked of the database about follow-ups. Flushes, never commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.case import Case
from models.citizen import Citizen, Contact
from models.conversation import Conversation
from models.follow_up import FollowUp


@dataclass(frozen=True)
class Listener:
    """Who is told about a case."""

    conversation: Conversation
    contact: Contact
    citizen: Citizen


async def schedule(session: AsyncSession, case: Case, kind: str, number: int, due_at: datetime) -> None:
    """Write one asking down, unless it is there."""
    await session.execute(
        insert(FollowUp)
        .values(case_id=case.id, kind=kind, round=case.dispute_count, number=number, due_at=due_at)
        .on_conflict_do_nothing()
    )


async def cancel(session: AsyncSession, case_id: UUID, now: datetime) -> None:
    """Nothing more is asked about the case."""
    await session.execute(
        update(FollowUp)
        .where(FollowUp.case_id == case_id, FollowUp.status.in_(("scheduled", "asked")))
        .values(status="cancelled", settled_at=now)
    )


async def claim_due(session: AsyncSession, now: datetime, limit: int) -> list[tuple[FollowUp, Case]]:
    """Askings that are due, oldest first, with their cases. Locked with their conversations; others' are skipped."""
    query = (
        select(FollowUp, Case)
        .join(Case, Case.id == FollowUp.case_id)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(FollowUp.status == "scheduled", FollowUp.due_at <= now)
        .order_by(FollowUp.due_at, FollowUp.id)
        .limit(limit)
        .with_for_update(of=(FollowUp, Conversation), skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def claim_unanswered(session: AsyncSession, before: datetime, limit: int) -> list[tuple[FollowUp, Case]]:
    """Askings that were asked before then and had no answer, locked in the same way."""
    query = (
        select(FollowUp, Case)
        .join(Case, Case.id == FollowUp.case_id)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(FollowUp.status == "asked", FollowUp.asked_at <= before)
        .order_by(FollowUp.asked_at, FollowUp.id)
        .limit(limit)
        .with_for_update(of=(FollowUp, Conversation), skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def asked(session: AsyncSession, case_id: UUID) -> list[FollowUp]:
    """What the citizen was asked about the case and has not answered."""
    query = select(FollowUp).where(FollowUp.case_id == case_id, FollowUp.status == "asked")
    return list(await session.scalars(query))


async def listener(session: AsyncSession, case: Case) -> Listener:
    """The conversation the case came from, locked, and whose it is."""
    query = (
        select(Conversation, Contact, Citizen)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Citizen, Citizen.id == Contact.citizen_id)
        .where(Conversation.id == case.conversation_id)
        .with_for_update(of=Conversation)
        .execution_options(populate_existing=True)
    )
    return Listener(*(await session.execute(query)).tuples().one())
