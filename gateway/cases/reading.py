"""Reading one case for surfaces, with its events, messages and files. Writes nothing; lists are in `queues/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.access import policy
from gateway.cases.errors import AttachmentNotFound, CaseNotFound
from gateway.cases.queues.repository import CaseRow, joined
from gateway.cases.visibility import Viewer, allowed, visible_to
from gateway.media import repository as media
from models.attachment import Attachment
from models.case import Case
from models.case_event import CaseEvent
from models.citizen import Contact
from models.conversation import Conversation
from models.inbound_message import InboundMessage
from models.outbound_message import OutboundMessage

# Events of the message that opened the case.
OPENING = ("case_opened", "case_routed")
# Texts with the link to the citizen's file: it is hers, and the timeline tells that she has it.
HER_OWN = ("ombudsman_offer", "ombudsman_offer_unnamed")


@dataclass(frozen=True)
class Story:
    """One case with all that happened, was said in its conversation since it opened, and came along."""

    row: CaseRow
    contact: Contact
    events: Sequence[CaseEvent]
    received: Sequence[InboundMessage]
    sent: Sequence[OutboundMessage]
    attachments: Sequence[Attachment]


async def read_case(session: AsyncSession, viewer: Viewer, reference: str) -> Story:
    """One case by reference. Raises CaseNotFound, also when it exists but is not for this viewer."""
    row = (await session.execute(joined().where(visible_to(viewer), Case.reference == reference))).first()
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
            *(~OutboundMessage.message_keys.contains([key]) for key in HER_OWN),
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
