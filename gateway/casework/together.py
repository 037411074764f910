"""One answer to a whole cluster: every open case of it in the office, each citizen told in her own language.

Each keeps her own case: she is asked for her own verdict, and her no opens hers alone. Does not commit.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.casework import repository, service
from gateway.casework.service import Actor, Reply

# All are locked in one transaction; what is beyond is answered by doing it again.
MOST_TOGETHER = 200


async def answer_all(session: AsyncSession, actor: Actor, reference: str, reply: Reply) -> int:
    """Answer the case and all of its cluster that the office has; how many were answered. Raises what `answer` does."""
    await repository.lock_cluster(session, actor.viewer, reference, MOST_TOGETHER)
    case = await service.answer(session, actor, reference, reply)
    mates = await repository.cluster_mates(session, case, MOST_TOGETHER - 1)
    for mate in mates:
        await service.answer(session, actor, mate, reply)
    return 1 + len(mates)
