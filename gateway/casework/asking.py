"""The office asks the citizen; the clock waits for her, and not for ever. Does not commit, but for `resume_paused`,
which the scheduler runs."""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases import repository as cases
from gateway.casework import pausing, repository, states
from gateway.casework.service import Actor, begin, note
from gateway.db import Database
from gateway.errors import SunwaiError
from gateway.followup import service as followup
from gateway.routing import service as routing
from models.case import Case
from models.case_event import CaseEvent

log = structlog.get_logger()

SHORTEST_QUESTION, LONGEST_QUESTION = 10, 300
BATCH = 100


class QuestionLength(SunwaiError):
    """Ask in 10 to 300 characters."""

    code = "question_length"


class NotToBeAsked(SunwaiError):
    """She wants no questions from us; decide by what is known, or answer her."""

    code = "not_to_be_asked"


async def ask(session: AsyncSession, actor: Actor, reference: str, text: str) -> Case:
    """Ask her at once if she can be asked now, else as soon as she can. The clock stands still as long as it may.

    Raises QuestionLength, NotToBeAsked, CaseNotFound, NotYours, NotPossible.
    """
    question = " ".join(text.split())
    if not SHORTEST_QUESTION <= len(question) <= LONGEST_QUESTION:
        raise QuestionLength
    case = await begin(session, actor, reference, "ask")
    if not await followup.wants_questions(session, case):
        raise NotToBeAsked
    is_paused = pausing.begin(case, await routing.calendar_at(session, case.area_id), actor.now)
    case.question, case.state = question, states.after(case.state, "ask") if is_paused else "in_progress"
    event = CaseEvent(kind="citizen_asked", reason=question, data={"is_paused": is_paused})
    await note(session, actor, case, event)
    number = await repository.count_questions(session, case) + 1
    await followup.ask(session, actor.protector, case, (followup.QUESTION, number), actor.now)
    return case


async def replied(session: AsyncSession, case: Case, now: datetime) -> bool:
    """Something was added to the case: what the office asked is answered. False: it had asked nothing.

    The caller holds the conversation.
    """
    is_asked = await followup.settle_questions(session, case, now)
    if case.state == "waiting_for_citizen":
        await _resume(session, case, now, "replied")
        return True
    return is_asked


async def resume_paused(database: Database, now: datetime) -> None:
    """Whose pause is over goes back to the office with the clock running. Commits. Harmless when repeated."""
    while True:
        async with database.unit_of_work() as session:
            due = await repository.claim_paused(session, now, BATCH)
            for case in due:
                await _resume(session, case, now, "cap")
        if due:
            log.info("clocks_resumed", count=len(due))
        if len(due) < BATCH:
            return


async def _resume(session: AsyncSession, case: Case, now: datetime, why: str) -> None:
    minutes = pausing.end(case, await routing.calendar_at(session, case.area_id), now)
    case.state = "in_progress"
    data = {"why": why, "minutes": minutes}
    event = CaseEvent(case_id=case.id, kind="clock_resumed", actor="system", data=data, happened_at=now)
    await cases.add_event(session, event)
