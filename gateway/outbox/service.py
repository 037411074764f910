"""Writing to the outbox: the sentences of one answer become rows, one a provider call, in the caller's transaction.

It must not send and must not render: it gets finished text, keeps key and parameters beside it, splits it by the
channel's limits and holds back what loops. A repeat with the same dedupe key writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.channels.base import ErrorClass
from gateway.channels.segments import count, split, split_by_length, with_look_alikes
from gateway.outbox import loop_guard, repository
from gateway.protect import Protector
from gateway.triage import repository as triage
from models.base import new_id
from models.outbound_message import OutboundMessage
from models.triage_item import TriageItem

log = structlog.get_logger()

SMS_PARTS = 3
WHATSAPP_UNITS = 1600
REPLY, BULK = 0, 1
# What has not left by then is no longer an answer. Index: priority.
VALIDITY = {REPLY: timedelta(hours=4), BULK: timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the catalog: its key, the parameters it was rendered with, and the words."""

    key: str
    params: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an answer goes. `sender`: our address it leaves from."""

    conversation_id: UUID | None
    contact_id: UUID
    channel: str
    sender: str


async def enqueue(  # noqa: PLR0913 - each argument is a column of the row
    session: AsyncSession,
    *,
    destination: Destination,
    sentences: Sequence[Sentence],
    language: str,
    dedupe_key: str,
    now: datetime,
    protector: Protector,
    turn_id: UUID | None = None,
    case_id: UUID | None = None,
    priority: int = REPLY,
) -> list[OutboundMessage]:
    """Write one answer. Flushes, does not commit; wakes the workers at the caller's commit.

    Args:
        dedupe_key: names the answer, not the row; the position is added.
        priority: REPLY or BULK; replies leave first.

    Returns:
        The rows written, in order of leaving; none when there is nothing to say or it was written before.
    """
    bodies = _bodies(sentences, destination.channel)
    if not bodies:
        return []
    recent = await repository.recent_to(session, destination.contact_id, now, dedupe_key=f"{dedupe_key}:0")
    if recent is None:
        return []
    shared = {
        "conversation_id": destination.conversation_id, "contact_id": destination.contact_id, "turn_id": turn_id,
        "case_id": case_id, "channel": destination.channel, "sender": destination.sender, "language": language,
        "message_keys": [sentence.key for sentence in sentences],
        "params": [sentence.params for sentence in sentences],
        "priority": priority, "expires_at": now + VALIDITY[priority], "created_at": now,
    }  # fmt: skip
    rows = []
    for position, body in enumerate(bodies):
        row = _row(body, destination.channel, protector) | _guarded(recent, protector.hash(body), now)
        rows.append(shared | row | {"dedupe_key": f"{dedupe_key}:{position}", "position": position})
        recent.append(loop_guard.Recent(row["body_hash"], row["due_at"]))
    inserted = await repository.insert_once(session, rows)
    await _report_loops(session, inserted, now)
    return inserted


async def cancel(session: AsyncSession, conversation_id: UUID, key: str) -> None:
    """Take back texts with the sentence `key` that have not left yet."""
    await repository.cancel_queued(session, conversation_id, key)


def _bodies(sentences: Sequence[Sentence], channel: str) -> list[str]:
    text = "\n".join(sentence.text for sentence in sentences).replace("\x00", "")
    if not text.strip():
        return []
    if channel == "sms":
        return split(with_look_alikes(text), SMS_PARTS)
    return split_by_length(text, WHATSAPP_UNITS)


def _row(body: str, channel: str, protector: Protector) -> dict[str, Any]:
    segments = count(body)
    is_sms = channel == "sms"
    return {
        "id": new_id(), "body": body, "body_hash": protector.hash(body),
        "encoding": segments.encoding if is_sms else "none", "part_count": segments.parts if is_sms else 1,
    }  # fmt: skip


def _guarded(recent: Sequence[loop_guard.Recent], body_hash: bytes, now: datetime) -> dict[str, Any]:
    """Due at once, due later when the contact has had enough, or held for good when this is a loop."""
    if loop_guard.is_loop(recent, body_hash):
        held = {"status": "failed", "error_code": "loop", "error_class": str(ErrorClass.GIVE_UP), "settled_at": now}
        return {"due_at": now, **held}
    nothing = {"error_code": None, "error_class": None, "settled_at": None}
    return {"due_at": loop_guard.next_due_at(recent, now), "status": "queued", **nothing}


async def _report_loops(session: AsyncSession, rows: Sequence[OutboundMessage], now: datetime) -> None:
    """Whoever is held back hears nothing: a person must see why. One open item for a loop, however long."""
    for row in rows:
        if row.error_code == "loop":
            log.warning("outbound_loop_held", outbound_id=str(row.id), contact_id=str(row.contact_id))
            item = TriageItem(
                reason="loop_held", outbound_message_id=row.id, conversation_id=row.conversation_id, opened_at=now
            )
            await triage.open_item(session, item)
