"""What is asked of the database about turns. Flushes, never commits."""

from uuid import UUID

from sqlalchemy import bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

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


async def lock_unanswered(session: AsyncSession, inbound_message_id: UUID) -> InboundMessage | None:
    """The message, locked: whoever holds it decides its fate. None when somebody else has settled it."""
    found: InboundMessage | None = await session.scalar(UNANSWERED, {"inbound_message_id": inbound_message_id})
    return found
