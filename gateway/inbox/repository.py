"""What is asked of the inbox. One message of a contact at a time, oldest first. Flushes, never commits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from models.inbound_message import InboundMessage


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in this worker's hands until its lease ends. `attempts` counts this one."""

    id: UUID
    contact_hash: bytes
    channel: str
    our_address: str
    body: str
    choice: str | None
    media: list[dict[str, Any]]
    location: dict[str, Any] | None
    opt_out_type: str | None
    attempts: int
    received_at: datetime


# Its statuses are literals: with parameters PostgreSQL cannot know that the indexes of waiting messages are meant, and
# reads the whole table. Looked through one by one in their order: as one condition, "none earlier of this contact" is
# asked of every waiting message before the first is taken, which a burst pays for with its square.
_CLAIM = """
    UPDATE inbound_messages SET status = 'in_progress', lease_until = $2, attempts = attempts + 1
    WHERE id = (
        SELECT free.id
        FROM (SELECT id FROM inbound_messages
              WHERE status IN ('pending', 'in_progress') AND due_at <= $1 ORDER BY seq OFFSET 0) waiting
        CROSS JOIN LATERAL (
            SELECT m.id FROM inbound_messages m
            WHERE m.id = waiting.id AND (m.status = 'pending' OR m.status = 'in_progress' AND m.lease_until < $1)
              AND NOT EXISTS (
                SELECT FROM inbound_messages e
                WHERE e.status IN ('pending', 'in_progress') AND e.contact_hash = m.contact_hash
                  AND e.id <> m.id AND (e.status = 'in_progress' OR e.seq < m.seq))
            FOR UPDATE SKIP LOCKED) free
        LIMIT 1)
    RETURNING id, contact_hash, channel, our_address, body, choice, media, location, opt_out_type, attempts, received_at
"""


async def claim_next(connection: asyncpg.Connection, *, now: datetime, lease_seconds: float) -> Claimed | None:
    """Take the oldest message that is due and whose contact has none earlier waiting and none in progress.

    A message whose lease has ended is taken again. Side effects: status, lease and attempts of the row, committed where
    the connection is in no transaction; None when nothing can be taken now.
    """
    try:
        row = await connection.fetchrow(_CLAIM, now, now + timedelta(seconds=lease_seconds))
    except asyncpg.UniqueViolationError:
        # Another worker took a later message of this contact an instant before this one became visible.
        return None
    return Claimed(**row) if row is not None else None


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
