"""What is asked of the database about the triage desk. Flushes, never commits."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, not_, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.queues.markers import Marker
from gateway.cases.repository import sealed_case_of
from gateway.cases.visibility import Viewer, sees_sealed, visible_to
from gateway.desk.rights import has_desk
from models.case import Case
from models.citizen import Contact
from models.conversation import Conversation
from models.triage_item import TriageItem

# The case and the conversation are absent on some items; the outer joins do not show in the type.
type ItemRow = Row[tuple[TriageItem, Case, Conversation, Contact]]


def _sealed_subject() -> Select[tuple[bool]]:
    """True for an item about a sealed case."""
    return select(true()).where(Case.id == TriageItem.case_id, Case.is_sealed).limit(1)


def _is_so(found: Select[tuple[bool]]) -> ColumnElement[bool]:
    return found.correlate(TriageItem).scalar_subquery().is_(True)


def items_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Condition on `triage_items` that is true for what the viewer may read. Deny by default."""
    if not has_desk(viewer.role):
        return false()
    of_writer, of_item = sealed_case_of(TriageItem.conversation_id), _sealed_subject()
    if not sees_sealed(viewer):
        return and_(not_(TriageItem.is_sealed), not_(or_(_is_so(of_item), _is_so(of_writer))))
    elsewhere = visible_to(viewer).is_not(true())
    is_anothers = or_(_is_so(of_item.where(elsewhere)), _is_so(of_writer.where(elsewhere)))
    # Sealed words that are no case yet have no place: they are for the cells of all provinces.
    has_no_cell = and_(TriageItem.is_sealed, TriageItem.case_id.is_(None))
    is_high = viewer.reach is not None and viewer.reach.level in ("province", "country")
    return and_(not_(is_anothers), true() if is_high else not_(has_no_cell))


async def waiting(session: AsyncSession, viewer: Viewer, *, after: Marker | None, limit: int) -> Sequence[ItemRow]:
    """Open items, the longest waiting first."""
    query = _items(viewer).where(TriageItem.settled_at.is_(None))
    if after:
        query = query.where(tuple_(TriageItem.opened_at, TriageItem.id) > after)
    query = query.order_by(TriageItem.opened_at, TriageItem.id).limit(limit)
    return (await session.execute(query)).all()


async def count_waiting(session: AsyncSession, viewer: Viewer, *, cap: int) -> int:
    """How many items are open, counted up to `cap`."""
    found = select(TriageItem.id).where(items_visible_to(viewer), TriageItem.settled_at.is_(None)).limit(cap)
    return await session.scalar(select(func.count()).select_from(found.subquery())) or 0


async def item_row(session: AsyncSession, viewer: Viewer, item_id: UUID, *, is_locked: bool = False) -> ItemRow | None:
    """One item, settled or not; None when there is none for this viewer."""
    query = _items(viewer).where(TriageItem.id == item_id)
    if is_locked:
        query = query.with_for_update(of=TriageItem).execution_options(populate_existing=True)
    return (await session.execute(query)).first()


def _items(viewer: Viewer) -> Select[tuple[TriageItem, Case, Conversation, Contact]]:
    return (
        select(TriageItem, Case, Conversation, Contact)
        .outerjoin(Case, Case.id == TriageItem.case_id)
        .outerjoin(Conversation, Conversation.id == TriageItem.conversation_id)
        .outerjoin(Contact, Contact.id == Conversation.contact_id)
        .where(items_visible_to(viewer))
    )
