"""What is asked of the database about notices and the officials they are for. Flushes, never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, delete, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.visibility import Viewer, visible_to
from models.case import Case
from models.citizen import Contact
from models.conversation import Conversation
from models.notice import Notice, NoticeRead
from models.official import Official
from models.official_phone import OfficialPhone
from models.outbound_message import OutboundMessage

SHOWN = 100
# An older notice is history, not news.
SHOWN_FOR = timedelta(days=60)


@dataclass(frozen=True)
class Reader:
    """An official who wants texts, the contact that her phone is, and the citizen she is with it."""

    official: Official
    contact_id: UUID
    citizen_id: UUID


async def add_once(session: AsyncSession, **values: Any) -> UUID | None:
    """Insert the notice; its id, or None when it was there."""
    found: UUID | None = await session.scalar(
        insert(Notice).values(**values).on_conflict_do_nothing().returning(Notice.id)
    )
    return found


async def readers(session: AsyncSession, office_id: UUID, official_id: UUID | None) -> list[Reader]:
    """Active officials of the office with a confirmed phone who chose texts; only one of them if she is named."""
    query = (
        select(Official, Contact.id, Contact.citizen_id)
        .join(OfficialPhone, OfficialPhone.official_id == Official.id)
        .join(Contact, Contact.id == OfficialPhone.contact_id)
        .where(
            Official.office_id == office_id, Official.is_active, Official.notify_by != "web",
            OfficialPhone.confirmed_at.is_not(None),
        )
        .order_by(Official.id)
    )  # fmt: skip
    if official_id is not None:
        query = query.where(Official.id == official_id)
    return [Reader(*row) for row in (await session.execute(query)).tuples()]


async def may_see(session: AsyncSession, viewer: Viewer, case_id: UUID) -> bool:
    """Whether the case exists for this viewer."""
    return bool(await session.scalar(select(exists().where(Case.id == case_id, visible_to(viewer)))))


async def conversations_of(session: AsyncSession, contact_id: UUID) -> dict[str, Conversation]:
    """Her conversations by channel. None is locked."""
    found = await session.scalars(select(Conversation).where(Conversation.contact_id == contact_id))
    return {one.channel: one for one in found}


async def count_texts(session: AsyncSession, contact_id: UUID, since: datetime) -> int:
    """How many texts about notices were written to her since then; those that wait for the morning count as then."""
    text = OutboundMessage
    ours = text.contact_id == contact_id, text.created_at > since, text.dedupe_key.startswith("notice:")
    return await session.scalar(select(func.count()).where(*ours, text.position == 0)) or 0


def _for(official: Official, viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    """What this official may read: of her office or for her alone, and of a case that she may see."""
    return and_(
        Notice.office_id == official.office_id,
        or_(Notice.official_id.is_(None), Notice.official_id == official.id),
        Notice.happened_at > now - SHOWN_FOR,
        visible_to(viewer),
    )


def _is_read(official: Official) -> ColumnElement[bool]:
    return exists().where(NoticeRead.notice_id == Notice.id, NoticeRead.official_id == official.id)


async def newest(
    session: AsyncSession, official: Official, viewer: Viewer, now: datetime
) -> Sequence[Row[tuple[Notice, Case, bool]]]:
    """Her newest notices with their cases and whether she has read each, newest first."""
    query = (
        select(Notice, Case, _is_read(official))
        .join(Case, Case.id == Notice.case_id)
        .where(_for(official, viewer, now))
        .order_by(Notice.happened_at.desc(), Notice.id.desc())
        .limit(SHOWN)
    )
    return (await session.execute(query)).all()


def _unread(official: Official, viewer: Viewer, now: datetime) -> Select[tuple[UUID]]:
    return (
        select(Notice.id).join(Case, Case.id == Notice.case_id).where(_for(official, viewer, now), ~_is_read(official))
    )


async def count_unread(session: AsyncSession, official: Official, viewer: Viewer, now: datetime) -> int:
    """How many she has not read, counted up to SHOWN."""
    some = _unread(official, viewer, now).limit(SHOWN).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


async def mark_read(
    session: AsyncSession, official: Official, viewer: Viewer, now: datetime, notice_ids: Sequence[UUID]
) -> None:
    """She has read those of the notices that are hers to read."""
    mine = _unread(official, viewer, now).where(Notice.id.in_(notice_ids)).subquery()
    rows = select(literal(official.id), mine.c.id, literal(now))
    into = insert(NoticeRead).from_select(["official_id", "notice_id", "read_at"], rows)
    await session.execute(into.on_conflict_do_nothing())


async def is_taken(session: AsyncSession, contact_id: UUID, official_id: UUID) -> bool:
    """Whether the phone works for another official."""
    taken = exists().where(
        OfficialPhone.contact_id == contact_id, OfficialPhone.official_id != official_id,
        OfficialPhone.confirmed_at.is_not(None),
    )  # fmt: skip
    return bool(await session.scalar(select(taken)))


async def await_code(session: AsyncSession, official_id: UUID, contact_id: UUID, **code: Any) -> None:
    """The official's phone is this one, and waits for its code."""
    fresh = {"contact_id": contact_id, "code_tries": 0, "confirmed_at": None, "pending": None, "misses": 0, **code}
    await session.execute(
        insert(OfficialPhone)
        .values(official_id=official_id, **fresh)
        .on_conflict_do_update(index_elements=["official_id"], set_=fresh)
    )


async def phone_of(session: AsyncSession, official_id: UUID) -> OfficialPhone | None:
    """The phone of an official, confirmed or waiting."""
    found: OfficialPhone | None = await session.scalar(
        select(OfficialPhone).where(OfficialPhone.official_id == official_id)
    )
    return found


async def remove_phone(session: AsyncSession, official_id: UUID) -> None:
    """Take the official's phone away."""
    await session.execute(delete(OfficialPhone).where(OfficialPhone.official_id == official_id))


async def get_official(session: AsyncSession, official_id: UUID) -> Official:
    """The official; a foreign key says she exists."""
    return await session.get_one(Official, official_id)
