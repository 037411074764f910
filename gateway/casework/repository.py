"""What is asked of the database when an official acts. Flushes, never commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from gateway.cases.errors import CaseNotFound
from gateway.cases.visibility import Viewer, visible_to
from gateway.casework.choosing import Candidate
from gateway.casework.states import OPEN
from models.case import Case
from models.case_note import CaseFollower, CaseLink
from models.conversation import Conversation
from models.follow_up import FollowUp
from models.official import Official


@dataclass(frozen=True)
class Colleague:
    """Somebody of a case's office, as she is chosen and as she is called."""

    candidate: Candidate
    display_name: str


async def lock_case(session: AsyncSession, viewer: Viewer, reference: str) -> Case:
    """The case, its conversation locked first: whoever holds that may change the case, citizens' turns hold it, too.

    Raises CaseNotFound, also when it is not for this viewer.
    """
    mine = visible_to(viewer), Case.reference == reference
    holder = select(Conversation.id).join(Case, Case.conversation_id == Conversation.id).where(*mine)
    await session.execute(holder.with_for_update(of=Conversation, key_share=True))
    case: Case | None = await session.scalar(select(Case).where(*mine).execution_options(populate_existing=True))
    if case is None:
        raise CaseNotFound
    return case


async def count_questions(session: AsyncSession, case: Case) -> int:
    """How often the office has asked her in this round."""
    query = select(func.count()).where(
        FollowUp.case_id == case.id, FollowUp.kind == "question", FollowUp.round == case.dispute_count
    )
    return await session.scalar(query) or 0


async def claim_paused(session: AsyncSession, now: datetime, limit: int) -> list[Case]:
    """Cases whose pause is over, with their conversations locked; what others hold is skipped."""
    query = (
        select(Case)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(Case.paused_at.is_not(None), Case.paused_until <= now)
        .order_by(Case.paused_until, Case.id)
        .limit(limit)
        .with_for_update(of=Conversation, skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(query))


async def colleagues(session: AsyncSession, case: Case) -> list[Colleague]:
    """Active officials of the case's office who may work it, on duty and least loaded first."""
    load = (
        select(func.count())
        .where(Case.assigned_to_id == Official.id, Case.state.not_in(("answered", "closed")))
        .scalar_subquery()
    )
    roles = ("oversight",) if case.is_sealed else ("officer", "office_head", "oversight")
    query = (
        select(Official, load)
        .where(Official.office_id == case.office_id, Official.is_active, Official.role.in_(roles))
        .order_by(Official.is_on_duty.desc(), load, Official.id)
    )
    rows = (await session.execute(query)).tuples()
    return [Colleague(Candidate(one.id, one.reads, number, one.is_on_duty), one.display_name) for one, number in rows]


async def lock_cluster(session: AsyncSession, viewer: Viewer, reference: str, limit: int) -> None:
    """The conversations of the case and of its cluster in its office, in one order, so that nobody waits in a ring."""
    asked = aliased(Case)
    query = (
        select(Conversation.id)
        .join(Case, Case.conversation_id == Conversation.id)
        .join(
            asked, (Case.id == asked.id) | ((Case.cluster_id == asked.cluster_id) & (Case.office_id == asked.office_id))
        )
        .where(visible_to(viewer), asked.reference == reference, Case.state.in_(OPEN))
        .order_by(Conversation.id)
        .limit(limit)
        .with_for_update(of=Conversation, key_share=True)
    )
    await session.execute(query)


async def cluster_mates(session: AsyncSession, case: Case, limit: int) -> list[str]:
    """References of the other open cases of the cluster in the same office, oldest first."""
    if case.cluster_id is None:
        return []
    return list(await session.scalars(_mates(case).order_by(Case.opened_at, Case.id).limit(limit)))


async def count_mates(session: AsyncSession, case: Case) -> int:
    """How many those are."""
    if case.cluster_id is None:
        return 0
    return await session.scalar(select(func.count()).select_from(_mates(case).subquery())) or 0


def _mates(case: Case) -> Select[tuple[str]]:
    return select(Case.reference).where(
        Case.cluster_id == case.cluster_id, Case.office_id == case.office_id, Case.state.in_(OPEN), Case.id != case.id
    )


async def set_follower(session: AsyncSession, case_id: UUID, official_id: UUID, since: datetime | None) -> None:
    """She follows the case from then on; None: no more."""
    if since is None:
        mine = CaseFollower.case_id == case_id, CaseFollower.official_id == official_id
        await session.execute(delete(CaseFollower).where(*mine))
        return
    row = {"case_id": case_id, "official_id": official_id, "followed_at": since}
    await session.execute(insert(CaseFollower).values(**row).on_conflict_do_nothing())


async def add_link(session: AsyncSession, pair: tuple[UUID, UUID], official_id: UUID, now: datetime) -> bool:
    """Note that the two belong together. False: they were linked already."""
    first, second = sorted(pair)
    row = {"case_id": first, "other_id": second, "official_id": official_id, "linked_at": now}
    statement = insert(CaseLink).values(**row).on_conflict_do_nothing().returning(CaseLink.case_id)
    return await session.scalar(statement) is not None
