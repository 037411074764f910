"""Counts of an office's week, for its summary. Reads only; sealed cases are in no count."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.notices.repository import Reader
from models.case import Case
from models.citizen import Contact
from models.official import Official
from models.official_phone import OfficialPhone

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """How many cases of an office are late or disputed now, and came or were solved in the last seven days."""

    late: int
    disputed: int
    new: int
    solved: int

    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.late or self.disputed or self.new or self.solved)


async def week_of(session: AsyncSession, office_id: UUID, now: datetime) -> Week:
    """The office's week up to now."""
    is_open = Case.state != "closed"
    waits = Case.state.not_in(("answered", "closed"))
    counts = select(
        func.count().filter(waits, Case.resolve_due_at < now),
        func.count().filter(is_open, Case.verdict == "disputed"),
        func.count().filter(Case.opened_at > now - WEEK),
        func.count().filter(Case.verdict == "confirmed", Case.closed_at > now - WEEK),
    ).where(Case.office_id == office_id, Case.is_sealed.is_(False))
    return Week(*(await session.execute(counts)).tuples().one())


async def claim_for_digest(session: AsyncSession, monday: date, limit: int) -> list[Reader]:
    """Officials who want a summary, can be texted and have none of this week, locked; what others hold is skipped."""
    query = (
        select(Official, Contact.id, Contact.citizen_id)
        .join(OfficialPhone, OfficialPhone.official_id == Official.id)
        .join(Contact, Contact.id == OfficialPhone.contact_id)
        .where(
            Official.wants_digest, Official.is_active, Official.notify_by != "web", Official.office_id.is_not(None),
            OfficialPhone.confirmed_at.is_not(None), or_(Official.digest_on.is_(None), Official.digest_on < monday),
        )
        .order_by(Official.id)
        .limit(limit)
        .with_for_update(of=Official, skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    return [Reader(*row) for row in (await session.execute(query)).tuples()]
