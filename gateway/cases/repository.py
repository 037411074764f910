"""What is asked of the database about cases. Flushes, never commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, bindparam, exists, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.case import Case
from models.case_cluster import CaseCluster
from models.case_event import CaseEvent
from models.citizen import Contact
from models.conversation import Conversation
from models.turn import Turn

SHOWN_CASES = 3
# More neighbours than this are not counted one by one.
COUNTED_NEIGHBOURS = 1000


async def of_turn(session: AsyncSession, turn_id: UUID, command_number: int) -> Case | None:
    """The case this command of this turn opened before, if it was run already."""
    query = select(Case).where(Case.turn_id == turn_id, Case.command_number == command_number)
    return (await session.scalars(query)).one_or_none()


async def is_reference_taken(session: AsyncSession, reference: str) -> bool:
    """Whether a case bears this reference."""
    return await session.scalar(select(Case.id).where(Case.reference == reference)) is not None


def _newest_open() -> Select[tuple[Case]]:
    return (
        select(Case)
        .where(Case.citizen_id == bindparam("citizen_id"), Case.state != "closed")
        .order_by(Case.opened_at.desc(), Case.id.desc())
        .limit(bindparam("limit"))
    )


# Built once, because every turn asks for it and building costs more than the query.
NEWEST_OPEN = _newest_open()


async def newest_open(session: AsyncSession, citizen_id: UUID, limit: int = SHOWN_CASES) -> list[Case]:
    """The citizen's open cases, newest first."""
    return list(await session.scalars(NEWEST_OPEN, {"citizen_id": citizen_id, "limit": limit}))


async def newest(session: AsyncSession, citizen_id: UUID) -> Case | None:
    """The citizen's newest case, open or closed."""
    query = select(Case).where(Case.citizen_id == citizen_id).order_by(Case.opened_at.desc(), Case.id.desc()).limit(1)
    return (await session.scalars(query)).first()


async def own_case(session: AsyncSession, citizen_id: UUID, reference: str) -> Case | None:
    """The citizen's own case with this reference; another's is as good as none."""
    query = select(Case).where(Case.citizen_id == citizen_id, Case.reference == reference)
    return (await session.scalars(query)).one_or_none()


async def own_references(session: AsyncSession, citizen_id: UUID) -> list[str]:
    """References of the citizen's last 50 cases, for suggesting the one she meant."""
    rows = await session.scalars(
        select(Case.reference).where(Case.citizen_id == citizen_id).order_by(Case.opened_at.desc()).limit(50)
    )
    return list(rows)


async def hide_words(session: AsyncSession, conversation_id: UUID) -> None:
    """Take what the citizen wrote out of the open review queue: from now on it is for oversight."""
    await session.execute(
        update(Turn)
        .where(Turn.conversation_id == conversation_id, Turn.is_waiting_for_review)
        .values(is_sensitive=True)
    )


async def add_event(session: AsyncSession, event: CaseEvent) -> None:
    """Append `event` with the case's next number. The caller holds the conversation lock, so numbers do not collide."""
    last = await session.scalar(select(func.max(CaseEvent.number)).where(CaseEvent.case_id == event.case_id))
    event.number = (last or 0) + 1
    session.add(event)
    await session.flush()


def _neighbours(case: Case, since: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions on open, unsealed cases of others about the same in the same area; served by ix_cases_neighbours."""
    return (
        Case.category_code == case.category_code,
        Case.area_id == case.area_id,
        Case.opened_at >= since,
        Case.state != "closed",
        Case.is_sealed.is_(False),
        Case.citizen_id != case.citizen_id,
    )


async def count_neighbours(session: AsyncSession, case: Case, since: datetime) -> int:
    """How many other citizens have a neighbouring case opened since then, counted up to COUNTED_NEIGHBOURS."""
    citizens = select(Case.citizen_id).where(*_neighbours(case, since)).distinct().limit(COUNTED_NEIGHBOURS).subquery()
    return await session.scalar(select(func.count()).select_from(citizens)) or 0


async def lock_neighbourhood(session: AsyncSession, case: Case) -> None:
    """Until the transaction ends nobody else founds or joins a cluster of the category in the area."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{case.category_code} {case.area_id}"))))


async def newest_cluster(session: AsyncSession, case: Case, since: datetime) -> UUID | None:
    """The newest cluster of the category in the area with an open case opened since then."""
    is_alive = exists().where(Case.cluster_id == CaseCluster.id, Case.state != "closed", Case.opened_at >= since)
    query = select(CaseCluster.id).where(
        CaseCluster.category_code == case.category_code, CaseCluster.area_id == case.area_id, is_alive
    )
    return (await session.scalars(query.order_by(CaseCluster.opened_at.desc()).limit(1))).first()


async def take_in_neighbours(session: AsyncSession, case: Case, cluster_id: UUID, since: datetime) -> None:
    """Put the neighbouring cases that stand alone into the cluster, but those whose citizens said no."""
    has_declined = exists().where(CaseEvent.case_id == Case.id, CaseEvent.kind == "neighbours_declined")
    await session.execute(
        update(Case)
        .where(*_neighbours(case, since), Case.cluster_id.is_(None), ~has_declined)
        .values(cluster_id=cluster_id)
        .execution_options(synchronize_session=False)
    )


async def count_in_cluster(session: AsyncSession, case: Case) -> int:
    """How many other citizens have a case in the cluster of this one."""
    query = select(func.count(func.distinct(Case.citizen_id)))
    return await session.scalar(query.where(Case.cluster_id == case.cluster_id, Case.id != case.id)) or 0


def sealed_case_of(conversation_id: SQLColumnExpression[Any]) -> Select[tuple[bool]]:
    """True for a row whose writer, by its conversation, has a sealed case, open or closed; to be correlated with it.

    A subquery with a limit is asked row by row; of EXISTS PostgreSQL may make one join with all sealed cases there
    are, which a page of few rows does not need.
    """
    return (
        select(true())
        .where(
            Conversation.id == conversation_id, Contact.id == Conversation.contact_id,
            Case.citizen_id == Contact.citizen_id, Case.is_sealed,
        )
        .limit(1)
    )  # fmt: skip
