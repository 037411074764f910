"""What is asked of the database for a case file and its link. Flushes, never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.case import Case
from models.case_event import CaseEvent
from models.case_file_link import CaseFileLink
from models.citizen import Citizen, Contact
from models.conversation import Conversation
from models.inbound_message import InboundMessage
from models.office import Office
from models.outbound_message import OutboundMessage

# Tells her what an office answered, with its words among the parameters.
ANSWERED = "case_answered"


@dataclass(frozen=True)
class Owner:
    """Whose case it is and where she is written to."""

    conversation: Conversation
    contact: Contact
    citizen: Citizen


async def owner_of(session: AsyncSession, case: Case) -> Owner:
    """Her conversation, locked: whoever changes a case holds it."""
    query = (
        select(Conversation, Contact, Citizen)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Citizen, Citizen.id == Contact.citizen_id)
        .where(Conversation.id == case.conversation_id)
        .with_for_update(of=Conversation)
        .execution_options(populate_existing=True)
    )
    return Owner(*(await session.execute(query)).tuples().one())


async def add_link(session: AsyncSession, case_id: UUID, token_hash: bytes, expires_at: datetime) -> bool:
    """Write the case's link down; false when it has one."""
    written = await session.execute(
        insert(CaseFileLink)
        .values(case_id=case_id, token_hash=token_hash, expires_at=expires_at)
        .on_conflict_do_nothing(index_elements=[CaseFileLink.case_id])
        .returning(CaseFileLink.id)
    )
    return written.first() is not None


async def link_with_case(session: AsyncSession, token_hash: bytes) -> tuple[CaseFileLink, Case] | None:
    """The link with this hash and its case. Locked, so that tries made at once are counted one by one."""
    query = (
        select(CaseFileLink, Case)
        .join(Case, Case.id == CaseFileLink.case_id)
        .where(CaseFileLink.token_hash == token_hash)
        .with_for_update(of=CaseFileLink)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(query)).tuples().one_or_none()


async def events_of(session: AsyncSession, case_id: UUID) -> Sequence[CaseEvent]:
    """All that happened, in order."""
    query = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.number)
    return (await session.scalars(query)).all()


async def added_words(session: AsyncSession, case_id: UUID) -> Sequence[tuple[CaseEvent, InboundMessage]]:
    """What she added, in order."""
    query = (
        select(CaseEvent, InboundMessage)
        .join(InboundMessage, InboundMessage.id == CaseEvent.inbound_message_id)
        .where(CaseEvent.case_id == case_id, CaseEvent.kind == "detail_added")
        .order_by(CaseEvent.number)
    )
    return (await session.execute(query)).tuples().all()


async def told_answers(session: AsyncSession, case: Case) -> Sequence[OutboundMessage]:
    """The texts by which she was told what an office answered, in order; the first part of each."""
    query = (
        select(OutboundMessage)
        .where(
            OutboundMessage.conversation_id == case.conversation_id,  # by its index
            OutboundMessage.case_id == case.id,
            OutboundMessage.message_keys.contains([ANSWERED]),
            OutboundMessage.position == 0,
        )
        .order_by(OutboundMessage.seq)
    )
    return (await session.scalars(query)).all()


async def offices(session: AsyncSession, ids: set[UUID]) -> dict[UUID, Office]:
    """Offices by id."""
    return {one.id: one for one in await session.scalars(select(Office).where(Office.id.in_(ids)))}
