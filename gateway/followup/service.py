"""Tells the citizen what officials did, asks her whether it is solved, and does what she says. Does not commit,
but for `tend`, which the scheduler runs.

Whoever changes a case holds its conversation. A question waits in the conversation (`pending_question`), so
that her "1" is read as its answer; the newest question is the one that is answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.alarms import service as alarms
from gateway.cases import repository as case_repository
from gateway.cases.visibility import UNNAMED
from gateway.clock import PAKISTAN
from gateway.db import Database
from gateway.followup import policy, repository
from gateway.followup.appeal import may_appeal, reviewer
from gateway.i18n.negotiate import DEFAULT_LANGUAGE
from gateway.outbox import service as outbox
from gateway.people import repository as people
from gateway.protect import Protector
from gateway.routing import service as routing
from gateway.wording import sentence
from models.case import Case
from models.case_event import CaseEvent
from models.follow_up import FollowUp
from models.office import Office

log = structlog.get_logger()

SOLVED, DURABLE, QUESTION = "solved", "durable", "question"
# What waits for an office in `pending_question`; the reference of the case follows. As in `bot/state.py`.
OFFICE_ASKS = "detail:"
BATCH = 100
# In which states an asking of each kind still means something.
MATTERS_WHILE = {
    SOLVED: ("answered",), DURABLE: ("closed",), QUESTION: ("in_progress", "waiting_for_citizen"),
}  # fmt: skip
# Asked where she may also have it looked at independently.
SOLVED_OR_APPEAL = "solved_or_appeal"
VERDICTS = {"yes": "confirmed", "no": "disputed", "partly": "disputed", "appeal": "disputed"}


@dataclass(frozen=True)
class Letter:
    """What one message says, by key and parameters; `asked`: the question that her next number answers."""

    said: list[tuple[str, dict[str, Any]]]
    dedupe_key: str
    asked: dict[str, Any] | None = None


async def tell(
    session: AsyncSession, protector: Protector, case: Case, key: str, params: Mapping[str, Any], now: datetime
) -> None:
    """One sentence about the case, in her language. Of matters nobody may know of nothing is told unasked."""
    if case.category_code in UNNAMED or case.is_sealed:
        return
    named = {"reference": case.reference, "due": case.resolve_due_at, **params}
    await _send(session, protector, case, Letter([(key, named)], f"{key}:{case.id}:{now.isoformat()}"), now)


async def ask_whether_solved(session: AsyncSession, protector: Protector, case: Case, now: datetime) -> None:
    """The office's answer and the question: at once if she can be asked now, else by the scheduler when she can."""
    await repository.cancel(session, case.id, now)
    await ask(session, protector, case, (SOLVED, 1), now)


async def ask(session: AsyncSession, protector: Protector, case: Case, asking: tuple[str, int], now: datetime) -> None:
    """One asking, by kind and number: at once if she can be asked now, else by the scheduler when she can."""
    await repository.schedule(session, case, *asking, now)
    await session.flush()
    if not policy.is_quiet(now.astimezone(PAKISTAN).time()):
        for one, _ in await repository.claim_due(session, now, 1, case_id=case.id):
            await _ask(session, protector, one, case, now)


async def language_of(session: AsyncSession, case: Case) -> str:
    """What she is written to in."""
    return await repository.language(session, case) or DEFAULT_LANGUAGE


async def wants_questions(session: AsyncSession, case: Case) -> bool:
    """Whether she may be asked something by ourselves."""
    listener = await repository.listener(session, case)
    withdrawn = await people.withdrawn_purposes(session, listener.contact.id, listener.conversation.channel)
    return "follow_up" not in withdrawn


async def settle_questions(session: AsyncSession, case: Case, now: datetime) -> bool:
    """What an office asked about the case is answered. False: nothing was asked. The caller holds the conversation."""
    open_ones = await repository.open_questions(session, case.id)
    for one in open_ones:
        one.status, one.answer, one.settled_at = "answered", "replied", now
    return bool(open_ones)


async def record(session: AsyncSession, case: Case, answer: str, now: datetime, inbound_id: UUID) -> Office | None:
    """Her word on the case: closes it, or opens it again one level up, whose office is returned.

    The caller holds the conversation. Late or repeated words count as long as the case was answered or closed.
    """
    for one in await repository.asked(session, case.id):
        one.status, one.answer, one.settled_at = "answered", answer, now
    await repository.cancel(session, case.id, now)
    data = {"answer": answer}
    event = CaseEvent(
        kind="verdict_recorded", actor="citizen", actor_id=case.citizen_id, inbound_message_id=inbound_id, data=data
    )
    await _append(session, case, event, now)
    case.verdict = VERDICTS[answer]
    if answer == "yes":
        await _close(session, case, now)
        await repository.schedule(session, case, DURABLE, 1, now + policy.DURABLE_AFTER)
        return None
    if answer == "appeal" and may_appeal(case):
        reviewing = await reviewer(session, case)
        if reviewing is not None:
            case.appealed_at = now
            return await _open_again(session, case, reviewing, "case_appealed", now)
    return await _dispute(session, case, now)


async def tend(database: Database, protector: Protector, now: datetime) -> None:
    """Ask what is due, close what nobody answered, a batch a transaction. Commits. Harmless when repeated."""
    if policy.is_quiet(now.astimezone(PAKISTAN).time()):
        return
    while await _tend_asking(database, protector, now) == BATCH:
        pass
    while await _tend_silence(database, now) == BATCH:
        pass


