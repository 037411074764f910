"""What is asked of the database about citizens, contacts and conversations. Flushes, never commits.

A conversation is locked FOR NO KEY UPDATE: who holds one may write to another, which only needs its key to stay.
"""

from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.citizen import Citizen, Contact
from models.consent import ConsentEvent
from models.conversation import Conversation


async def find_contact(session: AsyncSession, value_hash: bytes) -> Contact | None:
    """The contact with this keyed hash."""
    return (await session.scalars(select(Contact).where(Contact.value_hash == value_hash))).one_or_none()


def _writer() -> Select[tuple[Citizen, Contact, Conversation]]:
    return (
        select(Citizen, Contact, Conversation)
        .select_from(Contact)
        .join(Conversation, Conversation.contact_id == Contact.id)
        .join(Citizen, Citizen.id == Contact.citizen_id)
        .where(Contact.value_hash == bindparam("value_hash"), Conversation.channel == bindparam("channel"))
        .with_for_update(of=Conversation, key_share=True)
        .execution_options(populate_existing=True)
    )


# Built once, because every turn asks for it twice and building costs more than the query.
WRITER = _writer()


async def find_writer(
    session: AsyncSession, value_hash: bytes, channel: str
) -> tuple[Citizen, Contact, Conversation] | None:
    """All there is about somebody who wrote on this channel before, her conversation locked. One statement."""
    found = (await session.execute(WRITER, {"value_hash": value_hash, "channel": channel})).one_or_none()
    return None if found is None else (found[0], found[1], found[2])


async def add_contact(session: AsyncSession, contact: Contact) -> Contact:
    """Insert `contact` with its new citizen, or return the row another transaction inserted first."""
    citizen = Citizen()
    session.add(citizen)
    await session.flush()
    statement = (
        insert(Contact)
        .values(
            id=contact.id, citizen_id=citizen.id, scheme=contact.scheme,
            value_hash=contact.value_hash, value_encrypted=contact.value_encrypted,
        )
        .on_conflict_do_nothing(index_elements=[Contact.value_hash])
    )  # fmt: skip
    await session.execute(statement)
    found = await find_contact(session, contact.value_hash)
    assert found is not None
    if found.citizen_id != citizen.id:
        await session.delete(citizen)
    return found


async def conversation_of(session: AsyncSession, contact_id: UUID, channel: str, our_address: str) -> Conversation:
    """The one conversation of a contact on a channel, locked for this transaction; made if there is none."""
    await session.execute(
        insert(Conversation)
        .values(contact_id=contact_id, channel=channel, our_address=our_address)
        .on_conflict_do_nothing(index_elements=[Conversation.contact_id, Conversation.channel])
    )
    found = await session.scalar(
        select(Conversation)
        .where(Conversation.contact_id == contact_id, Conversation.channel == channel)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    assert found is not None
    return found


async def get_citizen(session: AsyncSession, citizen_id: UUID) -> Citizen:
    """The citizen; she exists, a foreign key says so."""
    return await session.get_one(Citizen, citizen_id)


async def withdrawn_purposes(session: AsyncSession, contact_id: UUID, channel: str) -> set[str]:
    """Purposes whose newest consent event is a withdrawal."""
    newest = (
        select(
            ConsentEvent.purpose,
            ConsentEvent.decision,
            func.row_number()
            .over(partition_by=ConsentEvent.purpose, order_by=(ConsentEvent.decided_at.desc(), ConsentEvent.id.desc()))
            .label("age"),
        )
        .where(ConsentEvent.contact_id == contact_id, ConsentEvent.channel == channel)
        .subquery()
    )
    rows = await session.scalars(select(newest.c.purpose).where(newest.c.age == 1, newest.c.decision == "withdrawn"))
    return set(rows)
