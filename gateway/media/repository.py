"""What is asked of the database about attachments. Flushes, never commits, decides nothing.

`attempts`, raised by each claim, is the fence: who settles must name the attempt it made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.media.storage import Stored, Upload
from models.attachment import Attachment
from models.base import new_id
from models.inbound_message import InboundMessage

NOTIFY_CHANNEL = "media"
# For the inbox: one more part of the statement that stores messages (its rows are called `inserted`), so that there is
# no message without its attachments. What is quarantined is not ours to fetch.
ENQUEUE = f"""
    INSERT INTO attachments (id, inbound_message_id, position, due_at)
    SELECT gen_random_uuid(), inserted.id, listed.number - 1, inserted.received_at
    FROM inserted, jsonb_array_elements(inserted.media) WITH ORDINALITY AS listed(file, number)
    WHERE inserted.status = 'pending'
    RETURNING pg_notify('{NOTIFY_CHANNEL}', '')
"""  # noqa: S608 - a constant


def _claiming(condition: str) -> TextClause:
    return text(
        f"""
        UPDATE attachments a
        SET attempts = a.attempts + 1, lease_until = :lease_until, storage_name = COALESCE(a.storage_name, :new_name)
        FROM inbound_messages m
        WHERE m.id = a.inbound_message_id AND a.id = (
            SELECT w.id FROM attachments w
            WHERE {condition} AND w.due_at <= :now AND (w.lease_until IS NULL OR w.lease_until < :now)
            ORDER BY w.due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING a.id, a.inbound_message_id, a.attempts, a.storage_name, m.provider,
                  COALESCE(m.media -> a.position ->> 'url', '') AS url
        """  # noqa: S608 - the condition is a constant of this file
    )


_CLAIM_WAITING = _claiming("w.state = 'waiting'")
_CLAIM_UNWANTED = _claiming("w.provider_copy = 'unwanted'")


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attachment in this worker's hands until its lease ends. `attempt` counts from 1."""

    id: UUID
    inbound_message_id: UUID
    attempt: int
    storage_name: str
    provider: str
    url: str


async def claim_waiting(session: AsyncSession, *, now: datetime, lease_seconds: float, new_name: str) -> Claimed | None:
    """Take the attachment that is due longest; `new_name` is its storage name unless an earlier try gave it one."""
    return await _claim(session, _CLAIM_WAITING, now, lease_seconds, new_name)


async def claim_unwanted(session: AsyncSession, *, now: datetime, lease_seconds: float) -> Claimed | None:
    """Take a stored attachment whose copy the provider shall forget."""
    return await _claim(session, _CLAIM_UNWANTED, now, lease_seconds, None)


async def _claim(
    session: AsyncSession, statement: TextClause, now: datetime, lease_seconds: float, new_name: str | None
) -> Claimed | None:
    parameters = {"now": now, "lease_until": now + timedelta(seconds=lease_seconds), "new_name": new_name}
    row = (await session.execute(statement, parameters)).first()
    return None if row is None else Claimed(*row)


async def settle_stored(
    session: AsyncSession, claimed: Claimed, stored: Stored, *, now: datetime, is_copy_unwanted: bool
) -> bool:
    """The file is ours. False: somebody else settled this attachment."""
    return await _settle(
        session, claimed,
        state="stored", reason=None, settled_at=now, content_type=stored.content_type, size_bytes=stored.size_bytes,
        sha256=stored.sha256, provider_copy="unwanted" if is_copy_unwanted else "present", attempts=0, due_at=now,
    )  # fmt: skip


async def settle_missing(session: AsyncSession, claimed: Claimed, state: str, reason: str, *, now: datetime) -> bool:
    """Refused or lost. False: somebody else settled this attachment."""
    return await _settle(session, claimed, state=state, reason=reason, settled_at=now)


async def postpone(session: AsyncSession, claimed: Claimed, reason: str, due_at: datetime) -> bool:
    """Try again at `due_at`."""
    return await _settle(session, claimed, reason=reason, due_at=due_at)


async def _settle(session: AsyncSession, claimed: Claimed, **values: Any) -> bool:
    settled = await session.scalar(
        update(Attachment)
        .where(Attachment.id == claimed.id, Attachment.attempts == claimed.attempt, Attachment.state == "waiting")
        .values(lease_until=None, **values)
        .returning(Attachment.id)
        .execution_options(synchronize_session=False)
    )
    return settled is not None


async def settle_copy(session: AsyncSession, claimed: Claimed, provider_copy: str, *, due_at: datetime) -> None:
    """What became of the provider's copy: deleted, still unwanted at `due_at`, or left present for good."""
    await session.execute(
        update(Attachment)
        .where(Attachment.id == claimed.id, Attachment.attempts == claimed.attempt)
        .values(lease_until=None, provider_copy=provider_copy, due_at=due_at)
        .execution_options(synchronize_session=False)
    )


async def add_upload(session: AsyncSession, case_id: UUID, official_id: UUID, upload: Upload, now: datetime) -> UUID:
    """What an official showed, on disk already, belongs to the case. Returns its id."""
    stored = upload.stored
    row = Attachment(
        id=new_id(), official_id=official_id, position=0, case_id=case_id, state="stored", due_at=now, settled_at=now,
        storage_name=upload.storage_name, content_type=stored.content_type, size_bytes=stored.size_bytes,
        sha256=stored.sha256, provider_copy="none",
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row.id


async def wake_workers(session: AsyncSession) -> None:
    """Tell waiting workers, when this transaction commits."""
    await session.execute(select(func.pg_notify(NOTIFY_CHANNEL, "")))


async def link(
    session: AsyncSession, *, case_id: UUID, conversation_id: UUID, message_ids: Sequence[UUID], current_id: UUID
) -> None:
    """What came with these messages belongs to the case, unless it belongs to one already.

    Args:
        message_ids: earlier messages; those of other conversations are passed over, whoever named them.
        current_id: the message in hand, which is not yet filed under its conversation.
    """
    own = select(InboundMessage.id).where(
        or_(
            InboundMessage.id == current_id,
            InboundMessage.id.in_(message_ids) & (InboundMessage.conversation_id == conversation_id),
        )
    )
    await session.execute(
        update(Attachment)
        .where(Attachment.inbound_message_id.in_(own), Attachment.case_id.is_(None))
        .values(case_id=case_id)
        .execution_options(synchronize_session=False)
    )


async def link_shown(session: AsyncSession, inbound_message_id: UUID, case_id: UUID, official_id: UUID) -> None:
    """What came with an official's text is what her office shows in the case."""
    await session.execute(
        update(Attachment)
        .where(Attachment.inbound_message_id == inbound_message_id, Attachment.case_id.is_(None))
        .values(case_id=case_id, official_id=official_id)
        .execution_options(synchronize_session=False)
    )


async def of_case(session: AsyncSession, case_id: UUID) -> Sequence[Attachment]:
    """All that belongs to a case: hers in the order it came, then the office's."""
    found = await session.scalars(
        select(Attachment)
        .outerjoin(InboundMessage, InboundMessage.id == Attachment.inbound_message_id)
        .where(Attachment.case_id == case_id)
        .order_by(InboundMessage.seq.asc().nulls_last(), Attachment.position, Attachment.created_at, Attachment.id)
    )
    return found.all()
