"""What is asked of the database about turns and triage items. Flushes, never commits."""

from uuid import UUID

from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.inbound_message import InboundMessage
from models.triage_item import TriageItem
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


async def lock_unanswered(session: AsyncSession, inbound_message_id: UUID) -> InboundMessage | None:
    """The message, locked: whoever holds it decides its fate. None when somebody else has settled it."""
    found: InboundMessage | None = await session.scalar(UNANSWERED, {"inbound_message_id": inbound_message_id})
    return found


async def open_triage_item(session: AsyncSession, item: TriageItem) -> None:
    """Insert `item` unless this message has one for the same reason."""
    values = {
        "reason": item.reason, "inbound_message_id": item.inbound_message_id, "text": item.text,
        "conversation_id": item.conversation_id, "case_id": item.case_id, "opened_at": item.opened_at,
    }  # fmt: skip
    await session.execute(insert(TriageItem).values(**values).on_conflict_do_nothing())


async def settle_triage_items(session: AsyncSession, inbound_message_id: UUID, reasons: tuple[str, ...]) -> None:
    """Close items that were only there because the message was waiting."""
    await session.execute(
        update(TriageItem)
        .where(
            TriageItem.inbound_message_id == inbound_message_id,
            TriageItem.reason.in_(reasons),
            TriageItem.settled_at.is_(None),
        )
        .values(settled_at=func.now())
    )
