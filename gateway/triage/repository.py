"""What is asked of the database about triage items. Flushes, never commits."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.case import Case
from models.triage_item import TriageItem


async def open_item(session: AsyncSession, item: TriageItem) -> None:
    """Insert `item` unless there is one for the same reason and message, or for a loop that is open already."""
    values = {
        "reason": item.reason, "inbound_message_id": item.inbound_message_id, "text": item.text or "",
        "outbound_message_id": item.outbound_message_id, "conversation_id": item.conversation_id,
        "case_id": item.case_id, "is_sealed": bool(item.is_sealed), "opened_at": item.opened_at,
    }  # fmt: skip
    await session.execute(insert(TriageItem).values(**values).on_conflict_do_nothing())


async def has_open(session: AsyncSession, conversation_id: UUID, reason: str) -> bool:
    """Whether an item of the conversation for this reason waits."""
    found = exists().where(
        TriageItem.conversation_id == conversation_id, TriageItem.reason == reason, TriageItem.settled_at.is_(None)
    )
    return bool(await session.scalar(select(found)))


async def link_to_case(session: AsyncSession, inbound_message_ids: Sequence[UUID], case: Case) -> None:
    """What waits because of these messages, such as a voice note, belongs to the case now, and is as sealed."""
    values: dict[str, object] = {"case_id": case.id, **({"is_sealed": True} if case.is_sealed else {})}
    await session.execute(
        update(TriageItem)
        .where(
            TriageItem.inbound_message_id.in_(inbound_message_ids),
            TriageItem.conversation_id == case.conversation_id,
            TriageItem.case_id.is_(None),
        )
        .values(**values)
    )


async def settle_of_inbound(
    session: AsyncSession, inbound_message_id: UUID, reasons: tuple[str, ...], *, now: datetime
) -> None:
    """Close items that were only there because the message was waiting."""
    await session.execute(
        update(TriageItem)
        .where(
            TriageItem.inbound_message_id == inbound_message_id,
            TriageItem.reason.in_(reasons),
            TriageItem.settled_at.is_(None),
        )
        .values(settled_at=now)
    )


async def settle_of_outbound(session: AsyncSession, outbound_message_id: UUID, *, now: datetime) -> None:
    """Close what was open about a text that arrived after all."""
    await session.execute(
        update(TriageItem)
        .where(TriageItem.outbound_message_id == outbound_message_id, TriageItem.settled_at.is_(None))
        .values(settled_at=now)
    )
