"""One page of a queue, and how many cases wait in each. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.queues import markers, repository
from gateway.cases.queues.filters import Filters
from gateway.cases.queues.kinds import order_of, queues_of
from gateway.cases.queues.repository import CaseRow
from gateway.cases.visibility import Viewer
from gateway.errors import NotFound

PAGE_SIZE = 50
# Beyond it a count says "and more": nobody works through more in a day, and counting on would cost with every case.
COUNT_CAP = 200


class NoSuchQueue(NotFound):
    """There is no such queue, or it is not yours."""

    code = "no_such_queue"


@dataclass(frozen=True)
class Where:
    """Where a page begins: after a marker, before one, or at the queue's head."""

    after: str | None = None
    before: str | None = None


@dataclass(frozen=True)
class Page:
    """One page. A marker is None where nothing lies beyond; `is_cut`: more may match, further than one page looks."""

    rows: Sequence[CaseRow]
    previous_cursor: str | None
    next_cursor: str | None
    is_cut: bool = False


async def list_cases(  # noqa: PLR0913 - a page is told by all of these
    session: AsyncSession, viewer: Viewer, queue: str, filters: Filters, where: Where, *,
    now: datetime, size: int = PAGE_SIZE,
) -> Page:  # fmt: skip
    """A page of what the viewer may see of a queue. Raises NoSuchQueue and BadCursor. Its cost has a bound."""
    if queue not in queues_of(viewer):
        raise NoSuchQueue
    is_backwards = bool(where.before)
    word = where.before or where.after
    marker = markers.read(word) if word else None
    found = await repository.page(
        session, viewer, queue, filters, now, marker=marker, is_backwards=is_backwards, limit=size + 1
    )
    rows, has_more = list(found[:size]), len(found) > size
    end = None
    if not has_more:
        end = await repository.end_of_window(
            session, viewer, queue, filters, now, marker=marker, is_backwards=is_backwards
        )
    edges = [_edge(queue, row) for row in (rows[:1] + rows[-1:])]
    ahead = edges[-1] if has_more else markers.write(end) if end else None
    behind = (edges[0] if edges else word) if marker else None
    if is_backwards:
        return Page(rows[::-1], ahead, behind, is_cut=end is not None)
    return Page(rows, behind, ahead, is_cut=end is not None)


async def counts(
    session: AsyncSession, viewer: Viewer, *, now: datetime, only: Sequence[str] | None = None
) -> dict[str, int]:
    """How many cases wait in each queue of the viewer; COUNT_CAP + 1 means more than COUNT_CAP."""
    queues = [queue for queue in queues_of(viewer) if only is None or queue in only]
    return await repository.count(session, viewer, queues, now, cap=COUNT_CAP + 1)


def _edge(queue: str, row: CaseRow) -> str:
    case = row[0]
    return markers.write((getattr(case, order_of(queue).column.key), case.id))
