"""Carries an order out by the acts of casework, and says what came of it. Does not commit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.casework import service as casework
from gateway.casework.states import Act
from gateway.errors import SunwaiError
from gateway.i18n.catalog import render
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

ACT_OF: dict[str, Act] = {"accept": "accept", "answer": "answer", "question": "answer", "forward": "transfer"}
# Code of a refusal to what she reads; any other refusal asks for more than a text can say.
REFUSALS = {
    "answer_too_short": "work_answer_missing", "not_yours": "work_not_allowed", "not_possible": "work_not_possible",
    "case_not_found": "work_not_found", "no_such_office": "work_office_unknown",
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


async def prepare(session: AsyncSession, desk: Desk, worker: Worker, case: Case, order: Order) -> Reply:
    """Do at once what can be taken back; ask first whether what cannot be shall be done."""
    if order.act == "accept":
        return await perform(session, desk, worker, case, order)
    if not order.words:
        return _say(worker, case, f"work_{order.act}_missing")
    if order.act == "question":
        return in_console(desk, worker, case, "work_question_console")
    if order.act == "forward":
        return await _choose_office(session, desk, worker, case, order)
    if not casework.SHORTEST_ANSWER <= len(order.words) <= casework.LONGEST_ANSWER:
        return _say(worker, case, "work_answer_missing")
    pending.ask(worker.phone, "confirm", order, [], desk.now)
    return _say(worker, case, f"work_confirm_{order.outcome}")


async def perform(session: AsyncSession, desk: Desk, worker: Worker, case: Case, order: Order) -> Reply:
    """The act itself, by the same service as the console's; a refused one changes nothing and is explained."""
    actor = casework.Actor(worker.official.id, worker.viewer, desk.now, desk.protector, desk.channel)
    try:
        if order.act == "accept":
            await casework.accept(session, actor, case.reference)
            return _say(worker, case, "work_accepted", due=case.resolve_due_at)
        if order.act == "answer":
            await casework.answer(session, actor, case.reference, order.outcome, order.words)
            return _say(worker, case, "work_answered")
        reason = render("work_forward_reason", worker.official.language, {"office": order.spelled})
        await casework.transfer(session, actor, case.reference, order.words, reason)
        return _say(worker, case, "work_forwarded", office=await offices.get_office(session, case.office_id))
    except SunwaiError as refusal:
        if refusal.status >= 500:
            raise
        key = REFUSALS.get(refusal.code)
        if key is None:
            return in_console(desk, worker, case, "work_in_console")
        return _say(worker, case, key, state=case.state)


async def _choose_office(session: AsyncSession, desk: Desk, worker: Worker, case: Case, order: Order) -> Reply:
    """Which office she means by her words; asked once more before the case goes there."""
    near = await _offices_near(session, case)
    found = meant(order.words, [_name_of(one) for one in near])
    if not found:
        return _say(worker, case, "work_office_unknown")
    by_code = {one.code: one for one in near}
    if len(found) > 1:
        pending.ask(worker.phone, "office", order, [one.code for one in found], desk.now)
        labels = [office_label(by_code[one.code], worker.official.language) for one in found]
        return _say(worker, case, "work_which_office", options=[{"label": one} for one in labels])
    # What she wrote stays as the reason; the code is what is done.
    chosen = replace(order, words=found[0].code, spelled=order.words)
    pending.ask(worker.phone, "confirm", chosen, [], desk.now)
    return _say(worker, case, "work_confirm_forward", office=by_code[found[0].code])


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
    return _say(worker, case, key, link=f"{desk.origin}/console/cases/{case.reference}")


def _say(worker: Worker, case: Case, key: str, **params: Any) -> Reply:
    named = {"reference": case.reference, "category": case.category_code, **params}
    return Reply([(key, named)], worker.official.language, case.id)
