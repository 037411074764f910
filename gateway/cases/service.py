"""What happens to cases when a citizen speaks: open, add, find. Every change appends an event; no commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.alarms import service as alarms
from gateway.cases import reference as references
from gateway.cases import repository
from gateway.cases.errors import CaseNotFound
from gateway.media import repository as media
from gateway.routing import service as routing
from gateway.routing.wording import in_words
from models.case import Case
from models.case_event import CaseEvent
from models.category import Category
from models.inbound_message import InboundMessage


@dataclass(frozen=True)
class Origin:
    """Where a change comes from: the citizen's turn."""

    turn_id: UUID
    conversation_id: UUID
    citizen_id: UUID
    inbound_message_id: UUID
    channel: str
    language: str
    now: datetime


@dataclass(frozen=True)
class Grievance:
    """What the citizen said and confirmed. `category` and `area_id` are codes; None: not known.

    `media_messages`: earlier messages of hers whose photos and files are part of it.
    """

    category: str
    description: str
    area_id: str | None
    place_text: str | None
    is_accusation: bool
    is_urgent: bool
    media_messages: tuple[UUID, ...] = ()


class NoSuchReference(CaseNotFound):
    """The citizen has no case with that reference. `suggestion` is her own nearest one, or None."""

    def __init__(self, reference: str, suggestion: str | None) -> None:
        super().__init__()
        self.reference = reference
        self.suggestion = suggestion


async def open_case(session: AsyncSession, origin: Origin, grievance: Grievance, command_number: int) -> Case:
    """Open, route and promise in one go. The same command of the same turn gives the case it gave before."""
    known = await repository.of_turn(session, origin.turn_id, command_number)
    if known is not None:
        return known
    category = await session.get_one(Category, grievance.category)
    is_sealed = category.is_sensitive or grievance.is_accusation
    decision = await routing.route(session, category_code=category.code, area_id=grievance.area_id, is_sealed=is_sealed)
    promise = await routing.deadlines(
        session, category_code=category.code, area_id=grievance.area_id, opened_at=origin.now
    )
    why = in_words(decision.reason)
    case = Case(
        reference=await _free_reference(session), citizen_id=origin.citizen_id,
        conversation_id=origin.conversation_id, turn_id=origin.turn_id, command_number=command_number,
        channel=origin.channel, language=origin.language, category_code=category.code, area_id=grievance.area_id,
        place_text=grievance.place_text, description=grievance.description, is_sealed=is_sealed,
        is_urgent=grievance.is_urgent, state="routed", verdict="pending", office_id=decision.office_id,
        rule_id=decision.rule_id, routing_reason=why.en, routing_reason_ur=why.ur, opened_at=origin.now,
        acknowledge_due_at=promise.acknowledge_at, first_action_due_at=promise.first_action_at,
        resolve_due_at=promise.resolve_at,
    )  # fmt: skip
    session.add(case)
    await session.flush()
    if is_sealed:
        await repository.hide_words(session, origin.conversation_id)
    await append(session, case, origin, CaseEvent(kind="case_opened"))
    placed = {"office_id": str(decision.office_id), "rule_id": str(decision.rule_id) if decision.rule_id else None}
    routed = CaseEvent(kind="case_routed", actor="system", reason=why.en, data=placed)
    await append(session, case, origin, routed)
    await _link_media(session, case, origin, grievance.media_messages)
    await alarms.begin(session, case, origin.now)
    return case


async def add_detail(session: AsyncSession, origin: Origin, case: Case, told: Sequence[InboundMessage] = ()) -> None:
    """Note that the messages `told`, without any the one in hand, belong to the case. Moves no deadline."""
    for one in told:
        data = {"media_count": len(one.media)}
        await append(session, case, origin, CaseEvent(kind="detail_added", inbound_message_id=one.id, data=data))
    if not told:
        await append(session, case, origin, CaseEvent(kind="detail_added", data={"media_count": 0}))
    await _link_media(session, case, origin, tuple(one.id for one in told))


async def find_own(session: AsyncSession, citizen_id: UUID, text: str) -> Case:
    """The citizen's case by reference as she typed it. Raises NoSuchReference with a suggestion where one is near."""
    reference = references.normalise(text)
    case = await repository.own_case(session, citizen_id, reference)
    if case is None:
        own = await repository.own_references(session, citizen_id)
        raise NoSuchReference(reference or text[:12], references.nearest(reference, own))
    return case


async def _link_media(session: AsyncSession, case: Case, origin: Origin, earlier: tuple[UUID, ...] = ()) -> None:
    """What came with the message in hand, and with earlier ones of the draft, belongs to the case."""
    await media.link(
        session, case_id=case.id, conversation_id=origin.conversation_id, message_ids=earlier,
        current_id=origin.inbound_message_id,
    )  # fmt: skip


async def _free_reference(session: AsyncSession) -> str:
    while await repository.is_reference_taken(session, candidate := references.generate()):
        pass
    return candidate


async def append(session: AsyncSession, case: Case, origin: Origin, event: CaseEvent) -> None:
    """Append `event`, which says kind and what is special about it; an event of the system has no actor id."""
    event.case_id, event.happened_at = case.id, origin.now
    event.inbound_message_id = event.inbound_message_id or origin.inbound_message_id
    if event.actor != "system":
        event.actor, event.actor_id = "citizen", origin.citizen_id
    await repository.add_event(session, event)
