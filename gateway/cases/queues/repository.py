"""What is asked of the database about queues. Reads only.

Every list is a window of one or two index ranges, in the queue's order, and what the filters leave of it: the cost of
a page has a bound whatever is asked for and however many cases there are.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Subquery, func, literal, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.queues.filters import Filters
from gateway.cases.queues.kinds import Order, conditions, order_of, scopes
from gateway.cases.queues.markers import Marker
from gateway.cases.visibility import Viewer, visible_to
from gateway.clock import PAKISTAN
from models.area import Area
from models.case import Case
from models.category import Category
from models.citizen import Contact
from models.office import Office

# How far one page looks for what a filter wants. Each row of it costs some twenty microseconds.
WINDOW = 2_500
# The area is absent where the place is unknown; the outer join does not show in the type.
type CaseRow = Row[tuple[Case, Category, Office, Area]]


def joined() -> Select[tuple[Case, Category, Office, Area]]:
    """Cases with what names them."""
    return (
        select(Case, Category, Office, Area)
        .join(Category, Category.code == Case.category_code)
        .join(Office, Office.id == Case.office_id)
        .outerjoin(Area, Area.id == Case.area_id)
    )


async def page(  # noqa: PLR0913 - a page is told by all of these
    session: AsyncSession, viewer: Viewer, queue: str, filters: Filters, now: datetime, *,
    marker: Marker | None, is_backwards: bool, limit: int,
) -> Sequence[CaseRow]:  # fmt: skip
    """Up to `limit` cases beyond the marker; in the queue's order, or from the marker backwards against it."""
    order = order_of(queue)
    narrowing = _narrowing(filters, order)
    size = WINDOW if narrowing else limit
    nearest = window(viewer, queue, filters, now, marker=marker, is_backwards=is_backwards, size=size)
    query = joined().join(nearest, nearest.c.id == Case.id).where(*narrowing)
    query = query.order_by(*_sorting(nearest.c.moment, nearest.c.id, order, is_backwards)).limit(limit)
    return (await session.execute(query)).all()


async def end_of_window(  # noqa: PLR0913 - as a page
    session: AsyncSession, viewer: Viewer, queue: str, filters: Filters, now: datetime, *,
    marker: Marker | None, is_backwards: bool,
) -> Marker | None:  # fmt: skip
    """Where the window of a narrowed page ended; None when it had reached the end of the queue."""
    if not _narrowing(filters, order_of(queue)):
        return None
    nearest = window(viewer, queue, filters, now, marker=marker, is_backwards=is_backwards, size=WINDOW)
    sorting = _sorting(nearest.c.moment, nearest.c.id, order_of(queue), is_backwards)
    found = (
        await session.execute(select(nearest.c.moment, nearest.c.id).order_by(*sorting).offset(WINDOW - 1).limit(1))
    ).first()
    return (found[0], found[1]) if found else None


async def count(
    session: AsyncSession, viewer: Viewer, queues: Sequence[str], now: datetime, *, cap: int
) -> dict[str, int]:
    """How many cases each queue has, counted up to `cap`; one statement."""
    counted = [
        select(literal(queue).label("queue"), func.count().label("number")).select_from(
            window(viewer, queue, Filters(), now, marker=None, is_backwards=False, size=cap)
        )
        for queue in queues
    ]
    rows = (await session.execute(union_all(*counted))).all() if counted else []
    return {str(row[0]): int(row[1]) for row in rows}


def window(  # noqa: PLR0913 - as a page
    viewer: Viewer, queue: str, filters: Filters, now: datetime, *,
    marker: Marker | None, is_backwards: bool, size: int,
) -> Subquery:  # fmt: skip
    """Ids and moments of the next `size` cases of the queue, by index."""
    order = order_of(queue)
    pieces = [
        _piece(order, is_backwards, marker)
        .where(visible_to(viewer), *scope, *conditions(queue, viewer, now), *_within(filters, order))
        .limit(size)
        for scope in scopes(queue, viewer)
    ]
    if len(pieces) == 1:
        return pieces[0].subquery("queue_window")
    merged = union_all(*[select(piece.subquery()) for piece in pieces]).subquery("pieces")
    sorting = _sorting(merged.c.moment, merged.c.id, order, is_backwards)
    return select(merged).order_by(*sorting).limit(size).subquery("queue_window")


def _piece(order: Order, is_backwards: bool, marker: Marker | None) -> Select[tuple[UUID, datetime]]:
    query = select(Case.id.label("id"), order.column.label("moment"))
    if marker:
        here = tuple_(order.column, Case.id)
        query = query.where(here < marker if order.is_descending != is_backwards else here > marker)
    return query.order_by(*_sorting(order.column, Case.id, order, is_backwards))


def _sorting(moment: Any, case_id: Any, order: Order, is_backwards: bool) -> tuple[Any, Any]:
    if order.is_descending != is_backwards:
        return moment.desc(), case_id.desc()
    return moment.asc(), case_id.asc()


def _within(filters: Filters, order: Order) -> list[ColumnElement[bool]]:
    """What an index range can be cut to."""
    found: list[ColumnElement[bool]] = []
    if filters.office:
        found.append(Case.office_id == select(Office.id).where(Office.code == filters.office).scalar_subquery())
    if filters.contact_hash:
        owner = select(Contact.citizen_id).where(Contact.value_hash == filters.contact_hash)
        found.append(Case.citizen_id.in_(owner))
    return found + (_days(filters) if order.column is Case.opened_at else [])


def _narrowing(filters: Filters, order: Order) -> list[ColumnElement[bool]]:
    """What every case of a window is asked."""
    found: list[ColumnElement[bool]] = []
    if filters.state:
        found.append(Case.state == filters.state)
    if filters.category:
        found.append(Case.category_code == filters.category)
    if filters.area:
        found.append(Case.area_id.in_(select(Area.id).where(Area.path.contains([filters.area]))))
    if filters.language:
        found.append(Case.language == filters.language)
    if filters.is_urgent:
        found.append(Case.is_urgent.is_(True))
    return found + ([] if order.column is Case.opened_at else _days(filters))


def _days(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.since:
        found.append(Case.opened_at >= datetime.combine(filters.since, time(), PAKISTAN))
    if filters.until:
        found.append(Case.opened_at < datetime.combine(filters.until + timedelta(days=1), time(), PAKISTAN))
    return found
