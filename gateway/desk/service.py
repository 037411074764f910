"""What happens at the triage desk: items are listed, shown, settled with words. No commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.queues import markers
from gateway.cases.queues.service import COUNT_CAP
from gateway.cases.visibility import Viewer
from gateway.desk import repository
from gateway.desk.repository import ItemRow
from gateway.desk.rights import has_desk
from gateway.errors import NotFound, SunwaiError

PAGE_SIZE = 50
REASON_CHARS = (5, 500)


class NoSuchItem(NotFound):
    """There is no such item, or it is not for you."""

    code = "no_such_item"


class AlreadySettled(SunwaiError):
    """Somebody has settled this item meanwhile."""

    status = 409
    code = "already_settled"


class SettledWithoutReason(SunwaiError):
    """Say in 5 to 500 characters what was done."""

    code = "settled_without_reason"


class NoDesk(NotFound):
    """There is no triage desk for you."""

    code = "no_desk"


@dataclass(frozen=True)
class Page:
    """One page of items, the longest waiting first. `next_cursor` is None on the last one."""

    rows: Sequence[ItemRow]
    next_cursor: str | None


async def list_waiting(session: AsyncSession, viewer: Viewer, after: str | None, *, size: int = PAGE_SIZE) -> Page:
    """A page of what waits for this viewer. Raises BadCursor, and NoDesk for a role without one."""
    if not has_desk(viewer.role):
        raise NoDesk
    marker = markers.read(after) if after else None
    found = await repository.waiting(session, viewer, after=marker, limit=size + 1)
    rows = found[:size]
    last = rows[-1][0] if len(found) > size else None
    return Page(rows, markers.write((last.opened_at, last.id)) if last else None)


async def count_waiting(session: AsyncSession, viewer: Viewer) -> int:
    """How many items wait; COUNT_CAP + 1 means more than COUNT_CAP."""
    return await repository.count_waiting(session, viewer, cap=COUNT_CAP + 1)


async def read_item(session: AsyncSession, viewer: Viewer, item_id: UUID) -> ItemRow:
    """One item. Raises NoSuchItem, also when it exists but is not for this viewer."""
    row = await repository.item_row(session, viewer, item_id)
    if row is None:
        raise NoSuchItem
    return row


async def settle(
    session: AsyncSession, viewer: Viewer, official_id: UUID, item_id: UUID, reason: str, *, now: datetime
) -> None:
    """Close the item with what was done. Raises NoSuchItem, SettledWithoutReason, AlreadySettled."""
    row = await repository.item_row(session, viewer, item_id, is_locked=True)
    if row is None:
        raise NoSuchItem
    words = " ".join(reason.split())
    if not REASON_CHARS[0] <= len(words) <= REASON_CHARS[1]:
        raise SettledWithoutReason
    item = row[0]
    if item.settled_at is not None:
        raise AlreadySettled
    item.settled_at, item.settled_by_id, item.settled_reason = now, official_id, words
    await session.flush()
