"""Her answers to what we asked by ourselves. They bind to the question asked, also when they come late, or by SMS when
the question was meant for WhatsApp.
"""

from uuid import UUID

from gateway.cases import clusters
from gateway.cases.visibility import UNNAMED
from gateway.casework import assignment
from gateway.dialogue import repository
from gateway.dialogue.context import Context, Utterance
from gateway.dialogue.contract import AnswerNeighbours, RecordContact, RecordSatisfaction, RecordVerdict
from gateway.followup import service as followup
from models.case import Case
from models.conversation import Conversation
from models.office import Office

NEIGHBOURS = "neighbours"


async def answer_neighbours(context: Context, command: AnswerNeighbours, _number: int) -> list[Utterance]:
    """Whether her case is the fault that her neighbours report."""
    _, case = await _asked_about(context, NEIGHBOURS)
    if case is None or case.is_sealed:
        return [Utterance("thanks", {})]
    if not command.is_same:
        await clusters.decline(context.session, context.origin, case)
        return [Utterance("neighbours_declined", {"reference": case.reference})]
    number = await clusters.join(context.session, context.origin, case)
    return [Utterance("neighbours_joined", {"number": number, "reference": case.reference})]


async def record_contact(context: Context, command: RecordContact, _number: int) -> list[Utterance]:
    """Whether the office has been in touch with her."""
    conversation, case = await _asked_about(context, followup.CONTACTED)
    if case is None or case.state == "closed":
        return [Utterance("thanks", {})]
    conversation.pending_question = None
    answer = "yes" if command.is_contacted else "no"
    await followup.record_contact(context.session, case, answer, context.origin.now, context.inbound.id)
    return [Utterance("contact_noted" if command.is_contacted else "no_contact_noted", {"reference": case.reference})]


async def record_verdict(context: Context, command: RecordVerdict, _number: int) -> list[Utterance]:
    """Whether it is solved: her yes closes the case and leads to one last question, her no opens it again."""
    conversation, case = await _asked_about(context, followup.SOLVED, followup.SOLVED_OR_APPEAL, followup.DURABLE)
    if case is None or case.state not in ("answered", "closed"):
        return [Utterance("thanks", {})]
    is_last = (conversation.pending_question or {}).get("question") == followup.DURABLE
    conversation.pending_question = None
    await followup.record(context.session, case, command.answer, context.origin.now, context.inbound.id)
    if command.answer != "yes":
        said = await open_again(context, case)
        is_reviewed = command.answer == "appeal" and case.appealed_at == context.origin.now
        return [Utterance("appeal_taken", said.params) if is_reviewed else said]
    confirmed = Utterance("case_confirmed", {"reference": case.reference})
    if is_last or is_unnamed(case):
        return [confirmed]
    context.writer.conversation.pending_question = followup.asked_now(followup.SATISFIED, case, context.origin.now)
    return [confirmed, Utterance("ask_satisfied", {})]


async def record_satisfaction(context: Context, command: RecordSatisfaction, _number: int) -> list[Utterance]:
    """How the office did, in her eyes; words beside the number stay in the message that the event points to."""
    conversation, case = await _asked_about(context, followup.SATISFIED)
    if case is None:
        return [Utterance("thanks", {})]
    conversation.pending_question = None
    await followup.record_satisfaction(
        context.session, case, command.satisfaction, context.origin.now, context.inbound.id
    )
    return [Utterance("satisfaction_noted", {})]


def is_unnamed(case: Case) -> bool:
    """Whether nothing of the matter or its office may be said."""
    return case.is_sealed or case.category_code in UNNAMED


async def open_again(context: Context, case: Case) -> Utterance:
    """What she hears when her no has opened the case again."""
    context.disputed.append(case)
    await assignment.give(context.session, case, context.origin.now)
    params = {"reference": case.reference, "due": case.resolve_due_at}
    if is_unnamed(case):
        return Utterance("case_reopened_unnamed", params)
    return Utterance("case_reopened", {**params, "office": await context.session.get_one(Office, case.office_id)})


async def _asked_about(context: Context, *questions: str) -> tuple[Conversation, Case | None]:
    """The conversation in which one of these questions waits, and the case it is about; no case: none waits."""
    own = context.writer.conversation
    other = None if own.pending_question else await repository.other_asked(context.session, own)
    for conversation in filter(None, (own, other)):
        pending = conversation.pending_question or {}
        if pending.get("question") in questions:
            return conversation, await context.session.get(Case, UUID(pending["case_id"]))
    return own, None
