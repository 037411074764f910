"""What is asked of the database about review. Flushes, never commits."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, false, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.repository import sealed_case_of
from gateway.cases.visibility import Viewer, visible_to
from gateway.review.visibility import may_review, reads_sealed
from models.area import Area
from models.category import Category
from models.correction import Correction
from models.inbound_message import InboundMessage
from models.official import Official
from models.outbound_message import OutboundMessage
from models.turn import Turn

# The correction and its official are absent on a turn that nobody has corrected. The flag: for oversight alone.
type TurnRow = Row[tuple[Turn, InboundMessage, Correction, Official, bool]]
type ExampleRow = Row[tuple[Correction, bool, str]]


HAS_SEALED_CASE = sealed_case_of(Turn.conversation_id).correlate(Turn).scalar_subquery().is_(True)
IS_SEALED: Any = (Turn.is_sensitive | HAS_SEALED_CASE).label("is_sealed")


def turns_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Condition on `turns` that is true for what the viewer may read. Deny by default."""
    if not may_review(viewer.role):
        return false()
    is_open = and_(not_(Turn.is_sensitive), not_(HAS_SEALED_CASE))
    return or_(is_open, and_(*_of_her_area(viewer))) if reads_sealed(viewer) else is_open


def _of_her_area(viewer: Viewer) -> list[ColumnElement[bool]]:
    """What may belong to a sealed case: no such case of the citizen's is another cell's, nor is the place she named.

    Words without a case and without a place are for the cells of all provinces, as such cases are.
    """
    assert viewer.reach is not None
    elsewhere = sealed_case_of(Turn.conversation_id).where(visible_to(viewer).is_not(true()))
    sealed_elsewhere = elsewhere.correlate(Turn).scalar_subquery()
    conditions: list[ColumnElement[bool]] = [sealed_elsewhere.is_not(True)]
    if viewer.reach.level != "country":
        place = Turn.understanding["area"]["id"].astext
        named = select(true()).where(Area.id == place, Area.path.contains([viewer.reach.area_id])).limit(1)
        is_hers = named.correlate(Turn).scalar_subquery().is_(True)
        is_nowhere = place.is_(None) if viewer.reach.level == "province" else false()
        conditions.append(or_(is_hers, is_nowhere, HAS_SEALED_CASE))
    return conditions


async def is_any_sensitive(session: AsyncSession, codes: Collection[str]) -> bool:
    """Whether one of these categories is sensitive."""
    query = select(Category.code).where(Category.code.in_(codes), Category.is_sensitive).limit(1)
    return bool(codes) and await session.scalar(query) is not None


async def waiting(
    session: AsyncSession, viewer: Viewer, *, before: UUID | None, writing: str | None, limit: int
) -> Sequence[TurnRow]:
    """Turns that wait, newest first, older than the turn `before`. Reads an index of waiting turns from its end."""
    query = _turns(viewer).where(Turn.is_waiting_for_review).order_by(Turn.id.desc()).limit(limit)
    if before:
        query = query.where(Turn.id < before)
    if writing:
        query = query.where(Turn.understanding["language"].astext == writing)
    return (await session.execute(query)).all()


async def reviewed(session: AsyncSession, viewer: Viewer, *, before: UUID | None, limit: int) -> Sequence[TurnRow]:
    """Turns that somebody decided on, latest decision first, older than the decision `before`."""
    query = _turns(viewer).where(Correction.id.is_not(None)).order_by(Correction.id.desc()).limit(limit)
    if before:
        query = query.where(Correction.id < before)
    return (await session.execute(query)).all()


async def turn_row(session: AsyncSession, viewer: Viewer, turn_id: UUID) -> TurnRow | None:
    """One turn that is or was to be reviewed; None when there is none for this viewer."""
    query = _turns(viewer).where(Turn.id == turn_id, Turn.review_reasons != [])
    return (await session.execute(query)).first()


async def lock_turn(session: AsyncSession, turn_id: UUID) -> None:
    """Wait for whoever decides on the turn just now; the next statement then sees her decision."""
    await session.execute(select(Turn.id).where(Turn.id == turn_id).with_for_update())


def _turns(viewer: Viewer) -> Select[tuple[Turn, InboundMessage, Correction, Official, bool]]:
    return (
        select(Turn, InboundMessage, Correction, Official, IS_SEALED)
        .join(InboundMessage, InboundMessage.id == Turn.inbound_message_id)
        .outerjoin(Correction, (Correction.turn_id == Turn.id) & Correction.replaced_at.is_(None))
        .outerjoin(Official, Official.id == Correction.corrected_by_id)
        .where(turns_visible_to(viewer))
    )


async def answers(session: AsyncSession, turn_id: UUID) -> Sequence[str]:
    """What the turn was answered with."""
    query = select(OutboundMessage.body).where(OutboundMessage.turn_id == turn_id).order_by(OutboundMessage.seq)
    return (await session.scalars(query)).all()


async def categories(session: AsyncSession) -> Sequence[Category]:
    """All categories in the order they are shown."""
    return (await session.scalars(select(Category).order_by(Category.position, Category.code))).all()


async def districts(session: AsyncSession) -> Sequence[Area]:
    """All districts by name."""
    return (await session.scalars(select(Area).where(Area.level == "district").order_by(Area.name_en))).all()


async def replace(session: AsyncSession, made: Correction, earlier: Correction | None) -> None:
    """Insert a decision; the earlier one of the same turn becomes history."""
    if earlier is not None:
        earlier.replaced_at = made.corrected_at
        await session.flush()
    session.add(made)
    await session.flush()


async def decided(session: AsyncSession) -> Sequence[ExampleRow]:
    """Every decision, replaced ones too, oldest first; with whether its turn is for oversight, and the message."""
    query = (
        select(Correction, IS_SEALED, InboundMessage.body)
        .join(Turn, Turn.id == Correction.turn_id)
        .join(InboundMessage, InboundMessage.id == Turn.inbound_message_id)
        .order_by(Correction.corrected_at, Correction.id)
    )
    return (await session.execute(query)).all()
