"""Which queues there are, who has them and how each is ordered. Pure rules and the SQL conditions made from them.

The conditions are the predicates of the partial indexes in `models/case.py`, word for word: only so does PostgreSQL
take those indexes. A queue of work has one lane: the sealed one for oversight, the open one for everybody else. Only so
do sealed cases cost nobody a moment who may not know of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, literal_column
from sqlalchemy.orm import InstrumentedAttribute

from gateway.access.policy import rule_of
from gateway.cases.visibility import Viewer, sees_sealed
from gateway.clock import PAKISTAN
from models.case import DISPUTED, DUE, OPEN, UNACCEPTED, WITH_THE_CITIZEN, Case

# Queues in the order in which they are shown.
QUEUES = ("mine", "office", "raised", "unaccepted", "today", "overdue", "disputed", "answered", "sealed", "all")
BY_DEADLINE = frozenset({"mine", "today", "overdue"})
_PREDICATES = {
    "mine": DUE, "office": OPEN, "raised": OPEN, "unaccepted": UNACCEPTED, "today": DUE, "overdue": DUE,
    "disputed": DISPUTED, "answered": WITH_THE_CITIZEN,
}  # fmt: skip


@dataclass(frozen=True)
class Order:
    """What a queue is ordered by; the id settles what is equal."""

    column: InstrumentedAttribute[datetime]
    is_descending: bool


def order_of(queue: str) -> Order:
    """The nearest deadline first where time presses, else the newest first."""
    return Order(Case.resolve_due_at, False) if queue in BY_DEADLINE else Order(Case.opened_at, True)


def queues_of(viewer: Viewer) -> tuple[str, ...]:
    """The queues that exist for this viewer."""
    hidden = set() if viewer.office_id else {"office"}
    if viewer.official_id is None or "answer" not in rule_of(viewer.role).unsealed | rule_of(viewer.role).sealed:
        hidden.add("mine")
    if rule_of(viewer.role).scope != "office":
        hidden.add("raised")
    if not sees_sealed(viewer):
        hidden.add("sealed")
    return tuple(queue for queue in QUEUES if queue not in hidden)


def conditions(queue: str, viewer: Viewer, now: datetime) -> list[ColumnElement[bool]]:
    """What is true of the cases in a queue of QUEUES, whoever may see them."""
    found: list[ColumnElement[bool]] = []
    if queue in _PREDICATES:
        found.append(literal_column(f"({_PREDICATES[queue]})"))
    if queue == "mine":
        found.append(Case.assigned_to_id == viewer.official_id)
    elif queue == "sealed" or not (queue == "all" and sees_sealed(viewer)):
        found.append(Case.is_sealed.is_(sees_sealed(viewer)))
    if queue == "overdue":
        found.append(Case.resolve_due_at < now)
    if queue == "today":
        found += [Case.resolve_due_at >= now, Case.resolve_due_at < end_of_day(now)]
    return found


def scopes(queue: str, viewer: Viewer) -> Sequence[tuple[ColumnElement[bool], ...]]:
    """The same queue in pieces, each of which lies in the order of one index. No piece has what another has."""
    if viewer.office_id is None or queue == "mine":
        return [()]
    ours, raised = Case.office_id == viewer.office_id, Case.escalated_to_id == viewer.office_id
    pieces: list[tuple[ColumnElement[bool], ...]] = [()]
    if queue == "office":
        pieces = [(ours,)]
    elif queue == "raised":
        pieces = [(raised, Case.office_id != viewer.office_id)]
    elif rule_of(viewer.role).scope == "office":
        pieces = [(ours,), (raised, Case.office_id != viewer.office_id)]
    return pieces


def end_of_day(now: datetime) -> datetime:
    """Midnight in Pakistan after `now`."""
    tomorrow = now.astimezone(PAKISTAN).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), PAKISTAN)
