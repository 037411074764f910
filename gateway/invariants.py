"""Queries that must return no rows: states that our own rules make impossible, or that nobody has looked after.

Run every 15 minutes by the scheduler and by `sunwai doctor`. They only read; a row found is a bug or a stopped worker,
is logged with its id, and is never mended here. Each looks at what can still be mended, so none scans a whole history.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from prometheus_client import Gauge
from sqlalchemy import text

from gateway.db import Database

log = structlog.get_logger()

VIOLATIONS = Gauge("sunwai_invariant_violations", "Rows found by a query that must find none", ["invariant"])
SAMPLE = 5
COUNTED = 1000

# Name to query. Each selects one column `id`; `:now` is the moment of the check.
INVARIANTS = {
    "inbound_unread_five_minutes": """
        SELECT id FROM inbound_messages
        WHERE status = 'pending' AND attempts = 0 AND received_at < CAST(:now AS timestamptz) - interval '5 minutes'""",
    "inbound_lease_expired_ten_minutes": """
        SELECT id FROM inbound_messages
        WHERE status = 'in_progress' AND lease_until < CAST(:now AS timestamptz) - interval '10 minutes'""",
    "inbound_for_person_without_triage_item": """
        SELECT m.id FROM inbound_messages m
        WHERE m.status = 'needs_person' AND m.finished_at > CAST(:now AS timestamptz) - interval '1 day'
          AND NOT EXISTS (SELECT FROM triage_items t WHERE t.inbound_message_id = m.id)""",
    "answered_case_without_question": """
        SELECT c.id FROM cases c
        WHERE c.state = 'answered' AND c.answered_at < CAST(:now AS timestamptz) - interval '1 hour'
          AND NOT EXISTS (SELECT FROM follow_ups f WHERE f.case_id = c.id AND f.round = c.dispute_count)""",
    "open_case_without_alarm": """
        SELECT c.id FROM cases c
        WHERE c.opened_at > CAST(:now AS timestamptz) - interval '1 day' AND c.state NOT IN ('answered', 'closed')
          AND NOT EXISTS (SELECT FROM case_alarms a WHERE a.case_id = c.id AND a.status = 'scheduled')""",
    "draft_kept_four_days": """
        SELECT c.id FROM conversations c
        WHERE c.draft_at < CAST(:now AS timestamptz) - interval '4 days'""",
    "turn_without_answer": """
        SELECT t.id FROM turns t
        WHERE t.created_at > CAST(:now AS timestamptz) - interval '1 hour'
          AND t.created_at < CAST(:now AS timestamptz) - interval '5 minutes'
          AND NOT EXISTS (SELECT FROM outbound_messages o
                          WHERE o.conversation_id = t.conversation_id AND o.turn_id = t.id)""",
    "case_without_routing_decision": """
        SELECT c.id FROM cases c
        WHERE c.opened_at > CAST(:now AS timestamptz) - interval '1 day'
          AND (c.routing_reason = ''
               OR NOT EXISTS (SELECT FROM case_events e WHERE e.case_id = c.id AND e.kind = 'case_routed'))""",
    "outbound_lease_expired_ten_minutes": """
        SELECT id FROM outbound_messages
        WHERE status = 'sending' AND lease_until < CAST(:now AS timestamptz) - interval '10 minutes'""",
    "outbound_unknown_one_hour": """
        SELECT id FROM outbound_messages
        WHERE status IN ('sending', 'unknown') AND due_at < CAST(:now AS timestamptz) - interval '1 hour'""",
    "reply_waiting_ten_minutes": """
        SELECT id FROM outbound_messages
        WHERE status = 'queued' AND priority = 0 AND due_at < CAST(:now AS timestamptz) - interval '10 minutes'""",
    "accepted_without_provider_id": """
        SELECT id FROM outbound_messages
        WHERE status IN ('accepted', 'sent', 'delivered', 'read') AND provider_message_id IS NULL
          AND created_at > CAST(:now AS timestamptz) - interval '1 day'""",
    "message_without_its_attachments": """
        SELECT m.id FROM inbound_messages m
        WHERE m.seq > (SELECT max(seq) - 100000 FROM inbound_messages) AND m.status <> 'quarantined'
          AND m.received_at > CAST(:now AS timestamptz) - interval '1 day' AND m.media <> '[]'
          AND jsonb_array_length(m.media) <> (SELECT count(*) FROM attachments a WHERE a.inbound_message_id = m.id)""",
    "attachment_waiting_ten_minutes": """
        SELECT id FROM attachments
        WHERE state = 'waiting' AND due_at < CAST(:now AS timestamptz) - interval '10 minutes'
          AND COALESCE(lease_until, due_at) < CAST(:now AS timestamptz) - interval '10 minutes'""",
    "attachment_not_with_its_case": """
        SELECT a.id FROM cases c
        JOIN case_events e ON e.case_id = c.id
        JOIN attachments a ON a.inbound_message_id = e.inbound_message_id
        WHERE c.opened_at > CAST(:now AS timestamptz) - interval '1 day' AND a.case_id IS NULL""",
    "attachment_with_the_case_of_another": """
        SELECT a.id FROM cases c
        JOIN attachments a ON a.case_id = c.id
        JOIN inbound_messages m ON m.id = a.inbound_message_id
        WHERE c.opened_at > CAST(:now AS timestamptz) - interval '1 day' AND a.official_id IS NULL
          AND NOT EXISTS (SELECT FROM contacts k
                          WHERE k.value_hash = m.contact_hash AND k.citizen_id = c.citizen_id)""",
    "provider_copy_unwanted_five_days": """
        SELECT id FROM attachments
        WHERE provider_copy = 'unwanted' AND settled_at < CAST(:now AS timestamptz) - interval '5 days'""",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that does not hold: how many rows (counted up to COUNTED) and some of their ids."""

    name: str
    count: int
    ids: list[str]


async def check(database: Database, now: datetime) -> list[Violation]:
    """Run every query in a transaction of its own; what was found, nothing if all is well."""
    found = []
    for name, query in INVARIANTS.items():
        async with database.unit_of_work() as session:
            limited = text(f"SELECT id FROM ({query}) AS violating LIMIT {COUNTED}")  # noqa: S608 - our constants
            ids = [str(row_id) for row_id in await session.scalars(limited, {"now": now})]
        VIOLATIONS.labels(name).set(len(ids))
        if ids:
            found.append(Violation(name, len(ids), ids[:SAMPLE]))
    return found


async def check_and_log(database: Database, now: datetime) -> None:
    """Check, and log each violation as an error."""
    for violation in await check(database, now):
        log.error("invariant_violated", invariant=violation.name, count=violation.count, ids=violation.ids)
