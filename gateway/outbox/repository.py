"""What the outbox asks of the database: insert once, claim, settle, look up. Never commits, decides nothing.

The claim is one statement: the oldest due rows, replies before bulk, skipping what another worker has locked. A row
waits while its conversation has one in flight or an earlier one due, and while an earlier position of its own answer
is unsettled. `attempts`, raised by each claim, is the fence: who settles must name the attempt it made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.channels.base import Accepted
from gateway.outbox.loop_guard import SAME_TEXT_WINDOW, Recent
from gateway.outbox.pacing import Allowance
from gateway.outbox.policy import Situation
from gateway.outbox.retry import RESENT, Attempt, Verdict
from models.citizen import Contact
from models.consent import PURPOSES, ConsentEvent
from models.outbound_message import OutboundMessage

NOTIFY_CHANNEL = "outbox"

_CHOOSE_DUE = """
    SELECT o.id FROM outbound_messages o
    WHERE o.status = 'queued' AND o.due_at <= :now
      AND o.sender <> ALL (CAST(:blocked AS text[]))
      AND (o.priority = 0 OR (CAST(:takes_bulk AS boolean) AND o.sender <> ALL (CAST(:replies_only AS text[]))))
      AND NOT EXISTS (
        SELECT FROM outbound_messages e
        WHERE e.conversation_id = o.conversation_id AND e.status IN ('queued', 'sending', 'unknown') AND e.id <> o.id
          AND (e.status = 'sending'
               OR e.status = 'queued' AND e.due_at <= :now AND (e.priority, e.seq) < (o.priority, o.seq)))
      AND NOT EXISTS (
        SELECT FROM generate_series(0, o.position - 1) AS earlier(position)
        JOIN outbound_messages e ON e.dedupe_key = regexp_replace(o.dedupe_key, '[0-9]+$', '') || earlier.position
        WHERE e.status IN ('queued', 'sending', 'unknown'))
    ORDER BY o.priority, o.seq LIMIT :rows FOR UPDATE OF o SKIP LOCKED
"""
_CHOOSE_UNKNOWN = """
    SELECT o.id FROM outbound_messages o
    WHERE o.status IN ('sending', 'unknown') AND o.lease_until <= :now
    ORDER BY o.lease_until LIMIT :rows FOR UPDATE OF o SKIP LOCKED
"""


def _claiming(choose: str, assignments: str) -> TextClause:
    """Take the chosen rows and return them with all that decides whether and where they leave."""
    return text(
        f"""
        WITH chosen AS ({choose}), claimed AS (
            UPDATE outbound_messages o SET {assignments}, lease_until = :lease_until
            FROM chosen WHERE o.id = chosen.id RETURNING o.*)
        SELECT r.id, r.contact_id, r.conversation_id, r.channel, r.sender, r.language, r.body, r.part_count, r.priority,
               r.attempts, r.due_at, r.expires_at, r.lease_until, r.error_code, r.error_class, c.scheme,
               c.value_encrypted, c.unusable_on, c.unusable_since, v.last_inbound_at, k.decision, k.source,
               k.decided_at
        FROM claimed r
        JOIN contacts c ON c.id = r.contact_id
        LEFT JOIN conversations v ON v.id = r.conversation_id
        LEFT JOIN LATERAL (
            SELECT e.decision, e.source, e.decided_at FROM consent_events e
            WHERE e.contact_id = r.contact_id AND e.channel = r.channel
              AND e.purpose = CASE WHEN r.priority = 0 THEN 'service' ELSE 'outreach' END
            ORDER BY e.decided_at DESC, e.id DESC LIMIT 1) k ON true
        ORDER BY r.priority, r.seq
        """  # noqa: S608 - both fragments are constants of this file
    )


_CLAIM_DUE = _claiming(_CHOOSE_DUE, "status = 'sending', attempts = o.attempts + 1")
_CLAIM_UNKNOWN = _claiming(_CHOOSE_UNKNOWN, "status = 'unknown'")

# A delivery report may have moved the row past `accepted` already: then only the provider's id is filled in.
_SETTLE_ACCEPTED = text(
    """
    UPDATE outbound_messages o
    SET status = CASE WHEN o.status IN ('sending', 'unknown') THEN 'accepted' ELSE o.status END,
        provider = :provider, provider_message_id = COALESCE(o.provider_message_id, taken.provider_message_id),
        lease_until = NULL, settled_at = :now,
        error_code = CASE WHEN o.status IN ('sending', 'unknown') THEN NULL ELSE o.error_code END,
        error_class = CASE WHEN o.status IN ('sending', 'unknown') THEN NULL ELSE o.error_class END
    FROM unnest(CAST(:ids AS uuid[]), CAST(:attempts AS int[]), CAST(:provider_ids AS text[]))
         AS taken(id, attempts, provider_message_id)
    WHERE o.id = taken.id AND o.attempts = taken.attempts
      AND (o.provider_message_id IS NULL OR o.provider_message_id = taken.provider_message_id)
    """
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row in this worker's hands until `lease_until`."""

    id: UUID
    contact_id: UUID
    conversation_id: UUID | None
    sender: str
    language: str
    body: str
    part_count: int
    due_at: datetime
    lease_until: datetime
    error_code: str | None
    scheme: str
    value_encrypted: bytes
    attempt: Attempt
    situation: Situation


