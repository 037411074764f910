"""What is asked of the database about follow-ups. Flushes, never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, false, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.channels.base import ContactScheme
from gateway.followup import policy
from gateway.outbox.fallback import OtherWays
from gateway.outbox.policy import WINDOW
from models.case import Case
from models.case_event import CaseEvent
from models.citizen import Citizen, Contact
from models.conversation import Conversation
from models.delivery_report import DeliveryReport
from models.follow_up import FollowUp
from models.outbound_message import OutboundMessage

# Sentences by which she learns that the case was answered, or is asked about it.
NOTICES = ("case_answered", "ask_solved", "ask_durable")


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


async def claim_due(
    session: AsyncSession,
    now: datetime,
    limit: int,
    *,
    other_ways: OtherWays | None = None,
    case_id: UUID | None = None,
) -> list[tuple[FollowUp, Case]]:
    """Askings that are due and whose citizen can be asked now, oldest first, with their cases; of one case if given.

    Who is in the middle of something stays due, and who cannot be written to: WhatsApp's window is closed, and there
    is no template in her language and no SMS to her number.
    """
    can_be_asked = (
        FollowUp.status == "scheduled",
        FollowUp.due_at <= now,
        Conversation.draft_at.is_(None),
        Conversation.last_inbound_at <= now - policy.IN_THE_MIDDLE,
        or_(Conversation.channel != "whatsapp", Conversation.last_inbound_at > now - WINDOW, _reached_by(other_ways)),
    )
    of_case = () if case_id is None else (FollowUp.case_id == case_id,)
    return await _claim(session, (*can_be_asked, *of_case), FollowUp.due_at, limit)


def _reached_by(ways: OtherWays | None) -> ColumnElement[bool]:
    if ways is None:
        return false()
    by_template = Case.language.in_(ways.template_sids)
    has_number = exists().where(Contact.id == Conversation.contact_id, Contact.scheme == ContactScheme.PHONE)
    return or_(by_template, has_number) if ways.sms_sender else by_template


async def claim_unanswered(session: AsyncSession, before: datetime, limit: int) -> list[tuple[FollowUp, Case]]:
    """Askings that were asked before then and had no answer, with their cases."""
    return await _claim(session, (FollowUp.status == "asked", FollowUp.asked_at <= before), FollowUp.asked_at, limit)


async def _claim(
    session: AsyncSession, conditions: Sequence[ColumnElement[bool]], moment: SQLColumnExpression[Any], limit: int
) -> list[tuple[FollowUp, Case]]:
    """Locked with their conversations, which whoever changes a case holds; what others hold is skipped."""
    query = (
        select(FollowUp, Case)
        .join(Case, Case.id == FollowUp.case_id)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(*conditions)
        .order_by(moment, FollowUp.id)
        .limit(limit)
        .with_for_update(of=(FollowUp, Conversation), skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def asked(session: AsyncSession, case_id: UUID) -> list[FollowUp]:
    """What the citizen was asked about the case and has not answered."""
    query = select(FollowUp).where(FollowUp.case_id == case_id, FollowUp.status == "asked")
    return list(await session.scalars(query))


async def notice_delivered_at(session: AsyncSession, case: Case) -> datetime | None:
    """When the newest notice that the case was answered, or question about it, was delivered; None: not known to be."""
    newest = (
        select(OutboundMessage.provider, OutboundMessage.provider_message_id)
        .where(
            OutboundMessage.conversation_id == case.conversation_id,  # by its index
            OutboundMessage.case_id == case.id,
            or_(*(OutboundMessage.message_keys.contains([key]) for key in NOTICES)),
        )
        .order_by(OutboundMessage.seq.desc())
        .limit(1)
        .subquery()
    )
    delivered_at: datetime | None = await session.scalar(
        select(func.min(DeliveryReport.received_at))
        .join(newest, newest.c.provider_message_id == DeliveryReport.provider_message_id)
        .where(DeliveryReport.provider == newest.c.provider, DeliveryReport.status.in_(("delivered", "read")))
    )
    return delivered_at


async def open_questions(session: AsyncSession, case_id: UUID) -> list[FollowUp]:
    """What offices asked about the case, or are going to, and she has not answered."""
    query = select(FollowUp).where(
        FollowUp.case_id == case_id, FollowUp.kind == "question", FollowUp.status.in_(("scheduled", "asked"))
    )
    return list(await session.scalars(query))


async def offices_of(session: AsyncSession, case: Case) -> set[UUID]:
    """Every office that has, or ever had, the case."""
    data = await session.scalars(select(CaseEvent.data).where(CaseEvent.case_id == case.id))
    named = {one[key] for one in data for key in ("office_id", "from_office_id") if one.get(key)}
    return {case.office_id, *(UUID(one) for one in named)}


async def language(session: AsyncSession, case: Case) -> str | None:
    """Her preferred language, else that of her last words in the conversation of the case."""
    query = (
        select(func.coalesce(Citizen.preferred_language, Conversation.language))
        .select_from(Conversation)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Citizen, Citizen.id == Contact.citizen_id)
        .where(Conversation.id == case.conversation_id)
    )
    return (await session.scalars(query)).one()


async def listener(session: AsyncSession, case: Case) -> Listener:
    """The conversation the case came from, locked, and whose it is."""
    query = (
        select(Conversation, Contact, Citizen)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Citizen, Citizen.id == Contact.citizen_id)
        .where(Conversation.id == case.conversation_id)
        .with_for_update(of=Conversation, key_share=True)
        .execution_options(populate_existing=True)
    )
    return Listener(*(await session.execute(query)).tuples().one())
