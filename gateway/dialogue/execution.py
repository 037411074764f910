"""Executes the bot's typed commands: one small handler each, all in the caller's transaction.

A handler returns what to say; it never sends. What a command may not do is refused here, whatever the bot proposed.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from gateway.cases import clusters
from gateway.cases import repository as case_repository
from gateway.cases import service as cases
from gateway.cases.visibility import UNNAMED
from gateway.casework import asking, assignment
from gateway.dialogue import answers, eligibility, repository
from gateway.dialogue.context import Context, Utterance
from gateway.dialogue.contract import (
    AddDetail,
    AnswerNeighbours,
    AssessEligibility,
    Command,
    DescribeProgramme,
    FindOffice,
    OpenCase,
    OptIn,
    OptOut,
    RecordContact,
    RecordSatisfaction,
    RecordVerdict,
    ReopenCase,
    RequestHuman,
    Say,
    SetLanguage,
    ShowHelpline,
    ShowStatus,
)
from gateway.followup import service as followup
from gateway.offices.helplines import numbers_for
from gateway.offices.service import responsible_office
from gateway.people import service as people
from gateway.triage import repository as triage
from models.case import Case
from models.inbound_message import InboundMessage
from models.office import Office
from models.triage_item import TriageItem

HANDED_OVER = {
    "asked": "human_requested", "not_understood": "not_understood_human", "voice_note": "voice_received",
}  # fmt: skip


async def execute(context: Context, commands: list[Command]) -> list[Utterance]:
    """Run the commands in order; what they say, in order."""
    said: list[Utterance] = []
    for number, command in enumerate(commands):
        for utterance in await HANDLERS[type(command)](context, command, number):
            if utterance not in said:
                said.append(utterance)
    return said + await _ask_neighbours(context)


async def _ask_neighbours(context: Context) -> list[Utterance]:
    """After one case was opened: whether it is her neighbours' fault too. If we asked that before, it is over."""
    conversation = context.writer.conversation
    if (conversation.pending_question or {}).get("question") == answers.NEIGHBOURS:
        conversation.pending_question = None
    if len(context.opened) != 1:
        return []
    (case,) = context.opened
    number = await clusters.count_neighbours(context.session, case, context.origin.now)
    if not number:
        return []
    conversation.pending_question = {"question": answers.NEIGHBOURS, "case_id": str(case.id)}
    return [Utterance("ask_neighbours", {"number": number, "category": case.category_code, "area_id": case.area_id})]


async def _say(_context: Context, command: Say, _number: int) -> list[Utterance]:
    return [Utterance(command.key, dict(command.params))]


async def _open_case(context: Context, command: OpenCase, number: int) -> list[Utterance]:
    grievance = cases.Grievance(
        category=command.category, description=command.description, area_id=command.area_id,
        place_text=command.place_text, is_accusation=command.is_accusation, is_urgent=command.is_urgent,
        media_messages=tuple(command.media_messages),
    )  # fmt: skip
    case = await cases.open_case(context.session, context.origin, grievance, number)
    if case not in context.opened and case.assigned_to_id is None:
        await assignment.give(context.session, case, context.origin.now)
    context.opened.append(case)
    await followup.begin(context.session, case, context.origin.now)
    if command.media_messages:
        await triage.link_to_case(context.session, command.media_messages, case)
    if case.area_id:
        context.writer.citizen.last_area_id = case.area_id
    office = await context.session.get_one(Office, case.office_id)
    if office.is_triage:
        # A sealed complaint's words stay in the case, where only oversight reads them.
        await _open_triage(context, "no_office", "" if case.is_sealed else case.description, case)
    return [_registered(case, office)]


def _registered(case: Case, office: Office) -> Utterance:
    params: dict[str, Any] = {"reference": case.reference, "due": case.resolve_due_at}
    if case.is_sealed:
        return Utterance("case_registered_sealed", params)
    if office.is_triage:
        return Utterance("case_registered_triage", params)
    return Utterance("case_registered", {**params, "office": office})


