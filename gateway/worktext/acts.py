"""Carries an order out by the acts of casework, and says what came of it. Does not commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.casework import asking, reasons
from gateway.casework import service as casework
from gateway.casework.states import Act
from gateway.errors import SunwaiError
from gateway.i18n.catalog import render
from gateway.media import repository as media
from gateway.media.storage import Upload
from gateway.offices import files as directory
from gateway.offices import repository as offices
from gateway.offices.naming import office_label
from gateway.protect import Protector
from gateway.routing import repository as routing
from gateway.worktext import pending
from gateway.worktext.matching import OfficeName, meant
from gateway.worktext.parsing import Order
from gateway.worktext.repository import Worker
from models.case import Case
from models.office import Office

ACT_OF: dict[str, Act] = {"accept": "accept", "answer": "answer", "question": "ask", "forward": "transfer"}
# Of what was done she says so in her words; why something cannot be done, she chooses.
REASONS = {"granted": "work_done", "partly_granted": "part_done"}
# Code of a refusal to what she reads; any other refusal asks for more than a text can say.
REFUSALS = {
    "answer_too_short": "work_answer_missing", "not_yours": "work_not_allowed", "not_possible": "work_not_possible",
    "case_not_found": "work_not_found", "no_such_office": "work_office_unknown",
    "question_length": "work_question_missing", "not_to_be_asked": "work_no_questions",
}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """What an act needs beside the order. `origin`: of the console, for links. `channel`: of the text."""

    protector: Protector
    now: datetime
    origin: str
    channel: str


@dataclass(frozen=True)
class Reply:
    """What she is answered: sentences by key and parameters. `case_id`: what she is at now."""

    said: list[tuple[str, Mapping[str, Any]]]
    language: str
    case_id: UUID | None = None


def actor(desk: Desk, worker: Worker) -> casework.Actor:
    """The official as the acts of casework know her."""
    return casework.Actor(worker.official.id, worker.viewer, desk.now, desk.protector, desk.channel)


def reply_of(order: Order, uploads: Sequence[Upload] = ()) -> casework.Reply:
    """The answer that an order is. Without a reason of her own it is that the work, or a part of it, is done."""
    reason = order.reason or REASONS[order.outcome]
    return casework.Reply(reason, order.words, order.evidence, uploads, sent_types=order.media_types)


async def perform(session: AsyncSession, desk: Desk, worker: Worker, case: Case, order: Order) -> Reply:
    """The act itself, by the same service as the console's; a refused one changes nothing and is explained."""
    try:
        return await _perform(session, desk, worker, case, order)
    except SunwaiError as refusal:
        if refusal.status >= 500:
            raise
        key = REFUSALS.get(refusal.code)
        if key is None:
            return in_console(desk, worker, case, "work_in_console")
        return say(worker, case, key, state=case.state)


async def _perform(session: AsyncSession, desk: Desk, worker: Worker, case: Case, order: Order) -> Reply:
    who = actor(desk, worker)
    if order.act == "accept":
        await casework.accept(session, who, case.reference)
        return say(worker, case, "work_accepted", due=case.resolve_due_at)
    if order.act == "question":
        await asking.ask(session, who, case.reference, order.words)
        return say(worker, case, "work_asked")
    if order.act == "answer":
        await casework.answer(session, who, case.reference, reply_of(order))
        if order.media_message:
            await media.link_shown(session, UUID(order.media_message), case.id, worker.official.id)
        return say(worker, case, "work_answered")
    reason = render("work_forward_reason", worker.official.language, {"office": order.spelled})
    await casework.transfer(session, who, case.reference, order.words, reason)
    return say(worker, case, "work_forwarded", office=await offices.get_office(session, case.office_id))


async def choose_office(session: AsyncSession, desk: Desk, worker: Worker, case: Case, order: Order) -> Reply:
    """Which office she means by her words; asked once more before the case goes there."""
    near = await _offices_near(session, case)
    found = meant(order.words, [_name_of(one) for one in near])
    if not found:
        return say(worker, case, "work_office_unknown")
    by_code = {one.code: one for one in near}
    if len(found) > 1:
        pending.ask(worker.phone, "office", order, [one.code for one in found], desk.now)
        labels = [office_label(by_code[one.code], worker.official.language) for one in found]
        return say(worker, case, "work_which_office", options=[{"label": one} for one in labels])
    # What she wrote stays as the reason; the code is what is done.
    chosen = replace(order, words=found[0].code, spelled=order.words)
    pending.ask(worker.phone, "confirm", chosen, [], desk.now)
    return say(worker, case, "work_confirm_forward", office=by_code[found[0].code])


def choose_reason(desk: Desk, worker: Worker, case: Case, order: Order) -> Reply:
    """Why it cannot be done: one of the reasons that casework knows for the category."""
    fitting = reasons.reasons_for(case.category_code)[order.outcome]
    pending.ask(worker.phone, "reason", order, [one.code for one in fitting], desk.now)
    options = [{"label": one.names[worker.official.language]} for one in fitting]
    return say(worker, case, "work_which_reason", options=options)


async def _offices_near(session: AsyncSession, case: Case) -> list[Office]:
    """Active offices of the case's place and what lies around it, but the one that has it; everywhere without one."""
    path = await routing.load_path(session, case.area_id)
    listed = await offices.list_offices(session, area_ids=[area.id for area in path] if path else None)
    return [one for one in listed if one.is_active and one.id != case.office_id]


def _name_of(office: Office) -> OfficeName:
    kind = directory.office_types()[office.office_type]
    return OfficeName(office.code, office.name_en, office.name_ur, str(kind["name_en"]), str(kind["name_ur"]))


def left(worker: Worker) -> Reply:
    """She does not want it after all."""
    return Reply([("work_left", {})], worker.official.language)


def not_found(worker: Worker, reference: str, suggestion: str | None) -> Reply:
    """No case of her office has that number; another office's is as good as none."""
    key = "work_did_you_mean" if suggestion else "work_not_found"
    return Reply([(key, {"reference": reference, "suggestion": suggestion})], worker.official.language)


def in_console(desk: Desk, worker: Worker, case: Case, key: str) -> Reply:
    """What a text cannot do, with the address of where it is done."""
    return say(worker, case, key, link=f"{desk.origin}/console/cases/{case.reference}")


def say(worker: Worker, case: Case, key: str, **params: Any) -> Reply:
    """One sentence about the case, which she is at from now on."""
    named = {"reference": case.reference, "category": case.category_code, **params}
    return Reply([(key, named)], worker.official.language, case.id)
