"""What is asked of the database about the triage desk. Flushes, never commits."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, not_, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.queues.markers import Marker
from gateway.cases.visibility import Viewer, sees_sealed
from gateway.desk.rights import may_read
from models.case import Case
from models.citizen import Contact
from models.conversation import Conversation
from models.triage_item import TriageItem

# The case and the conversation are absent on some items; the outer joins do not show in the type.
type ItemRow = Row[tuple[TriageItem, Case, Conversation, Contact]]

# True where the one who waits has a sealed case. A subquery with a limit is asked item by item.
HAS_SEALED_CASE = (
    select(true())
    .where(
        Conversation.id == TriageItem.conversation_id, Contact.id == Conversation.contact_id,
        Case.citizen_id == Contact.citizen_id, Case.is_sealed,
    )
    .limit(1)
    .correlate(TriageItem)
    .scalar_subquery()
    .is_(True)
)  # fmt: skip
HAS_SEALED_SUBJECT = (
    select(true()).where(Case.id == TriageItem.case_id, Case.is_sealed).limit(1).correlate(TriageItem)
    .scalar_subquery().is_(True)
)  # fmt: skip


def items_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Condition on `triage_items` that is true for what the viewer may read. Deny by default."""
    if not may_read(viewer.role):
        return false()
    if sees_sealed(viewer):
        return true()
    return and_(not_(TriageItem.is_sealed), not_(or_(HAS_SEALED_SUBJECT, HAS_SEALED_CASE)))


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