async def _add_detail(context: Context, command: AddDetail, _number: int) -> list[Utterance]:
    case, missing = await _meant_case(context, command.reference)
    if case is None:
        return missing
    told = await _told(context, command)
    await cases.add_detail(context.session, context.origin, case, told)
    if command.messages:
        await triage.link_to_case(context.session, command.messages, case)
    context.added_to.append(case)
    if await _answers_office(context, case):
        office = await context.session.get_one(Office, case.office_id)
        params = {"reference": case.reference, "office": office, "due": case.resolve_due_at}
        return [Utterance("reply_passed_on", params)]
    return [Utterance("detail_added", {"reference": case.reference})]


async def _answers_office(context: Context, case: Case) -> bool:
    """Whether the office had asked, also long ago. Its question is answered by whatever is added to the case."""
    conversation = context.writer.conversation
    is_pending = (conversation.pending_question or {}).get("question") == followup.OFFICE_ASKS + case.reference
    if is_pending:
        conversation.pending_question = None
    is_answer = await asking.replied(context.session, case, context.origin.now) or is_pending
    if is_answer:
        context.replied_to.append(case)
    return is_answer


async def _told(context: Context, command: AddDetail) -> list[InboundMessage]:
    """The messages that the detail is made of. The one in hand may be no more than the "1" that chose the case."""
    if not command.messages:
        return [context.inbound]
    earlier = await repository.messages_of(context.session, context.writer.conversation.id, command.messages)
    is_part = context.inbound.id in command.messages or context.inbound.media
    return [*(one for one in earlier if one.id != context.inbound.id), *([context.inbound] if is_part else [])]


async def _show_status(context: Context, command: ShowStatus, _number: int) -> list[Utterance]:
    if command.reference:
        case, missing = await _meant_case(context, command.reference)
        return missing if case is None else [await _status(context, case)]
    shown = await case_repository.newest_open(context.session, context.writer.citizen.id)
    if not shown:
        newest = await case_repository.newest(context.session, context.writer.citizen.id)
        return [await _status(context, newest) if newest else Utterance("no_cases", {})]
    said = [Utterance("open_cases", {"number": len(shown)})] if len(shown) > 1 else []
    return said + [await _status(context, case) for case in shown]


async def _status(context: Context, case: Case) -> Utterance:
    if case.category_code in UNNAMED:
        key = "case_status_unnamed_closed" if case.state == "closed" else "case_status_unnamed"
        return Utterance(key, {"reference": case.reference, "state": case.state, "due": case.resolve_due_at})
    params: dict[str, Any] = {"reference": case.reference, "category": case.category_code}
    if case.state == "closed":
        return Utterance("case_status_closed", params)
    office = await context.session.get_one(Office, case.office_id)
    return Utterance("case_status", {**params, "state": case.state, "office": office, "due": case.resolve_due_at})


async def _reopen_case(context: Context, command: ReopenCase, _number: int) -> list[Utterance]:
    case, missing = await _meant_case(context, command.reference)
    if case is None:
        return missing
    if case.state == "closed" and not await followup.may_reopen(context.session, case, context.origin.now):
        return [Utterance("reopen_too_late", {"reference": case.reference})]
    is_disputed = case.state in ("answered", "closed")
    if (context.writer.conversation.pending_question or {}).get("case_id") == str(case.id):
        context.writer.conversation.pending_question = None
    if is_disputed:
        await followup.record(context.session, case, "no", context.origin.now, context.inbound.id)
    await cases.add_detail(context.session, context.origin, case)
    await _answers_office(context, case)
    return [await answers.open_again(context, case) if is_disputed else await _still_open(context, case)]


async def _still_open(context: Context, case: Case) -> Utterance:
    office = await context.session.get_one(Office, case.office_id)
    return Utterance("case_still_open", {"reference": case.reference, "office": office})


async def _meant_case(context: Context, reference: str | None) -> tuple[Case | None, list[Utterance]]:
    """The case meant, or what to say because there is none."""
    citizen_id = context.writer.citizen.id
    if reference is None:
        case = await case_repository.newest(context.session, citizen_id)
        return case, [] if case else [Utterance("no_cases", {})]
    try:
        return await cases.find_own(context.session, citizen_id, reference), []
    except cases.NoSuchReference as missing:
        if missing.suggestion:
            params = {"reference": missing.reference, "suggestion": missing.suggestion}
            return None, [Utterance("case_did_you_mean", params)]
        return None, [Utterance("case_not_found", {"reference": missing.reference})]


