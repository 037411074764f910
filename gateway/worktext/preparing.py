"""What an order still lacks is asked for, one thing a text, and what cannot be taken back is asked once more."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.casework import evidence
from gateway.casework import service as casework
from gateway.errors import SunwaiError
from gateway.worktext import acts, links, pending
from gateway.worktext.acts import Desk, Reply
from gateway.worktext.parsing import Order
from gateway.worktext.repository import Worker
from models.case import Case
from models.category import Category


async def prepare(session: AsyncSession, desk: Desk, worker: Worker, case: Case, order: Order) -> Reply:
    """Do at once what harms nobody; ask first for what is missing, and whether the rest shall be done."""
    if order.act == "accept":
        return await acts.perform(session, desk, worker, case, order)
    if not order.words:
        return acts.say(worker, case, f"work_{order.act}_missing")
    if order.act == "question":
        return await acts.perform(session, desk, worker, case, order)
    if order.act == "forward":
        return await acts.choose_office(session, desk, worker, case, order)
    return await _answer(session, desk, worker, case, order)


async def _answer(session: AsyncSession, desk: Desk, worker: Worker, case: Case, order: Order) -> Reply:
    if not casework.SHORTEST_ANSWER <= len(order.words) <= casework.LONGEST_ANSWER:
        return acts.say(worker, case, "work_answer_missing")
    if not order.reason and order.outcome not in acts.REASONS:
        return acts.choose_reason(desk, worker, case, order)
    category = await session.get_one(Category, case.category_code)
    try:
        evidence.require(evidence.needed(category.evidence_kind, order.outcome), order.evidence, order.media_types)
    except evidence.EvidenceMissing as missing:
        return await _ask_for_proof(session, desk, worker, case, order, missing)
    pending.ask(worker.phone, "confirm", order, [], desk.now)
    return acts.say(worker, case, f"work_confirm_{order.outcome}")


async def _ask_for_proof(
    session: AsyncSession, desk: Desk, worker: Worker, case: Case, order: Order, missing: evidence.EvidenceMissing
) -> Reply:
    """A photo by answering or by a link, the number of a paper, or either."""
    pending.ask(worker.phone, "proof", order, [], desk.now)
    if isinstance(missing, evidence.ReferenceMissing):
        return acts.say(worker, case, "work_number_needed")
    secret = await links.make(session, worker, case, order, desk.now)
    key = "work_photo_needed" if isinstance(missing, evidence.PhotoMissing) else "work_proof_needed"
    language = "?lang=ur" if worker.official.language == "ur" else ""
    return acts.say(worker, case, key, link=f"{desk.origin}/p/{secret}{language}")


def proven_by_number(order: Order, text: str) -> Order | None:
    """The order with the number of a paper, if the text is one."""
    number = " ".join(text.split())
    try:
        evidence.require("reference", number, ())
    except SunwaiError:
        return None
    return replace(order, evidence=number)
