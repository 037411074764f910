"""Shapes of the API's answers. Phones and names never leave through them; a contact is masked or absent."""

from datetime import datetime

from pydantic import BaseModel

from gateway.cases.queues.repository import CaseRow
from gateway.cases.reading import Story
from gateway.phone import mask
from gateway.protect import Protector
from models.outbound_message import OutboundMessage


class CaseQuery(BaseModel):
    """Query of the case list. `contact` is a phone in any usual form."""

    state: str | None = None
    category: str | None = None
    office: str | None = None
    contact: str | None = None
    cursor: str | None = None


class OfficeShape(BaseModel):
    """The office responsible."""

    code: str
    name: str
    name_ur: str
    is_verified: bool


class CaseShape(BaseModel):
    """One case in a list."""

    reference: str
    category: str
    category_name: str
    category_name_ur: str
    area_id: str | None
    area: str | None
    area_ur: str | None
    office: OfficeShape
    routing_reason: str
    routing_reason_ur: str
    state: str
    outcome: str | None
    verdict: str
    is_urgent: bool
    is_sealed: bool
    channel: str
    language: str
    opened_at: datetime
    acknowledge_due_at: datetime
    resolve_due_at: datetime


class CaseListShape(BaseModel):
    """A page of cases; ask again with `cursor=next_cursor`."""

    items: list[CaseShape]
    next_cursor: str | None


class EventShape(BaseModel):
    """One event of a case."""

    number: int
    kind: str
    actor: str
    reason: str
    happened_at: datetime


class ReceivedShape(BaseModel):
    """What the citizen wrote, in her own words and writing."""

    text: str
    media_count: int
    received_at: datetime


class SentShape(BaseModel):
    """What we answered, and how far it got."""

    text: str
    message_keys: list[str]
    language: str
    encoding: str
    part_count: int
    status: str
    created_at: datetime


class AttachmentShape(BaseModel):
    """A photo, voice note or file; `reason` tells why it is not stored. The file itself is in the console."""

    state: str
    reason: str | None
    content_type: str | None
    size_bytes: int | None


class CaseStoryShape(CaseShape):
    """One case with everything."""

    description: str
    place_text: str | None
    contact: str | None
    events: list[EventShape]
    received: list[ReceivedShape]
    sent: list[SentShape]
    attachments: list[AttachmentShape]


def case_fields(row: CaseRow) -> dict[str, object]:
    """The fields of CaseShape from one row."""
    case, category, office, area = row
    copied = (
        "reference", "area_id", "routing_reason", "routing_reason_ur", "state", "outcome", "verdict", "is_urgent",
        "is_sealed", "channel", "language", "opened_at", "acknowledge_due_at", "resolve_due_at",
    )  # fmt: skip
    return {name: getattr(case, name) for name in copied} | {
        "category": category.code,
        "category_name": category.name_en,
        "category_name_ur": category.name_ur,
        "area": area.name_en if area else None,
        "area_ur": area.name_ur if area else None,
        "office": OfficeShape(
            code=office.code, name=office.name_en, name_ur=office.name_ur, is_verified=office.is_verified
        ),
    }


def story_shape(story: Story, protector: Protector) -> CaseStoryShape:
    """The whole case; the contact masked, and of a sealed case absent."""
    case = story.row[0]
    return CaseStoryShape.model_validate(
        case_fields(story.row)
        | {
            "description": case.description,
            "place_text": case.place_text,
            "contact": None if case.is_sealed else mask(protector.decrypt(story.contact.value_encrypted)),
            "events": [EventShape.model_validate(event, from_attributes=True) for event in story.events],
            "received": [
                ReceivedShape(text=one.body, media_count=len(one.media), received_at=one.received_at)
                for one in story.received
            ],
            "sent": [_sent(one) for one in story.sent],
            "attachments": [AttachmentShape.model_validate(one, from_attributes=True) for one in story.attachments],
        }
    )


def _sent(row: OutboundMessage) -> SentShape:
    copied = ("message_keys", "language", "encoding", "part_count", "status", "created_at")
    return SentShape.model_validate({"text": row.body} | {name: getattr(row, name) for name in copied})