async def _tend_asking(database: Database, protector: Protector, now: datetime) -> int:
    async with database.unit_of_work() as session:
        due = await repository.claim_due(session, now, BATCH)
        for one, case in due:
            await _ask(session, protector, one, case, now)
    if due:
        log.info("citizens_asked", count=len(due))
    return len(due)


async def _tend_silence(database: Database, now: datetime) -> int:
    async with database.unit_of_work() as session:
        silent = await repository.claim_unanswered(session, now - policy.GIVE_UP_AFTER, BATCH)
        for one, case in silent:
            one.status, one.settled_at = "unanswered", now
            if one.kind == SOLVED and one.number == policy.ASKINGS and case.state == "answered":
                case.verdict = "no_answer"
                await _close(session, case, now)
    return len(silent)


async def _ask(session: AsyncSession, protector: Protector, one: FollowUp, case: Case, now: datetime) -> None:
    """Ask when it still matters. Who wants no messages is not written to; the end then comes as with silence."""
    if case.state not in MATTERS_WHILE[one.kind]:
        one.status, one.settled_at = "cancelled", now
        return
    one.status, one.asked_at = "asked", now
    if one.kind == SOLVED and one.number < policy.ASKINGS:
        await repository.schedule(session, case, SOLVED, one.number + 1, now + policy.ASK_AGAIN_AFTER)
    question = _pending(one, case)
    asked = {"question": question, "case_id": str(case.id), "asked_at": now.isoformat()}
    dedupe_key = f"{one.kind}:{case.id}:{one.round}:{one.number}"
    await _send(session, protector, case, Letter(await _question(session, one, case), dedupe_key, asked), now)


def _pending(one: FollowUp, case: Case) -> str:
    """What waits in the conversation for her next message."""
    if one.kind == QUESTION:
        return OFFICE_ASKS + case.reference
    return SOLVED_OR_APPEAL if one.kind == SOLVED and may_appeal(case) else one.kind


async def _question(session: AsyncSession, one: FollowUp, case: Case) -> list[tuple[str, dict[str, Any]]]:
    params = {"reference": case.reference}
    if one.kind == QUESTION:
        office = await session.get_one(Office, case.office_id)
        return [("office_asks", {**params, "office": office, "question": case.question})]
    if one.kind == DURABLE:
        return [("ask_durable", params)]
    review: list[tuple[str, dict[str, Any]]] = [("ask_appeal", {})] if may_appeal(case) else []
    if case.category_code in UNNAMED or case.is_sealed or one.number > 1:
        return [("ask_solved", params), *review]
    office = await session.get_one(Office, case.office_id)
    shown = [("answer_reference", {"evidence": case.evidence_reference})] if case.evidence_reference else []
    answered = ("case_answered", {**params, "office": office, "answer": case.answer})
    return [answered, *shown, ("ask_solved_short", {}), *review]


async def _send(session: AsyncSession, protector: Protector, case: Case, letter: Letter, now: datetime) -> None:
    listener = await repository.listener(session, case)
    conversation, contact = listener.conversation, listener.contact
    if "follow_up" in await people.withdrawn_purposes(session, contact.id, conversation.channel):
        return
    if letter.asked:
        # Whatever numbered list the bot offered before is over: the next number answers this.
        conversation.pending_question, conversation.state = letter.asked, None
    language = await language_of(session, case)
    await outbox.enqueue(
        session,
        destination=outbox.Destination(conversation.id, contact.id, conversation.channel, conversation.our_address),
        sentences=[await sentence(session, key, params, language) for key, params in letter.said],
        language=language, dedupe_key=letter.dedupe_key, now=now, protector=protector, case_id=case.id,
    )  # fmt: skip


async def _close(session: AsyncSession, case: Case, now: datetime) -> None:
    if case.state == "closed":
        return
    case.state, case.closed_at = "closed", now
    await _append(session, case, CaseEvent(kind="case_closed", actor="system", data={"verdict": case.verdict}), now)


async def _dispute(session: AsyncSession, case: Case, now: datetime) -> Office:
    """One level up; what is reviewed independently stays with its reviewer."""
    if case.appealed_at is not None:
        office = await session.get_one(Office, case.office_id)
    else:
        office = await routing.office_above(session, case.office_id, case.area_id, is_sealed=case.is_sealed)
    return await _open_again(session, case, office, "case_reopened", now)


async def _open_again(session: AsyncSession, case: Case, office: Office, kind: str, now: datetime) -> Office:
    """With fresh deadlines; what the office answered stays in the events."""
    promise = await routing.deadlines(session, category_code=case.category_code, area_id=case.area_id, opened_at=now)
    data = {"from_office_id": str(case.office_id), "office_id": str(office.id), "outcome_before": case.outcome}
    case.state, case.outcome, case.closed_at, case.answer, case.answered_at = "routed", None, None, None, None
    case.reason_code, case.evidence_reference, case.paused_minutes = None, None, 0
    case.transfer_count, case.assigned_to_id = 0, None
    case.office_id, case.rule_id, case.dispute_count = office.id, None, case.dispute_count + 1
    case.escalation_level, case.escalated_to_id = 0, None
    case.acknowledge_due_at, case.first_action_due_at = promise.acknowledge_at, promise.first_action_at
    case.resolve_due_at = promise.resolve_at
    await alarms.begin(session, case, now)
    await _append(session, case, CaseEvent(kind=kind, actor="system", data=data), now)
    return office


async def _append(session: AsyncSession, case: Case, event: CaseEvent, now: datetime) -> None:
    event.case_id, event.happened_at = case.id, now
    await case_repository.add_event(session, event)
