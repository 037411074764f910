"""Neighbours with the same fault: how many there are, and the cluster that those who say so join. Does not commit.

Sealed cases have no neighbours: they are neither counted nor joined. Why she is asked after registering is decision 24.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases import repository, service
from gateway.cases.service import Origin
from models.base import new_id
from models.case import Case
from models.case_cluster import CaseCluster
from models.case_event import CaseEvent

NEIGHBOURS_WITHIN = timedelta(days=14)
# Fewer would tell her who they are.
FEWEST_SHOWN = 3


async def count_neighbours(session: AsyncSession, case: Case, now: datetime) -> int:
    """Other citizens with an open case of the category in the same area; 0 where fewer than FEWEST_SHOWN are."""
    if case.is_sealed or case.area_id is None:
        return 0
    found = await repository.count_neighbours(session, case, now - NEIGHBOURS_WITHIN)
    return found if found >= FEWEST_SHOWN else 0


async def join(session: AsyncSession, origin: Origin, case: Case) -> int:
    """Put the case into its neighbours' cluster, made of them if there is none; returns the others in it."""
    if case.cluster_id is None:
        assert not case.is_sealed
        assert case.area_id is not None
        await repository.lock_neighbourhood(session, case)
        since = origin.now - NEIGHBOURS_WITHIN
        case.cluster_id = await repository.newest_cluster(session, case, since) or await _found(session, origin, case)
        await service.append(session, case, origin, CaseEvent(kind="neighbours_joined"))
    return await repository.count_in_cluster(session, case)


async def decline(session: AsyncSession, origin: Origin, case: Case) -> None:
    """Note that her fault is another one, so that nobody's cluster takes the case in."""
    await service.append(session, case, origin, CaseEvent(kind="neighbours_declined"))


async def _found(session: AsyncSession, origin: Origin, case: Case) -> UUID:
    """A new cluster of the neighbours who have not said that theirs is another fault."""
    assert case.area_id is not None
    cluster = CaseCluster(id=new_id(), category_code=case.category_code, area_id=case.area_id, opened_at=origin.now)
    session.add(cluster)
    await session.flush()
    await repository.take_in_neighbours(session, case, cluster.id, origin.now - NEIGHBOURS_WITHIN)
    return cluster.id
