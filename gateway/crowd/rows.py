"""Turns a drawn case into rows of every table that a real one would have. Pure but for the ids, which are random."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from gateway.crowd.draw import Drawn
from models.case import Case
from models.case_event import CaseEvent
from models.citizen import Citizen, Contact
from models.conversation import Conversation
from models.inbound_message import InboundMessage
from models.outbound_message import OutboundMessage
from models.turn import Turn

# In the order in which their foreign keys allow them.
TABLES: tuple[Any, ...] = (Citizen, Contact, Conversation, InboundMessage, Turn, Case, CaseEvent, OutboundMessage)
OUR_ADDRESS = "+9251111000"


@dataclass(frozen=True)
class Routed:
    """Where cases of a category and area go, why, and how many days the resolve clock gives."""

    office_id: UUID
    rule_id: UUID | None
    why: str
    why_ur: str
    is_sealed: bool
    days: float


@dataclass(frozen=True)
class Person:
    """A citizen with what is kept of her address."""

    citizen_id: UUID
    contact_id: UUID
    conversation_id: UUID
    value_hash: bytes
    value_encrypted: bytes


@dataclass
class Batch:
    """Rows by table, each a mapping of columns; every row of a table has the same ones."""

    rows: dict[Any, list[Mapping[str, Any]]] = field(default_factory=lambda: {table: [] for table in TABLES})

    def add(self, table: Any, **values: Any) -> UUID:
        """One row; its id, new unless given."""
        made: UUID = values.setdefault("id", uuid.uuid4())
        self.rows[table].append(values)
        return made


def add_person(batch: Batch, person: Person) -> None:
    """The rows of a citizen."""
    batch.add(Citizen, id=person.citizen_id)
    batch.add(
        Contact, id=person.contact_id, citizen_id=person.citizen_id, scheme="phone", value_hash=person.value_hash,
        value_encrypted=person.value_encrypted,
    )  # fmt: skip
    batch.add(
        Conversation, id=person.conversation_id, contact_id=person.contact_id, channel="sms", our_address=OUR_ADDRESS
    )


def add_case(batch: Batch, drawn: Drawn, person: Person, routed: Routed, reference: str) -> None:
    """The rows of a case: the message that opened it, its turn, its events, what was answered."""
    said = batch.add(
        InboundMessage, provider="crowd", account_sid="crowd", provider_message_id=reference, channel="sms",
        scheme="phone", contact_hash=person.value_hash, contact_encrypted=person.value_encrypted,
        our_address=OUR_ADDRESS, body=drawn.text, raw_encrypted=b"", status="done", due_at=drawn.opened_at,
        received_at=drawn.opened_at, finished_at=drawn.opened_at, conversation_id=person.conversation_id,
    )  # fmt: skip
    turn_id = batch.add(
        Turn, conversation_id=person.conversation_id, inbound_message_id=said, number=len(batch.rows[Turn]) + 1,
        language=drawn.language, commands="[]", is_sensitive=routed.is_sealed,
    )  # fmt: skip
    case_id = batch.add(Case, **_case(drawn, person, routed, reference), turn_id=turn_id)
    for number, (kind, happened_at) in enumerate(_events(drawn, routed), start=1):
        batch.add(
            CaseEvent, case_id=case_id, number=number, kind=kind, actor="system" if number == 2 else "citizen",
            inbound_message_id=said if number == 1 else None, happened_at=happened_at,
        )  # fmt: skip
    batch.add(
        OutboundMessage, dedupe_key=f"crowd-{reference}", conversation_id=person.conversation_id,
        contact_id=person.contact_id, turn_id=turn_id, case_id=case_id, channel="sms", sender=OUR_ADDRESS,
        language=drawn.language, message_keys='["case_opened"]', params="[{}]", body=reference, body_hash=b"crowd",
        encoding="GSM-7", part_count=1, status="delivered", due_at=drawn.opened_at, provider="crowd",
        provider_message_id=reference, settled_at=drawn.opened_at,
    )  # fmt: skip


def _case(drawn: Drawn, person: Person, routed: Routed, reference: str) -> dict[str, Any]:
    due = drawn.opened_at + timedelta(days=routed.days)
    is_told = drawn.state in ("answered", "closed")
    answered_at = drawn.opened_at + timedelta(days=routed.days * 0.8) if is_told else None
    is_paused = drawn.state == "waiting_for_citizen"
    return {
        "reference": reference, "citizen_id": person.citizen_id, "conversation_id": person.conversation_id,
        "command_number": 0, "channel": "sms", "language": drawn.language, "category_code": drawn.category,
        "area_id": drawn.place, "description": drawn.text, "is_sealed": routed.is_sealed,
        "is_urgent": drawn.is_urgent, "state": drawn.state, "outcome": "granted" if is_told else None,
        "verdict": "confirmed" if drawn.state == "closed" else "pending", "office_id": routed.office_id,
        "rule_id": routed.rule_id, "routing_reason": routed.why, "routing_reason_ur": routed.why_ur,
        "opened_at": drawn.opened_at, "acknowledge_due_at": drawn.opened_at + timedelta(days=routed.days / 4),
        "first_action_due_at": drawn.opened_at + timedelta(days=routed.days / 2), "resolve_due_at": due,
        "answer": "It was done." if is_told else None, "answered_at": answered_at,
        "paused_at": drawn.opened_at if is_paused else None, "paused_until": due if is_paused else None,
        "dispute_count": drawn.dispute_count, "closed_at": due if drawn.state == "closed" else None,
    }  # fmt: skip


def _events(drawn: Drawn, routed: Routed) -> list[tuple[str, datetime]]:
    """What happened, in order, as far as the state tells."""
    done = {"routed": 2, "acknowledged": 3, "in_progress": 4, "waiting_for_citizen": 4, "answered": 5, "closed": 6}
    kinds = ("case_opened", "case_routed", "case_accepted", "work_started", "case_answered", "case_closed")
    step = timedelta(days=routed.days / 6)
    return [(kind, drawn.opened_at + step * number) for number, kind in enumerate(kinds[: done[drawn.state]])]
