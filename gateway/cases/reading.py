"""Reading cases for surfaces: lists by keyset, one case with its events and messages. Writes nothing."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.access import policy
from gateway.cases.errors import AttachmentNotFound, CaseNotFound
from gateway.cases.visibility import Viewer, allowed, visible_to
from gateway.errors import SunwaiError
from gateway.media import repository as media
from models.area import Area
from models.attachment import Attachment
from models.case import Case
from models.case_event import CaseEvent
from models.category import Category
from models.citizen import Contact
from models.conversation import Conversation
from models.inbound_message import InboundMessage
from models.office import Office
from models.outbound_message import OutboundMessage

PAGE_SIZE = 50
# Events of the message that opened the case.
OPENING = ("case_opened", "case_routed")
# The area is absent where the place is unknown; the outer join does not show in the type.
type CaseRow = Row[tuple[Case, Category, Office, Area]]


class BadCursor(SunwaiError):
    """That page marker is not one of ours."""

    code = "bad_cursor"


@dataclass(frozen=True)
class Filters:
    """What a list may be narrowed by; None means any."""

    state: str | None = None
    category: str | None = None
    office_code: str | None = None
    contact_hash: bytes | None = None


@dataclass(frozen=True)
class Page:
    """One page, newest first. `next_cursor` is None on the last one."""

    rows: Sequence[CaseRow]
    next_cursor: str | None


@dataclass(frozen=True)
class Story:
    """One case with all that happened, was said in its conversation since it opened, and came along."""

    row: CaseRow
    contact: Contact
    events: Sequence[CaseEvent]
    received: Sequence[InboundMessage]
    sent: Sequence[OutboundMessage]
    attachments: Sequence[Attachment]


async def list_cases(session: AsyncSession, viewer: Viewer, filters: Filters, cursor: str | None) -> Page:
    """Cases the viewer may see, newest first, PAGE_SIZE at a time. Cost does not grow with the number of cases."""
    query = _joined().where(visible_to(viewer), *_conditions(filters))
    if cursor:
        query = query.where(tuple_(Case.opened_at, Case.id) < _read_cursor(cursor))
    query = query.order_by(Case.opened_at.desc(), Case.id.desc()).limit(PAGE_SIZE + 1)
    rows = (await session.execute(query)).all()
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return Page(rows, _write_cursor(rows[-1][0]) if more else None)


async def read_case(session: AsyncSession, viewer: Viewer, reference: str) -> Story:
    """One case by reference. Raises CaseNotFound, also when it exists but is not for this viewer."""
    row = (await session.execute(_joined().where(visible_to(viewer), Case.reference == reference))).first()
    if row is None:
        raise CaseNotFound
    case = row[0]
    contact = await session.scalar(
        select(Contact)
        .join(Conversation, Conversation.contact_id == Contact.id)
        .where(Conversation.id == case.conversation_id)
    )
    assert contact is not None
    events = await session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.number))
    listed = events.all()
    # What opened the case is its description already; the message itself is often only "1".
    told = {one.inbound_message_id for one in listed if one.inbound_message_id and one.kind not in OPENING}
    received = await session.scalars(
        select(InboundMessage).where(InboundMessage.id.in_(told)).order_by(InboundMessage.seq)
    )
    sent = await session.scalars(
        select(OutboundMessage)
        .where(
            OutboundMessage.conversation_id == case.conversation_id,  # by its index
            or_(OutboundMessage.turn_id == case.turn_id, OutboundMessage.case_id == case.id),
        )
        .order_by(OutboundMessage.seq)
    )
    has_files = policy.may(viewer, "files", policy.subject_of(case))
    attachments = await media.of_case(session, case.id) if has_files else []
    return Story(row, contact, listed, received.all(), sent.all(), attachments)


async def read_attachment(session: AsyncSession, viewer: Viewer, reference: str, attachment_id: UUID) -> Attachment:
    """One stored file of a case. Raises AttachmentNotFound, also when the case is not for this viewer."""
    found = await session.scalar(
        select(Attachment)
        .join(Case, Case.id == Attachment.case_id)
        .where(
            allowed(viewer, "files"), Case.reference == reference, Attachment.id == attachment_id,
            Attachment.state == "stored",
        )
    )  # fmt: skip
    if found is None:
        raise AttachmentNotFound
    return found


def _joined() -> Select[tuple[Case, Category, Office, Area]]:
    return (
        select(Case, Category, Office, Area)
        .join(Category, Category.code == Case.category_code)
        .join(Office, Office.id == Case.office_id)
        .outerjoin(Area, Area.id == Case.area_id)
    )


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.state:
        conditions.append(Case.state == filters.state)
    if filters.category:
        conditions.append(Case.category_code == filters.category)
    if filters.office_code:
        conditions.append(Office.code == filters.office_code)
    if filters.contact_hash:
        owner = select(Contact.citizen_id).where(Contact.value_hash == filters.contact_hash)
        conditions.append(Case.citizen_id.in_(owner))
    return conditions


def _write_cursor(case: Case) -> str:
    return base64.urlsafe_b64encode(f"{case.opened_at.isoformat()}|{case.id}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    try:
        moment, _, case_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        return datetime.fromisoformat(moment), UUID(case_id)
    except (ValueError, binascii.Error) as error:
        raise BadCursor from error
