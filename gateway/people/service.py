"""Who is writing, and what she agreed to. Decides nothing about cases; does not commit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.people import repository
from gateway.protect import Protector
from models.base import new_id
from models.citizen import Citizen, Contact
from models.consent import PURPOSES, ConsentEvent
from models.conversation import Conversation
from models.inbound_message import InboundMessage


@dataclass(frozen=True)
class Writer:
    """The person behind one inbound message, and where her answers go."""

    citizen: Citizen
    contact: Contact
    conversation: Conversation


@dataclass(frozen=True)
class Consent:
    """`decision` is given or withdrawn; `source` says how we know."""

    decision: str
    purposes: tuple[str, ...]
    source: str


async def recognise(session: AsyncSession, inbound: InboundMessage) -> Writer:
    """Find or make citizen, contact and conversation. Holds the conversation's row lock until the transaction ends."""
    known = await repository.find_writer(session, inbound.contact_hash, inbound.channel)
    if known is not None:
        return Writer(*known)
    contact = await repository.find_contact(session, inbound.contact_hash)
    if contact is None:
        contact = await repository.add_contact(
            session,
            Contact(
                id=new_id(),
                scheme=inbound.scheme,
                value_hash=inbound.contact_hash,
                value_encrypted=inbound.contact_encrypted,
            ),
        )
    conversation = await repository.conversation_of(session, contact.id, inbound.channel, inbound.our_address)
    return Writer(await repository.get_citizen(session, contact.citizen_id), contact, conversation)


async def record_consent(
    session: AsyncSession, writer: Writer, consent: Consent, *, decided_at: datetime, inbound_message_id: UUID | None
) -> None:
    """Append one event per purpose."""
    assert set(consent.purposes) <= set(PURPOSES)
    for purpose in consent.purposes:
        session.add(
            ConsentEvent(
                contact_id=writer.contact.id, channel=writer.conversation.channel, purpose=purpose,
                decision=consent.decision, source=consent.source, decided_at=decided_at,
                inbound_message_id=inbound_message_id,
            )
        )  # fmt: skip
    await session.flush()


def address_of(contact: Contact, protector: Protector) -> str:
    """The readable address; only a channel and an unmasking official may ask."""
    return protector.decrypt(contact.value_encrypted)
