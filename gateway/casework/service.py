"""An official acts on a case: state, event and what the citizen is told, in one transaction. Does not commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.audit import service as audit
from gateway.cases import repository as cases
from gateway.cases.visibility import Viewer
from gateway.casework import assignment, evidence, pausing, reasons, repository, rights, states, templates, transfers
from gateway.casework.states import Act
from gateway.errors import SunwaiError
from gateway.followup import service as followup
from gateway.media import repository as media
from gateway.media.storage import Upload
from gateway.notices import service as notices
from gateway.offices import repository as offices
from gateway.protect import Protector
from gateway.routing import service as routing
from models.case import Case
from models.case_event import CaseEvent
from models.category import Category

SHORTEST_ANSWER, LONGEST_ANSWER = 10, 400
SHORTEST_REASON = 5


class AnswerTooShort(SunwaiError):
    """Say in a sentence of 10 to 400 characters what was done, as the citizen shall read it."""

    code = "answer_too_short"


class GapLeft(SunwaiError):
    """Fill in the gaps of the template."""

    code = "gap_left"


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


@dataclass(frozen=True)
class Reply:
    """What an office answers. The reason says the outcome; `uploads` are on disk already.

    `sent_types`: kinds of the files that came with a text of hers, as the provider declares them.
    `translations`: the text in further languages, for whom it is hers; everybody else reads `text`.
    """

    reason_code: str
    text: str
    evidence_reference: str = ""
    uploads: Sequence[Upload] = ()
    translations: Mapping[str, str] = field(default_factory=dict)
    sent_types: Sequence[str] = ()


async def accept(session: AsyncSession, actor: Actor, reference: str) -> Case:
    """The office takes the case on; the citizen hears it. Raises CaseNotFound, NotYours, NotPossible."""
    case = await begin(session, actor, reference, "accept")
    await do(session, actor, case, "accept", CaseEvent(kind="case_accepted"))
    if case.assigned_to_id is None:
        await assignment.give(session, case, actor.now)
    office = await offices.get_office(session, case.office_id)
    await followup.tell(session, actor.protector, case, "case_accepted", {"office": office}, actor.now)
    return case


async def start(session: AsyncSession, actor: Actor, reference: str) -> Case:
    """Work has begun. Raises CaseNotFound, NotYours, NotPossible."""
    case = await begin(session, actor, reference, "start")
    await do(session, actor, case, "start", CaseEvent(kind="work_started"))
    return case


async def answer(session: AsyncSession, actor: Actor, reference: str, reply: Reply) -> Case:
    """What was done, told to the citizen, who is asked whether it is solved. Closes nothing.

    Raises:
        AnswerTooShort, GapLeft, NoSuchReason, EvidenceMissing, ReferenceIsPersonal: the form is not filled in.
        CaseNotFound, NotYours, NotPossible: the case is not there, or not to be answered by her now.
    """
    shown = " ".join(reply.evidence_reference.split())
    for text in (reply.text, *filter(None, reply.translations.values())):
        _check(" ".join(text.split()))
    case = await begin(session, actor, reference, "answer")
    words = " ".join((reply.translations.get(await followup.language_of(session, case)) or reply.text).split())
    reason = reasons.chosen(reply.reason_code, case.category_code)
    category = await session.get_one(Category, case.category_code)
    need = evidence.needed(category.evidence_kind, reason.outcome)
    evidence.require(need, shown, [*reply.sent_types, *(one.stored.content_type for one in reply.uploads)])
    files = [await media.add_upload(session, case.id, actor.official_id, one, actor.now) for one in reply.uploads]
    case.outcome, case.reason_code, case.answer, case.answered_at = reason.outcome, reason.code, words, actor.now
    case.evidence_reference = shown or None
    data = {"outcome": reason.outcome, "reason": reason.code, "evidence": shown, "files": [str(one) for one in files]}
    await do(session, actor, case, "answer", CaseEvent(kind="case_answered", reason=words, data=data))
    await followup.ask_whether_solved(session, actor.protector, case, actor.now)
    return case


def _check(words: str) -> None:
    if not SHORTEST_ANSWER <= len(words) <= LONGEST_ANSWER:
        raise AnswerTooShort
    if templates.GAP in words:
        raise GapLeft


async def assign(session: AsyncSession, actor: Actor, reference: str, official_id: UUID | None = None) -> Case:
    """To a colleague, or to whoever acts. Raises NotOfThisOffice, CaseNotFound, NotYours, NotPossible."""
    case = await begin(session, actor, reference, "assign")
    event = await assignment.hand_to(session, case, official_id or actor.official_id)
    await note(session, actor, case, event)
    return case


async def transfer(session: AsyncSession, actor: Actor, reference: str, office_code: str, reason: str) -> Case:
    """Another office has it now; the citizen hears which. Deadlines stay. Sent on too often, it goes up instead.

    Raises NoSuchOffice, ReasonMissing, CaseNotFound, NotYours, NotPossible.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing
    case = await begin(session, actor, reference, "transfer")
    wished = await offices.office_by_code(session, office_code.strip())
    if wished is None or wished.id == case.office_id or not transfers.may_take(wished, case):
        raise NoSuchOffice
    office = await transfers.decided(session, case, wished)
    kind = "case_transferred" if office.id == wished.id else "case_sent_up"
    data = {"from_office_id": str(case.office_id), "office_id": str(office.id), "wished_office_id": str(wished.id)}
    case.office_id, case.rule_id, case.assigned_to_id = office.id, None, None
    await do(session, actor, case, "transfer", CaseEvent(kind=kind, reason=reason.strip(), data=data))
    await assignment.give(session, case, actor.now)
    await followup.tell(session, actor.protector, case, "case_transferred", {"office": office}, actor.now)
    await notices.notify(
        session, actor.protector, case, office.id, "handed_over", actor.now, occasion=actor.now.isoformat()
    )
    return case


async def begin(session: AsyncSession, actor: Actor, reference: str, act: Act) -> Case:
    """The case, held, if she may do this with it now. Changes nothing: a form may still be refused."""
    case = await repository.lock_case(session, actor.viewer, reference)
    rights.require(actor.viewer, act, case)
    states.after(case.state, act)
    return case


async def do(session: AsyncSession, actor: Actor, case: Case, act: Act, event: CaseEvent) -> None:
    """Take the case to the state after the act, and note it. Whatever is done ends the waiting for the citizen."""
    state = states.after(case.state, act)
    if case.paused_at is not None:
        pausing.end(case, await routing.calendar_at(session, case.area_id), actor.now)
    case.state = state
    await note(session, actor, case, event)


async def note(session: AsyncSession, actor: Actor, case: Case, event: CaseEvent) -> None:
    """Append the event: who did it, and when."""
    event.case_id, event.actor, event.actor_id, event.happened_at = case.id, "official", actor.official_id, actor.now
    if actor.channel:
        event.data = {**(event.data or {}), "channel": actor.channel}
    await cases.add_event(session, event)
    deed = audit.Deed(audit.official(actor.official_id), event.kind, case.id, event.reason or "", event.data or {})
    await audit.record(session, deed)


def shown_acts(viewer: Viewer, case: Case) -> list[str]:
    """What this viewer may do with the case now."""
    return [act for act in states.possible(case.state) if rights.may(viewer, act, case)]
