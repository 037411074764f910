"""What is asked of the database when an official texts. Flushes, never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.access.policy import viewer_of
from gateway.cases.visibility import Viewer, visible_to
from gateway.casework.states import OPEN
from models.case import Case
from models.citizen import Contact
from models.official import Official
from models.official_phone import OfficialPhone
from models.outbound_message import OutboundMessage
from models.upload_link import UploadLink

MENTIONED_FOR = timedelta(days=7)
# So many of the office's open cases are looked at for the one that she meant.
KNOWN = 200


@dataclass(frozen=True)
class Worker:
    """Who texts: an official, the citizen she is as well, and what she may see."""

    official: Official
    phone: OfficialPhone
    citizen_id: UUID
    viewer: Viewer


@dataclass(frozen=True)
class Mention:
    """A case that a text to her named, when last, and whether that text answered an act of hers."""

    case: Case
    moment: datetime
    is_reply: bool


async def worker_of(session: AsyncSession, official_id: UUID) -> Worker | None:
    """The official with her confirmed phone; None when either is no more."""
    query = (
        select(Official, OfficialPhone, Contact.citizen_id)
        .join(OfficialPhone, OfficialPhone.official_id == Official.id)
        .join(Contact, Contact.id == OfficialPhone.contact_id)
        .where(Official.id == official_id, Official.is_active, OfficialPhone.confirmed_at.is_not(None))
    )
    found = (await session.execute(query)).tuples().one_or_none()
    if found is None:
        return None
    official, phone, citizen_id = found
    return Worker(official, phone, citizen_id, viewer_of(official))


async def lock_link(session: AsyncSession, secret_hash: bytes, now: datetime) -> UploadLink | None:
    """The link with this secret, if it is not used and not over; held until the commit."""
    found: UploadLink | None = await session.scalar(
        select(UploadLink)
        .where(UploadLink.secret_hash == secret_hash, UploadLink.used_at.is_(None), UploadLink.expires_at > now)
        .with_for_update()
    )
    return found


async def lock_phones(session: AsyncSession, contact_id: UUID) -> list[tuple[OfficialPhone, Official]]:
    """Phones of active officials with this number, confirmed or waiting for their code; held until the commit."""
    query = (
        select(OfficialPhone, Official)
        .join(Official, Official.id == OfficialPhone.official_id)
        .where(OfficialPhone.contact_id == contact_id, Official.is_active)
        .order_by(OfficialPhone.id)
        .with_for_update(of=OfficialPhone)
        .execution_options(populate_existing=True)
    )
    return list((await session.execute(query)).tuples())


def _by_text(worker: Worker) -> ColumnElement[bool]:
    """Cases she may work by text: of her office or raised to it, hers to see, not sealed, and not her own complaint."""
    return and_(
        or_(Case.office_id == worker.official.office_id, Case.escalated_to_id == worker.official.office_id),
        visible_to(worker.viewer), Case.is_sealed.is_(False), Case.citizen_id != worker.citizen_id,
    )  # fmt: skip


async def case_by_reference(session: AsyncSession, worker: Worker, reference: str) -> Case | None:
    """The case, open or not."""
    found: Case | None = await session.scalar(select(Case).where(Case.reference == reference, _by_text(worker)))
    return found


async def open_cases(session: AsyncSession, worker: Worker, limit: int = KNOWN) -> list[Case]:
    """Her office's open cases, the next promised first."""
    query = select(Case).where(_by_text(worker), Case.state.in_(OPEN)).order_by(Case.resolve_due_at, Case.id)
    return list(await session.scalars(query.limit(limit)))


async def mentioned(session: AsyncSession, worker: Worker, now: datetime) -> list[Mention]:
    """The two open cases that texts to her have named last, within the last days, newest first."""
    text = OutboundMessage
    is_reply = text.dedupe_key.startswith("work:")
    last, last_reply = func.max(text.due_at), func.max(text.due_at).filter(is_reply)
    named = (
        select(text.case_id, last.label("moment"), func.coalesce(last_reply == last, false()).label("is_reply"))
        .where(
            text.contact_id == worker.phone.contact_id, text.created_at > now - MENTIONED_FOR, text.due_at <= now,
            text.case_id.is_not(None), text.status.not_in(("failed", "undelivered", "canceled")),
            or_(text.dedupe_key.startswith("notice:"), is_reply),
        )
        .group_by(text.case_id)
        .subquery()
    )  # fmt: skip
    query = (
        select(Case, named.c.moment, named.c.is_reply)
        .join(named, named.c.case_id == Case.id)
        .where(_by_text(worker), Case.state.in_(OPEN))
        .order_by(named.c.moment.desc(), named.c.is_reply.desc(), Case.id)
        .limit(2)
    )
    return [Mention(*row) for row in (await session.execute(query)).tuples()]


async def cases_by_id(session: AsyncSession, worker: Worker, case_ids: Sequence[UUID]) -> list[Case]:
    """Those of the cases that are still hers to work by text, in the order of the ids."""
    found = {one.id: one for one in await session.scalars(select(Case).where(Case.id.in_(case_ids), _by_text(worker)))}
    return [found[one] for one in case_ids if one in found]
