"""What is asked of the inbox. One message of a contact at a time, oldest first. Flushes, never commits."""

from datetime import datetime, timedelta

from sqlalchemy import BindParameter, and_, bindparam, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from models.inbound_message import InboundMessage


def _claim() -> ReturningUpdate[tuple[InboundMessage]]:
    now: BindParameter[datetime] = bindparam("now")
    earlier = aliased(InboundMessage)
    is_takable = or_(
        and_(InboundMessage.status == "pending", InboundMessage.due_at <= now),
        and_(InboundMessage.status == "in_progress", InboundMessage.lease_until < now),
    )
    is_blocked = exists().where(
        earlier.contact_hash == InboundMessage.contact_hash,
        earlier.id != InboundMessage.id,
        or_(earlier.status == "in_progress", and_(earlier.status == "pending", earlier.seq < InboundMessage.seq)),
    )
    oldest = (
        select(InboundMessage.id)
        .where(InboundMessage.status.in_(("pending", "in_progress")), is_takable, ~is_blocked)
        .order_by(InboundMessage.seq)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    return (
        update(InboundMessage)
        .where(InboundMessage.id == oldest)
        .values(status="in_progress", lease_until=bindparam("until"), attempts=InboundMessage.attempts + 1)
        .returning(InboundMessage)
        .execution_options(populate_existing=True, synchronize_session=False)
    )


# Built once, because every turn asks for it and building costs more than the query.
CLAIM = _claim()


async def claim_next(session: AsyncSession, *, now: datetime, lease_seconds: float) -> InboundMessage | None:
    """Take the oldest message that is due and whose contact has none earlier waiting and none in progress.

    A message whose lease has ended is taken again. Side effects: status, lease and attempts of the returned row; None
    when nothing can be taken now, and then the transaction may be void and must end. Callers commit before they do
    anything slow.
    """
    try:
        claimed: InboundMessage | None = await session.scalar(
            CLAIM, {"now": now, "until": now + timedelta(seconds=lease_seconds)}
        )
        return claimed
    except IntegrityError:
        # Another worker took a later message of this contact an instant before this one became visible.
        return None


async def finish(session: AsyncSession, row: InboundMessage, *, now: datetime) -> None:
    """The message has its turn."""
    row.status, row.finished_at, row.lease_until, row.error = "done", now, None, None
    await session.flush()


async def release_for_retry(
    session: AsyncSession, row: InboundMessage, *, now: datetime, delay_seconds: float, error: str
) -> None:
    """Put the message back at its place; later ones of its contact wait behind it."""
    row.status, row.lease_until, row.error = "pending", None, error
    row.due_at = now + timedelta(seconds=delay_seconds)
    await session.flush()


async def mark_needs_person(session: AsyncSession, row: InboundMessage, *, now: datetime, error: str) -> None:
    """No machine will answer it any more; the words stay, and a triage item points at them."""
    row.status, row.finished_at, row.lease_until, row.error = "needs_person", now, None, error
    await session.flush()