async def _find_office(context: Context, command: FindOffice, _number: int) -> list[Utterance]:
    office = await responsible_office(context.session, command.category, command.area_id)
    params: dict[str, Any] = {"category": command.category, "area_id": command.area_id}
    if office is None or office.is_triage:
        return [Utterance("office_not_found", params)]
    if office.is_verified and office.contact:
        return [Utterance("office_found_contact", {**params, "office": office, "contact": office.contact})]
    return [Utterance("office_found", {**params, "office": office})]


async def _assess_eligibility(context: Context, command: AssessEligibility, _number: int) -> list[Utterance]:
    origin = context.origin
    asked = eligibility.Asked(
        context.writer.conversation, context.inbound.cnic_hash, eligibility.day_of(origin.now),
        # Urdu by SMS has 201 letters in three parts; other writings twice as many.
        is_short=origin.channel == "sms" and origin.language == "ur",
    )  # fmt: skip
    said = await eligibility.assess(context.session, asked, command)
    return [Utterance(key, params) for key, params in said]


async def _describe_programme(context: Context, command: DescribeProgramme, _number: int) -> list[Utterance]:
    said = eligibility.tell(command, eligibility.day_of(context.origin.now))
    return [Utterance(key, params) for key, params in said]


async def _set_language(context: Context, command: SetLanguage, _number: int) -> list[Utterance]:
    context.writer.citizen.preferred_language = command.language
    return [Utterance("language_changed", {})]


async def _opt_out(context: Context, command: OptOut, _number: int) -> list[Utterance]:
    purposes = ("outreach",) if command.purpose == "outreach" else ("outreach", "follow_up")
    await _record(context, "withdrawn", purposes)
    return [Utterance("opted_out" if command.purpose == "outreach" else "opted_out_all", {})]


async def _opt_in(context: Context, _command: OptIn, _number: int) -> list[Utterance]:
    await _record(context, "given", ("outreach", "follow_up"))
    return [Utterance("opted_in", {})]


async def _record(context: Context, decision: str, purposes: tuple[str, ...]) -> None:
    await people.record_consent(
        context.session, context.writer, people.Consent(decision, purposes, "citizen_text"),
        decided_at=context.origin.now, inbound_message_id=context.inbound.id,
    )  # fmt: skip


async def _request_human(context: Context, command: RequestHuman, _number: int) -> list[Utterance]:
    is_sealed = command.is_sensitive
    if command.reason == "voice_note" and not is_sealed:
        # What she says may be about any of her open cases, so it is as sealed as they are.
        is_sealed = any(case.is_sealed for case in await _open_cases(context))
    case = context.added_to[-1] if context.added_to else None
    text = command.text or context.inbound.body
    await _open_triage(context, command.reason, text, case, is_sealed=is_sealed)
    return [Utterance(HANDED_OVER[command.reason], {})]


async def _open_cases(context: Context) -> list[Case]:
    return await case_repository.newest_open(context.session, context.writer.citizen.id)


async def _open_triage(
    context: Context, reason: str, text: str, case: Case | None = None, *, is_sealed: bool = False
) -> None:
    item = TriageItem(
        reason=reason, inbound_message_id=context.inbound.id, conversation_id=context.writer.conversation.id,
        case_id=case.id if case else None, text=text, is_sealed=is_sealed or bool(case and case.is_sealed),
        opened_at=context.origin.now,
    )  # fmt: skip
    await triage.open_item(context.session, item)


async def _show_helpline(_context: Context, command: ShowHelpline, _number: int) -> list[Utterance]:
    numbers = numbers_for(command.situation)
    return [Utterance("emergency_number", {"number": " / ".join(numbers)})] if numbers else []


HANDLERS: dict[type[object], Callable[[Context, Any, int], Awaitable[list[Utterance]]]] = {
    Say: _say,
    OpenCase: _open_case,
    AddDetail: _add_detail,
    ShowStatus: _show_status,
    ReopenCase: _reopen_case,
    FindOffice: _find_office,
    AssessEligibility: _assess_eligibility,
    DescribeProgramme: _describe_programme,
    SetLanguage: _set_language,
    OptOut: _opt_out,
    OptIn: _opt_in,
    RequestHuman: _request_human,
    ShowHelpline: _show_helpline,
    AnswerNeighbours: answers.answer_neighbours,
    RecordVerdict: answers.record_verdict,
    RecordContact: answers.record_contact,
    RecordSatisfaction: answers.record_satisfaction,
}
