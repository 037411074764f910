"""An official acts on a case: state, event and what the citizen is told, in one transaction. Does not commit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases import repository as cases
from gateway.cases.visibility import Viewer
from gateway.casework import repository, rights, states
from gateway.casework.states import Act
from gateway.errors import SunwaiError
from gateway.followup import service as followup
from gateway.notices import service as notices
from gateway.offices import repository as offices
from gateway.protect import Protector
from models.case import OUTCOMES, Case
from models.case_event import CaseEvent

SHORTEST_ANSWER, LONGEST_ANSWER = 10, 400
SHORTEST_REASON = 5


class AnswerTooShort(SunwaiError):
    """Say in a sentence of 10 to 400 characters what was done, as the citizen shall read it."""

    code = "answer_too_short"


class NoSuchOutcome(SunwaiError):
    """Choose an outcome from the list."""

    code = "no_such_outcome"


class ReasonMissing(SunwaiError):
    """Say why the case goes to another office."""

    code = "reason_missing"


class NoSuchOffice(SunwaiError):
    """There is no active office with this code, or it has the case already."""

    code = "no_such_office"


@dataclass(frozen=True)
class Actor:
    """Who acts, when, and with which keys the citizen's number is read to tell her. `channel`: of an act by text."""

    official_id: UUID
    viewer: Viewer
    now: datetime
    protector: Protector
    channel: str = ""


async def accept(session: AsyncSession, actor: Actor, reference: str) -> Case:
    """The office takes the case on; the citizen hears it. Raises CaseNotFound, NotYours, NotPossible."""
    case = await _begin(session, actor, reference, "accept")
    await _do(session, actor, case, "accept", CaseEvent(kind="case_accepted"))
    office = await offices.get_office(session, case.office_id)
    await followup.tell(session, actor.protector, case, "case_accepted", {"office": office}, actor.now)
    return case


async def start(session: AsyncSession, actor: Actor, reference: str) -> Case:
    """Work has begun. Raises CaseNotFound, NotYours, NotPossible."""
    case = await _begin(session, actor, reference, "start")
    await _do(session, actor, case, "start", CaseEvent(kind="work_started"))
    return case


async def answer(session: AsyncSession, actor: Actor, reference: str, outcome: str, text: str) -> Case:
    """What was done, told to the citizen, who is asked whether it is solved. Closes nothing.

    Raises:
        NoSuchOutcome, AnswerTooShort: the form is not filled in.
        CaseNotFound, NotYours, NotPossible: the case is not there, or not to be answered by her now.
    """
    words = " ".join(text.split())
    if outcome not in OUTCOMES:
        raise NoSuchOutcome
    if not SHORTEST_ANSWER <= len(words) <= LONGEST_ANSWER:
        raise AnswerTooShort
    case = await _begin(session, actor, reference, "answer")
    case.outcome, case.answer, case.answered_at = outcome, words, actor.now
    await _do(session, actor, case, "answer", CaseEvent(kind="case_answered", data={"outcome": outcome}))
    await followup.ask_whether_solved(session, actor.protector, case, actor.now)
    return case


async def transfer(session: AsyncSession, actor: Actor, reference: str, office_code: str, reason: str) -> Case:
    """Another office has it now; the citizen hears which. Deadlines stay. Raises NoSuchOffice, ReasonMissing."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing
    case = await _begin(session, actor, reference, "transfer")
    office = await offices.office_by_code(session, office_code.strip())
    if office is None or not office.is_active or office.id == case.office_id:
        raise NoSuchOffice
    data = {"from_office_id": str(case.office_id), "office_id": str(office.id)}
    case.office_id, case.rule_id = office.id, None
    await _do(session, actor, case, "transfer", CaseEvent(kind="case_transferred", reason=reason.strip(), data=data))
    await followup.tell(session, actor.protector, case, "case_transferred", {"office": office}, actor.now)
    await notices.notify(
        session, actor.protector, case, office.id, "handed_over", actor.now, occasion=actor.now.isoformat()
    )
    return case


async def _begin(session: AsyncSession, actor: Actor, reference: str, act: Act) -> Case:
    """The case, held, if she may do this with it now. Changes nothing: a form may still be refused."""
    case = await repository.lock_case(session, actor.viewer, reference)
    rights.require(actor.viewer, act, case)
    states.after(case.state, act)
    return case


async def _do(session: AsyncSession, actor: Actor, case: Case, act: Act, event: CaseEvent) -> None:
    case.state = states.after(case.state, act)
    event.case_id, event.actor, event.actor_id, event.happened_at = case.id, "official", actor.official_id, actor.now
    if actor.channel:
        event.data = {**(event.data or {}), "channel": actor.channel}
    await cases.add_event(session, event)


def shown_acts(viewer: Viewer, case: Case) -> list[str]:
    """What this viewer may do with the case now."""
    return [act for act in states.possible(case.state) if rights.may(viewer, act, case)]
