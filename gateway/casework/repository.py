"""What is asked of the database when an official acts. Flushes, never commits."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.errors import CaseNotFound
from gateway.cases.visibility import Viewer, visible_to
from models.case import Case
from models.conversation import Conversation


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
