"""What is asked of the database to find cases. Reads only; everything passes `visible_to`.

Words are looked for twice: among the newest cases by their order, where frequent words are found at once, and, if these
did not fill the answer, by the index of words, where rare ones are. Neither grows with the number of cases. See
docs/decisions/0029-words-of-cases.md.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import cast, func, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.access.policy import rule_of
from gateway.cases.queues.filters import Filters
from gateway.cases.queues.repository import CaseRow, joined, window
from gateway.cases.visibility import Viewer, sees_sealed, visible_to
from models.case import Case
from models.citizen import Contact

# A word that is in less than one of 250 of the newest cases is rare: the index has few others to offer.
NEWEST = 5_000
RAREST = 10_000


async def by_references(session: AsyncSession, viewer: Viewer, references: Sequence[str]) -> Sequence[CaseRow]:
    """Cases with these numbers, newest first."""
    query = joined().where(visible_to(viewer), Case.reference.in_(references))
    return (await session.execute(query.order_by(Case.opened_at.desc(), Case.id.desc()))).all()


async def by_contact(session: AsyncSession, viewer: Viewer, contact_hash: bytes, *, limit: int) -> Sequence[CaseRow]:
    """Cases of who writes from this address, newest first."""
    owner = select(Contact.citizen_id).where(Contact.value_hash == contact_hash).scalar_subquery()
    query = joined().where(visible_to(viewer), Case.citizen_id == owner)
    return (await session.execute(query.order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit))).all()


async def newest_with_words(
    session: AsyncSession, viewer: Viewer, words: str, now: datetime, *, limit: int
) -> Sequence[CaseRow]:
    """Cases with all these words among the NEWEST that the viewer may see, newest first."""
    newest = window(viewer, "all", Filters(), now, marker=None, is_backwards=False, size=NEWEST)
    query = joined().join(newest, newest.c.id == Case.id).where(Case.words.op("@@")(_folded(words)))
    return (await session.execute(query.order_by(newest.c.moment.desc(), newest.c.id.desc()).limit(limit))).all()


async def rarest_with_words(session: AsyncSession, viewer: Viewer, words: str, *, limit: int) -> Sequence[CaseRow]:
    """Cases with all these words, newest first among the first RAREST that the index of words gives."""
    asked = said = _folded(words)
    for token in _tokens(viewer):
        asked = asked.op("&&")(cast(literal(f"'{token}'"), TSQUERY))
    few = (
        select(Case.id)
        .where(visible_to(viewer), Case.words.op("@@")(asked), func.numnode(said) > 0)
        .limit(RAREST)
        .subquery()
    )
    query = joined().join(few, few.c.id == Case.id)
    return (await session.execute(query.order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit))).all()


def _folded(words: str) -> Any:
    return func.plainto_tsquery("simple", func.folded_words(words))


def _tokens(viewer: Viewer) -> list[str]:
    """What the words of every case say that the viewer may see: the index then reads no other case's entries."""
    lanes = [] if sees_sealed(viewer) else ["lane:open"]
    is_one_office = rule_of(viewer.role).scope == "office" and viewer.office_id is not None
    return [*lanes, f"office:{viewer.office_id}"] if is_one_office else lanes
