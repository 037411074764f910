"""What happens in review: a turn is put into the queue, shown, decided on. Every decision is kept; no commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.access.policy import viewer_of
from gateway.cases.visibility import Viewer, sees_sealed
from gateway.errors import NotFound
from gateway.review import labels, repository
from gateway.review.decide import Signals, review_reasons, suspects
from gateway.review.labels import Filled, Labels, Names
from gateway.review.repository import TurnRow
from gateway.review.visibility import may_review
from models.base import new_id
from models.correction import Correction
from models.official import Official
from models.turn import Turn

PAGE_SIZE = 25
CONFLICT = "review_conflict"


class NothingToReview(NotFound):
    """There is no such turn to review, or it is not for you."""

    code = "nothing_to_review"


@dataclass(frozen=True)
class Page:
    """One page of turns. `next_cursor` is None on the last one."""

    rows: Sequence[TurnRow]
    next_cursor: UUID | None


@dataclass(frozen=True)
class Verdict:
    """What a reviewer sent. `seen`: the decision that stood when she opened the form; None: none did."""

    filled: Filled
    is_set_aside: bool = False
    is_released: bool = False
    seen: UUID | None = None


async def consider(session: AsyncSession, turn: Turn, signals: Signals) -> None:
    """Put the turn into the queue when a person should read it. Does not commit."""
    reasons = review_reasons(signals)
    if reasons:
        turn.review_reasons, turn.is_waiting_for_review = list(reasons), True
        turn.is_sensitive = signals.is_accusation or await repository.is_any_sensitive(session, suspects(signals))


async def list_waiting(session: AsyncSession, viewer: Viewer, before: UUID | None, writing: str | None) -> Page:
    """What waits for review, newest first: it shows what the present model does not understand."""
    _require(viewer)
    rows = await repository.waiting(session, viewer, before=before, writing=writing, limit=PAGE_SIZE + 1)
    return Page(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1][0].id if len(rows) > PAGE_SIZE else None)


async def list_reviewed(session: AsyncSession, viewer: Viewer, before: UUID | None) -> Page:
    """What was decided, latest first."""
    _require(viewer)
    rows = await repository.reviewed(session, viewer, before=before, limit=PAGE_SIZE + 1)
    return Page(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1][2].id if len(rows) > PAGE_SIZE else None)


async def next_waiting(session: AsyncSession, viewer: Viewer, after: UUID | None, writing: str | None) -> UUID | None:
    """The turn that follows in the queue; None at its end."""
    _require(viewer)
    rows = await repository.waiting(session, viewer, before=after, writing=writing, limit=1)
    return rows[0][0].id if rows else None


async def read_turn(session: AsyncSession, viewer: Viewer, turn_id: UUID) -> tuple[TurnRow, Sequence[str]]:
    """One turn and what it was answered with. Raises NothingToReview."""
    row = await repository.turn_row(session, viewer, turn_id)
    if row is None:
        raise NothingToReview
    return row, await repository.answers(session, turn_id)


async def names(session: AsyncSession) -> Names:
    """The names by which categories and districts may be typed."""
    categories, districts = await repository.categories(session), await repository.districts(session)
    return Names(
        labels.folded_names((one.code, (one.name_en, one.name_ur, one.name_ur_latn)) for one in categories),
        labels.folded_names((one.id, (one.name_en, one.name_ur, *one.alt_en, *one.alt_ur)) for one in districts),
    )


async def decide(
    session: AsyncSession, official: Official, turn_id: UUID, verdict: Verdict, *, now: datetime
) -> tuple[str, ...]:
    """Keep what the reviewer says; the turn waits no longer. Returns what is wrong instead, as keys of texts.

    Raises NothingToReview. A decision that somebody else made meanwhile is not overwritten unseen.
    """
    viewer = viewer_of(official)
    await repository.lock_turn(session, turn_id)
    row = await repository.turn_row(session, viewer, turn_id)
    if row is None:
        raise NothingToReview
    turn, _, standing, _, _ = row
    if (standing.id if standing else None) != verdict.seen:
        return (CONFLICT,)
    found, faults = (None, ()) if verdict.is_set_aside else labels.read(verdict.filled, await names(session))
    if faults:
        return faults
    made = _correction(turn, found, official, now)
    made.is_accusation = verdict.filled.is_accusation  # also of what teaches nothing: it decides who may read it
    if verdict.is_released and found and sees_sealed(viewer):
        made.released_by_id, made.released_at = official.id, now
    await repository.replace(session, made, standing)
    turn.is_waiting_for_review = False
    about = [found.category_code] if found and found.category_code else []
    turn.is_sensitive |= made.is_accusation or await repository.is_any_sensitive(session, about)
    return ()


def _require(viewer: Viewer) -> None:
    if not may_review(viewer.role):
        raise NothingToReview


def _correction(turn: Turn, found: Labels | None, official: Official, now: datetime) -> Correction:
    made = Correction(id=new_id(), turn_id=turn.id, decision="set_aside", corrected_by_id=official.id, corrected_at=now)
    if found:
        made.decision = "confirmed" if _is_as_understood(turn, found) else "corrected"
        made.intent, made.category_code, made.district_id = found.intent, found.category_code, found.district_id
        made.writing, made.example_text = found.writing, found.example_text
    return made


def _is_as_understood(turn: Turn, found: Labels) -> bool:
    understood = turn.understanding or {}
    area = understood.get("area") or {}
    read = Labels(
        understood.get("intent") or "", understood.get("category"), area.get("district_id"),
        understood.get("language") or "", bool(understood.get("is_accusation")), found.example_text,
    )  # fmt: skip
    return read == found
