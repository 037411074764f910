"""What is asked of the database about turns and unfinished drafts. Flushes, never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.dialogue.policy import Due
from models.citizen import Citizen, Contact
from models.conversation import Conversation
from models.inbound_message import InboundMessage
from models.turn import Turn

# Built once, because every turn asks for it and building costs more than the query.
UNANSWERED = (
    select(InboundMessage)
    .where(
        InboundMessage.id == bindparam("inbound_message_id"),
        InboundMessage.status == "in_progress",
        ~exists().where(Turn.inbound_message_id == InboundMessage.id),
    )
    .with_for_update(of=InboundMessage)
    .execution_options(populate_existing=True)
)


# So many of her open cases the bot knows, for telling whether she writes about one of them.
KNOWN_CASES = 7


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a writer before her message is answered; of a new one nothing.

    `pending_question`: what we asked her by ourselves, also on her other channel: what WhatsApp did not take went by
    SMS, and is answered there. `open_cases`: newest first, each with `reference, category, state, area_id`.
    `is_held_back`: even answers may not reach her on this channel, because she told the provider to stop.
    `has_work_phone`: an official works with this number, or waits to.
    """

    state: dict[str, Any] | None = None
    language: str | None = None
    pending_question: dict[str, Any] | None = None
    last_inbound_at: datetime | None = None
    preferred_language: str | None = None
    last_area_id: str | None = None
    open_cases: Sequence[dict[str, Any]] = ()
    is_held_back: bool = False
    has_work_phone: bool = False


_KNOWN = f"""
    SELECT v.state, v.language, v.last_inbound_at,
        COALESCE(v.pending_question,
                 (SELECT o.pending_question FROM conversations o
                  WHERE o.contact_id = k.id AND o.channel <> $2 AND o.pending_question ? 'asked_at'))
            AS pending_question, c.preferred_language, c.last_area_id,
        COALESCE((SELECT jsonb_agg(jsonb_build_object('reference', o.reference, 'category', o.category_code,
                                                      'state', o.state, 'area_id', o.area_id)
                                   ORDER BY o.opened_at DESC, o.id DESC)
                  FROM (SELECT * FROM cases WHERE citizen_id = c.id AND state <> 'closed'
                        ORDER BY opened_at DESC, id DESC LIMIT {KNOWN_CASES}) o), '[]') AS open_cases,
        COALESCE((SELECT e.decision FROM consent_events e
                  WHERE e.contact_id = k.id AND e.channel = $2 AND e.purpose = 'service'
                  ORDER BY e.decided_at DESC, e.id DESC LIMIT 1) = 'withdrawn', false) AS is_held_back,
        EXISTS (SELECT FROM official_phones p WHERE p.contact_id = k.id) AS has_work_phone
    FROM contacts k
    JOIN citizens c ON c.id = k.citizen_id
    LEFT JOIN conversations v ON v.contact_id = k.id AND v.channel = $2
    WHERE k.value_hash = $1
"""  # noqa: S608 - a number of ours


async def known_of(connection: asyncpg.Connection, contact_hash: bytes, channel: str) -> Known:
    """All that the bot is told of who writes. One statement, and nothing is locked or written."""
    row = await connection.fetchrow(_KNOWN, contact_hash, channel)
    return Known(**row) if row is not None else Known()


async def lock_unanswered(session: AsyncSession, inbound_message_id: UUID) -> InboundMessage | None:
    """The message, locked: whoever holds it decides its fate. None when somebody else has settled it."""
    found: InboundMessage | None = await session.scalar(UNANSWERED, {"inbound_message_id": inbound_message_id})
    return found


async def messages_of(
    session: AsyncSession, conversation_id: UUID, inbound_message_ids: Sequence[UUID]
) -> list[InboundMessage]:
    """Those of the messages that were answered in this conversation, oldest first."""
    query = select(InboundMessage).where(
        InboundMessage.id.in_(inbound_message_ids), InboundMessage.conversation_id == conversation_id
    )
    return list(await session.scalars(query.order_by(InboundMessage.seq)))


async def other_asked(session: AsyncSession, conversation: Conversation) -> Conversation | None:
    """Her conversation on another channel in which we asked her something, locked; the latest."""
    query = select(Conversation).where(
        Conversation.contact_id == conversation.contact_id,
        Conversation.id != conversation.id,
        Conversation.pending_question.has_key("asked_at"),
    )
    return (await session.scalars(query.with_for_update(key_share=True))).first()


@dataclass(frozen=True)
class Unfinished:
    """A conversation with a draft that is due, its row locked, and whose it is."""

    conversation: Conversation
    contact: Contact
    citizen: Citizen


async def claim_unfinished(session: AsyncSession, due: Due, *, limit: int) -> list[Unfinished]:
    """Conversations with a draft due for a nudge or a person, oldest first, locked; others' locked ones are skipped.

    Who has written meanwhile is left alone: her message may finish the draft. That is asked again after locking,
    because the first question saw the messages as they were before.
    """
    for_nudge = and_(
        Conversation.draft_at > due.nudge_from,
        Conversation.draft_at <= due.nudge_until,
        Conversation.draft_nudged_at.is_(None),
        Conversation.draft_is_sealed.is_(False),
    )
    query = (
        select(Conversation, Contact, Citizen)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Citizen, Citizen.id == Contact.citizen_id)
        .where(Conversation.draft_at.is_not(None), or_(Conversation.draft_at <= due.hand_over_until, for_nudge))
        .where(~_is_waiting())
        .order_by(Conversation.draft_at)
        .limit(limit)
        .with_for_update(of=Conversation, skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    found = [Unfinished(*row) for row in (await session.execute(query)).tuples()]
    hashes = [one.contact.value_hash for one in found]
    writing = set(
        await session.scalars(select(Contact.value_hash).where(Contact.value_hash.in_(hashes), _is_waiting()))
    )
    return [one for one in found if one.contact.value_hash not in writing]


def _is_waiting() -> ColumnElement[bool]:
    """Whether a message of the contact has not been answered yet."""
    return exists().where(
        InboundMessage.contact_hash == Contact.value_hash, InboundMessage.status.in_(("pending", "in_progress"))
    )