_COLUMNS = (
    "id", "dedupe_key", "position", "conversation_id", "contact_id", "turn_id", "case_id", "channel", "sender",
    "language", "message_keys", "params", "body", "body_hash", "encoding", "part_count", "priority", "status", "due_at",
    "expires_at", "settled_at", "error_code", "error_class", "created_at",
)  # fmt: skip
# As text: SQLAlchemy compiles a statement with ON CONFLICT anew each time, which cost a fifth of a turn.
_INSERT = select(OutboundMessage).from_statement(
    text(
        f"""
        INSERT INTO outbound_messages ({", ".join(_COLUMNS)}) VALUES ({", ".join(f":{name}" for name in _COLUMNS)})
        ON CONFLICT (dedupe_key) DO NOTHING
        RETURNING *, CASE WHEN status = 'queued' THEN pg_notify('{NOTIFY_CHANNEL}', '')::text END AS woken
        """  # noqa: S608 - names of ours only
    ).bindparams(*(bindparam(name, type_=OutboundMessage.__table__.c[name].type) for name in _COLUMNS))
)
_WAKE = select(func.pg_notify(NOTIFY_CHANNEL, ""))
# What the loop guard must know, and whether the answer was written before, in one statement, because every turn asks.
_RECENT = text(
    """
    SELECT body_hash, due_at, false AS is_same FROM outbound_messages
    WHERE contact_id = :contact_id AND created_at > :since
    UNION ALL SELECT body_hash, due_at, true FROM outbound_messages WHERE dedupe_key = :dedupe_key
    """
)


async def insert_once(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> list[OutboundMessage]:
    """Insert the rows whose dedupe key is new and return those; workers are woken by the commit if any may leave."""
    inserted = [await session.scalar(_INSERT, row) for row in rows]
    return [row for row in inserted if row is not None]


async def recent_to(session: AsyncSession, contact_id: UUID, now: datetime, *, dedupe_key: str) -> list[Recent] | None:
    """Rows written to the contact within the loop guard's window; None when one with `dedupe_key` exists already."""
    since = now - SAME_TEXT_WINDOW
    rows = await session.execute(_RECENT, {"contact_id": contact_id, "since": since, "dedupe_key": dedupe_key})
    recent = []
    for body_hash, due_at, is_same in rows:
        if is_same:
            return None
        recent.append(Recent(body_hash, due_at))
    return recent


async def cancel_queued(session: AsyncSession, conversation_id: UUID, key: str) -> None:
    """Close the conversation's waiting rows with the sentence `key`; what a worker holds already leaves."""
    await session.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.conversation_id == conversation_id,
            OutboundMessage.status == "queued",
            OutboundMessage.message_keys.contains([key]),
        )
        .values(status="canceled", settled_at=func.now())
    )


async def wake_workers(session: AsyncSession) -> None:
    """Tell waiting workers, when this transaction commits."""
    await session.execute(_WAKE)


async def claim_due(
    session: AsyncSession, allowance: Allowance, *, now: datetime, lease_seconds: float, takes_bulk: bool = True
) -> list[Claimed]:
    """Take what may leave now, replies first; each row is `sending` until `lease_seconds` from now."""
    rows = await session.execute(
        _CLAIM_DUE,
        {
            "now": now, "lease_until": now + timedelta(seconds=lease_seconds), "rows": allowance.rows,
            "blocked": list(allowance.blocked), "replies_only": list(allowance.replies_only),
            "takes_bulk": takes_bulk,
        },
    )  # fmt: skip
    return [_claimed(row) for row in rows.mappings()]


