"""What is asked of the database when an official acts. Flushes, never commits."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.errors import CaseNotFound
from gateway.cases.visibility import Viewer, visible_to
from models.case import Case
from models.conversation import Conversation
from models.follow_up import FollowUp


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
        .with_for_update(of=Conversation, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(query))
