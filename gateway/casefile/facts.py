"""What a case file tells: plain values, and which promised days were kept. Pure: no session, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gateway.casefile.decide import Ombudsman
from models.case import Case
from models.case_event import CaseEvent
from models.office import Office

# What shows that a promise was met, in the order of the promises.
MET_BY = {
    "acknowledge": frozenset({"case_accepted", "work_started", "case_answered"}),
    "first_action": frozenset({"work_started", "case_answered"}),
    "resolve": frozenset({"case_answered"}),
}
BEGINS_ANEW = "case_reopened"


@dataclass(frozen=True)
class Words:
    """What somebody said, and when; `office`: whose answer it is."""

    at: datetime
    text: str
    office: Office | None = None


@dataclass(frozen=True)
class Promise:
    """One promised moment and when it was met, if it was."""

    name: str
    due_at: datetime
    met_at: datetime | None

    def standing(self, now: datetime) -> str:
        """kept, late or not_kept, or open while there is time left."""
        if self.met_at is not None:
            return "kept" if self.met_at <= self.due_at else "late"
        return "open" if now <= self.due_at else "not_kept"


@dataclass(frozen=True)
class Facts:
    """All that goes into a file. Names are by language, for the languages of the file."""

    case: Case
    category: dict[str, str]
    area: dict[str, str]
    contact: str
    added: Sequence[Words]
    answers: Sequence[Words]
    events: Sequence[CaseEvent]
    offices: dict[UUID, Office]
    ombudsman: Ombudsman | None


def promises(case: Case, events: Sequence[CaseEvent]) -> list[Promise]:
    """The promises that hold now: those of the time since the case was last opened anew."""
    begun = max((number for number, one in enumerate(events) if one.kind == BEGINS_ANEW), default=0)
    due = {
        "acknowledge": case.acknowledge_due_at, "first_action": case.first_action_due_at,
        "resolve": case.resolve_due_at,
    }  # fmt: skip
    return [Promise(name, due[name], _first(events[begun:], kinds)) for name, kinds in MET_BY.items()]


def _first(events: Sequence[CaseEvent], kinds: frozenset[str]) -> datetime | None:
    return next((one.happened_at for one in events if one.kind in kinds), None)


def office_of(event: CaseEvent, offices: dict[UUID, Office]) -> Office | None:
    """The office an event names, if it names one."""
    named = event.data.get("office_id")
    return offices.get(UUID(named)) if isinstance(named, str) else None
