"""An official's text is work, or it is a citizen's text like any other. Does not commit.

Only her registered phone works her office's cases, never sealed ones, never her own complaint. What cannot be taken
back is asked once more. Where this stands in the line, and why: docs/decisions/0032-work-by-text.md.
"""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.access.policy import viewer_of
from gateway.cases import reference as references
from gateway.casework import rights, states
from gateway.notices import phones
from gateway.people.service import Writer
from gateway.triage import repository as triage
from gateway.worktext import acts, pending, repository
from gateway.worktext.acts import Desk, Reply
from gateway.worktext.parsing import Order, choice, parse, says_yes
from gateway.worktext.policy import is_clear
from gateway.worktext.preparing import prepare, proven_by_number
from gateway.worktext.repository import Worker
from models.case import Case
from models.inbound_message import InboundMessage
from models.official import Official
from models.official_phone import OfficialPhone
from models.triage_item import TriageItem

OFFERED = 5
MOST_MISSES = 2
# What a choice from a list settles of the order.
CHOSEN = {"case": "reference", "office": "words", "reason": "reason"}


async def take(session: AsyncSession, desk: Desk, writer: Writer, row: InboundMessage) -> Reply | None:
    """Do what the text asks for, and what to answer; None: it is a citizen's text, for the bot."""
    held = await repository.lock_phones(session, writer.contact.id)
    registered = [await _registered(session, desk, phone, official, row) for phone, official in held]
    for reply in registered:
        if reply is not None:
            return reply
    for phone, official in held:
        if phone.confirmed_at is not None:
            worker = Worker(official, phone, writer.citizen.id, viewer_of(official))
            return await _work(session, desk, worker, writer, row)
    return None


async def _registered(
    session: AsyncSession, desk: Desk, phone: OfficialPhone, official: Official, row: InboundMessage
) -> Reply | None:
    is_right = await phones.confirm(session, desk.protector, phone, row.body, desk.now, row.channel)
    if is_right is None:
        return None
    return Reply([("phone_registered", {})] if is_right else [("phone_code_wrong", {})], official.language)


async def _work(session: AsyncSession, desk: Desk, worker: Worker, writer: Writer, row: InboundMessage) -> Reply | None:
    order, asked = parse(row.body), pending.of(worker.phone, writer.conversation, desk.now)
    worker.phone.pending = None  # a question is answered by the next text or not at all
    if order is None:
        return await _answered(session, desk, worker, asked, row) if asked else None
    if order.act is None:
        return await _not_understood(session, desk, worker, order, writer, row)
    worker.phone.misses = 0
    return await _ordered(session, desk, worker, _with_files(order, row))


def _with_files(order: Order, row: InboundMessage) -> Order:
    """What came with the text shows what was done."""
    if not row.media or order.act != "answer":
        return order
    types = [str(one.get("content_type", "")) for one in row.media]
    return replace(order, media_message=str(row.id), media_types=types)


async def _answered(
    session: AsyncSession, desk: Desk, worker: Worker, asked: pending.Asked, row: InboundMessage
) -> Reply | None:
    """Her answer to what we asked; None when it is none."""
    text, order = row.body, asked.order
    if row.media and asked.question in ("confirm", "proof"):
        return await _ordered(session, desk, worker, _with_files(order, row))
    if says_yes(text) is False:
        return acts.left(worker)
    if asked.question == "confirm":
        return await _perform(session, desk, worker, order) if says_yes(text) else None
    if asked.question == "proof":
        proven = proven_by_number(order, text)
        return await _ordered(session, desk, worker, proven) if proven else None
    number = choice(text, len(asked.options))
    if number is None:
        return None
    chosen = {CHOSEN[asked.question]: asked.options[number - 1]}
    return await _ordered(session, desk, worker, replace(order, **chosen))  # type: ignore[arg-type]  # words all


async def _ordered(session: AsyncSession, desk: Desk, worker: Worker, order: Order) -> Reply:
    if order.reference is None:
        found = await _meant_case(session, desk, worker, order)
    else:
        found = await _named_case(session, desk, worker, order)
    if isinstance(found, Reply):
        return found
    case, order = found
    return await prepare(session, desk, worker, case, replace(order, reference=case.reference))


async def _perform(session: AsyncSession, desk: Desk, worker: Worker, order: Order) -> Reply:
    case = await repository.case_by_reference(session, worker, order.reference or "")
    if case is None:
        return acts.not_found(worker, order.reference or "", None)
    return await acts.perform(session, desk, worker, case, order)


async def _named_case(session: AsyncSession, desk: Desk, worker: Worker, order: Order) -> tuple[Case, Order] | Reply:
    """The case of the reference; else the one she may have meant; else it was no reference but a word."""
    assert order.reference is not None
    case = await repository.case_by_reference(session, worker, order.reference)
    if case is not None:
        return case, order
    known = await repository.open_cases(session, worker)
    suggestion = references.nearest(order.reference, [one.reference for one in known])
    if suggestion is None and len(order.reference) != references.LENGTH and order.act != "accept":
        plain = replace(order, reference=None, words=f"{order.spelled} {order.words}".strip())
        return await _meant_case(session, desk, worker, plain)
    return acts.not_found(worker, order.reference, suggestion)


async def _meant_case(session: AsyncSession, desk: Desk, worker: Worker, order: Order) -> tuple[Case, Order] | Reply:
    """The case last spoken of, or the only one; asks where it could be another."""
    mentions = [one for one in await repository.mentioned(session, worker, desk.now) if _fits(worker, order, one.case)]
    if mentions and is_clear([one.moment for one in mentions], is_reply=mentions[0].is_reply):
        return mentions[0].case, order
    known = [one for one in await repository.open_cases(session, worker) if _fits(worker, order, one)]
    if len(known) == 1:
        return known[0], order
    if not known:
        return Reply([("work_no_cases", {})], worker.official.language)
    offered = [one.case for one in mentions]
    offered += [one for one in known if one not in offered]
    offered = offered[:OFFERED]
    pending.ask(worker.phone, "case", order, [one.reference for one in offered], desk.now)
    options = [{"reference": one.reference, "category": one.category_code} for one in offered]
    return Reply([("work_which_case", {"options": options})], worker.official.language)


def _fits(worker: Worker, order: Order, case: Case) -> bool:
    """Whether she may do this with the case as it is now. A question is asked of what can be answered."""
    act = acts.ACT_OF[order.act or "question"]
    return act in states.possible(case.state) and rights.may(worker.viewer, act, case)


async def _not_understood(
    session: AsyncSession, desk: Desk, worker: Worker, order: Order, writer: Writer, row: InboundMessage
) -> Reply | None:
    """A case of her office is named and nothing to do with it: help, then the console, and a person has her words."""
    case = await repository.case_by_reference(session, worker, order.reference or "")
    if case is None:
        return None
    worker.phone.misses += 1
    if worker.phone.misses < MOST_MISSES:
        return Reply([("work_help", {"reference": case.reference})], worker.official.language, case.id)
    worker.phone.misses = 0
    item = TriageItem(
        reason="not_understood", inbound_message_id=row.id, conversation_id=writer.conversation.id, case_id=case.id,
        text=row.body, opened_at=desk.now,
    )  # fmt: skip
    await triage.open_item(session, item)
    return acts.in_console(desk, worker, case, "work_help_console")
