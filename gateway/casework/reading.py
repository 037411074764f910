"""Reading what officials keep beside a case, for whoever may see the case. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.visibility import Viewer, visible_to
from models.case import Case
from models.case_note import CaseFollower, CaseLink, CaseNote
from models.official import Official


@dataclass(frozen=True)
class Note:
    """A note as it is shown."""

    text: str
    author: str
    written_at: datetime


@dataclass(frozen=True)
class Notebook:
    """Notes oldest first, the linked cases that the reader may see, and whether she follows this one."""

    notes: Sequence[Note]
    links: Sequence[Case]
    is_followed: bool


async def notebook(session: AsyncSession, viewer: Viewer, case: Case, official_id: UUID) -> Notebook:
    """All of one case; the caller has made sure that the viewer may see it."""
    written = (
        select(CaseNote.text, Official.display_name, CaseNote.written_at)
        .join(Official, Official.id == CaseNote.official_id)
        .where(CaseNote.case_id == case.id)
        .order_by(CaseNote.written_at, CaseNote.id)
    )
    pairs = or_(
        Case.id.in_(select(CaseLink.other_id).where(CaseLink.case_id == case.id)),
        Case.id.in_(select(CaseLink.case_id).where(CaseLink.other_id == case.id)),
    )
    links = await session.scalars(select(Case).where(pairs, visible_to(viewer)).order_by(Case.opened_at, Case.id))
    follower = await session.get(CaseFollower, (case.id, official_id))
    rows = (await session.execute(written)).tuples()
    return Notebook([Note(*row) for row in rows], links.all(), follower is not None)


async def case_seen(session: AsyncSession, viewer: Viewer, reference: str) -> Case | None:
    """The case, if this viewer may see it."""
    found: Case | None = await session.scalar(select(Case).where(visible_to(viewer), Case.reference == reference))
    return found


async def officials_who_see(session: AsyncSession, case: Case, usernames: Sequence[str]) -> list[UUID]:
    """Those of the named who are active and may see the case, in the order they were named."""
    if not usernames:
        return []
    listed = await session.scalars(select(Official).where(Official.username.in_(usernames), Official.is_active))
    by_name = {one.username: one for one in listed}
    named = [by_name[name] for name in usernames if name in by_name]
    return [
        one.id for one in named if await case_seen(session, Viewer(one.role, one.office_id), case.reference) is not None
    ]
