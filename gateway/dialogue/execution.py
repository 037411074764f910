"""Executes the bot's typed commands: one small handler each, all in the caller's transaction.

A handler returns what to say; it never sends. What a command may not do is refused here, whatever the bot proposed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases import repository as case_repository
from gateway.cases import service as cases
from gateway.dialogue.contract import (
    AddDetail,
    Command,
    FindOffice,
    OpenCase,
    OptIn,
    OptOut,
    ReopenCase,
    RequestHuman,
    Say,
    SetLanguage,
    ShowStatus,
)
from gateway.offices.service import responsible_office
from gateway.people import service as people
from gateway.people.service import Writer
from gateway.triage import repository as triage
from models.case import Case
from models.inbound_message import InboundMessage
from models.office import Office
from models.triage_item import TriageItem


@dataclass(frozen=True)
class Context:
    """All a handler may use."""

    session: AsyncSession
    writer: Writer
    inbound: InboundMessage
    origin: cases.Origin


@dataclass(frozen=True)
class Utterance:
    """A sentence to be worded: key and parameters, codes and objects not yet named."""

    key: str
    params: dict[str, Any]


async def execute(context: Context, commands: list[Command]) -> list[Utterance]:
    """Run the commands in order; what they say, in order."""
    said: list[Utterance] = []
    for number, command in enumerate(commands):
        for utterance in await HANDLERS[type(command)](context, command, number):
            if utterance not in said:
                said.append(utterance)
    return said


async def _say(_context: Context, command: Say, _number: int) -> list[Utterance]:
    return [Utterance(command.key, dict(command.params))]


async def _open_case(context: Context, command: OpenCase, number: int) -> list[Utterance]:
    grievance = cases.Grievance(
        category=command.category, description=command.description, area_id=command.area_id,
        place_text=command.place_text, is_accusation=command.is_accusation, is_urgent=command.is_urgent,
        media_messages=tuple(command.media_messages),
    )  # fmt: skip
    case = await cases.open_case(context.session, context.origin, grievance, number)
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
    await cases.add_detail(context.session, context.origin, case, media_count=len(context.inbound.media))
    return [Utterance("detail_added", {"reference": case.reference})]


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
    params: dict[str, Any] = {"reference": case.reference, "category": case.category_code}
    if case.state == "closed":
        return Utterance("case_status_closed", params)
    office = await context.session.get_one(Office, case.office_id)
    return Utterance("case_status", {**params, "state": case.state, "office": office, "due": case.resolve_due_at})


async def _reopen_case(context: Context, command: ReopenCase, _number: int) -> list[Utterance]:
    case, missing = await _meant_case(context, command.reference)
    if case is None:
        return missing
    was_closed = await cases.reopen(context.session, context.origin, case)
    office = await context.session.get_one(Office, case.office_id)
    params: dict[str, Any] = {"reference": case.reference, "office": office}
    if was_closed:
        return [Utterance("case_reopened", {**params, "due": case.resolve_due_at})]
    return [Utterance("case_still_open", params)]


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
    await _open_triage(context, command.reason, command.text or context.inbound.body)
    return [Utterance("not_understood_human" if command.reason == "not_understood" else "human_requested", {})]


async def _open_triage(context: Context, reason: str, text: str, case: Case | None = None) -> None:
    item = TriageItem(
        reason=reason, inbound_message_id=context.inbound.id, conversation_id=context.writer.conversation.id,
        case_id=case.id if case else None, text=text, opened_at=context.origin.now,
    )  # fmt: skip
    await triage.open_item(context.session, item)


HANDLERS: dict[type[object], Callable[[Context, Any, int], Awaitable[list[Utterance]]]] = {
    Say: _say,
    OpenCase: _open_case,
    AddDetail: _add_detail,
    ShowStatus: _show_status,
    ReopenCase: _reopen_case,
    FindOffice: _find_office,
    SetLanguage: _set_language,
    OptOut: _opt_out,
    OptIn: _opt_in,
    RequestHuman: _request_human,
}