async def claim_unknown(session: AsyncSession, *, now: datetime, lease_seconds: float, rows: int) -> list[Claimed]:
    """Take sends nobody knows the end of: those whose wait is over, and those whose worker never settled them."""
    parameters = {"now": now, "lease_until": now + timedelta(seconds=lease_seconds), "rows": rows}
    return [_claimed(row) for row in (await session.execute(_CLAIM_UNKNOWN, parameters)).mappings()]


async def settle_accepted(
    session: AsyncSession, taken: Sequence[tuple[Claimed, Accepted]], *, provider: str, now: datetime
) -> None:
    """The provider has these."""
    await session.execute(
        _SETTLE_ACCEPTED,
        {
            "provider": provider, "now": now,
            "ids": [row.id for row, _ in taken],
            "attempts": [row.attempt.number for row, _ in taken],
            "provider_ids": [accepted.provider_message_id for _, accepted in taken],
        },
    )  # fmt: skip


async def settle(session: AsyncSession, row: Claimed, verdict: Verdict, *, now: datetime) -> bool:
    """Write a verdict other than accepted. False: a report or another worker has moved the row on meanwhile."""
    values: dict[str, Any] = {
        "status": verdict.status, "error_code": verdict.error_code, "error_class": verdict.error_class,
        "lease_until": verdict.look_up_at, "settled_at": now if verdict.status == "failed" else None,
    }  # fmt: skip
    if verdict.due_at is not None:
        values["due_at"] = verdict.due_at
    settled = await session.scalar(
        update(OutboundMessage)
        .where(
            OutboundMessage.id == row.id,
            OutboundMessage.attempts == row.attempt.number,
            OutboundMessage.status.in_(("sending", "unknown")),
        )
        .values(values)
        .returning(OutboundMessage.id)
        .execution_options(synchronize_session=False)
    )
    return settled is not None


async def postpone_look_up(session: AsyncSession, row: Claimed, until: datetime) -> None:
    """The provider could not be asked; the row stays unknown until then."""
    await session.execute(
        update(OutboundMessage)
        .where(OutboundMessage.id == row.id, OutboundMessage.status == "unknown")
        .values(lease_until=until)
        .execution_options(synchronize_session=False)
    )


async def other_provider_ids(session: AsyncSession, row: Claimed, since: datetime) -> list[str]:
    """Provider ids of the contact's other rows that may turn up in a listing since `since`."""
    found = await session.scalars(
        select(OutboundMessage.provider_message_id).where(
            OutboundMessage.contact_id == row.contact_id,
            OutboundMessage.id != row.id,
            OutboundMessage.created_at > since - timedelta(days=1),
            OutboundMessage.provider_message_id.is_not(None),
        )
    )
    return [provider_id for provider_id in found if provider_id is not None]


async def mark_unusable(session: AsyncSession, contact_id: UUID, channel: str, now: datetime) -> None:
    """The provider says this address cannot be reached on the channel."""
    await session.execute(
        update(Contact)
        .where(Contact.id == contact_id)
        .values(unusable_on=channel, unusable_since=now)
        .execution_options(synchronize_session=False)
    )


async def withdraw_consent(session: AsyncSession, contact_id: UUID, channel: str, code: str, now: datetime) -> None:
    """The provider refused because the citizen opted out there: no purpose is served on this channel any more."""
    source = "provider_opt_out" if code == "21610" else "carrier_block"
    session.add_all(
        ConsentEvent(
            contact_id=contact_id, channel=channel, purpose=purpose, decision="withdrawn", source=source, decided_at=now
        )
        for purpose in PURPOSES
    )
    await session.flush()


def _claimed(row: Any) -> Claimed:
    return Claimed(
        id=row["id"], contact_id=row["contact_id"], conversation_id=row["conversation_id"], sender=row["sender"],
        language=row["language"], body=row["body"], part_count=row["part_count"], due_at=row["due_at"],
        lease_until=row["lease_until"],
        error_code=row["error_code"], scheme=row["scheme"], value_encrypted=row["value_encrypted"],
        attempt=Attempt(row["attempts"], row["error_class"] == RESENT, row["expires_at"]),
        situation=Situation(
            channel=row["channel"], is_reply=row["priority"] == 0, expires_at=row["expires_at"],
            last_inbound_at=row["last_inbound_at"], unusable_on=row["unusable_on"],
            unusable_since=row["unusable_since"], consent_decision=row["decision"], consent_source=row["source"],
            consent_decided_at=row["decided_at"],
        ),
    )  # fmt: skip
