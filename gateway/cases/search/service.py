"""What a search finds, for whom. Writes nothing; what was typed stays out of logs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.queues.repository import CaseRow
from gateway.cases.search import repository
from gateway.cases.search.question import Question, read
from gateway.cases.visibility import Viewer
from gateway.protect import Protector

log = structlog.get_logger()

MOST = 20


@dataclass(frozen=True)
class Found:
    """`by` says what was meant: reference, nearly, phone or words. `has_more`: there are more than are shown."""

    by: str
    rows: Sequence[CaseRow]
    has_more: bool = False


async def search(session: AsyncSession, viewer: Viewer, text: str, *, keys: Protector, now: datetime) -> Found:
    """The cases that are meant by what was typed, MOST of them. A sealed case is found by oversight alone."""
    found = await _search(session, viewer, read(text), keys, now)
    log.info("cases_searched", by=found.by, found=len(found.rows))
    return found


async def _search(session: AsyncSession, viewer: Viewer, asked: Question, keys: Protector, now: datetime) -> Found:
    if asked.reference:
        rows = await repository.by_references(session, viewer, [asked.reference])
        if rows:
            return Found("reference", rows)
    if asked.phone:
        rows = await repository.by_contact(session, viewer, keys.hash(asked.phone), limit=MOST + 1)
        return Found("phone", rows[:MOST], len(rows) > MOST)
    if asked.nearly:
        rows = await repository.by_references(session, viewer, asked.nearly)
        if rows:
            return Found("nearly", rows)
    rows = await repository.newest_with_words(session, viewer, asked.words, now, limit=MOST + 1)
    if len(rows) <= MOST:
        rows = await repository.rarest_with_words(session, viewer, asked.words, limit=MOST + 1)
    return Found("words", rows[:MOST], len(rows) > MOST)
