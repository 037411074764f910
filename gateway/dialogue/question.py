"""What the bot is asked about one message: its words, the state so far, and what to know beside them. Only reads."""

from datetime import datetime, timedelta

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases import repository as case_repository
from gateway.dialogue.contract import CitizenMessage, KnownCase, Point, TurnMetadata, TurnRequest
from gateway.people.service import Writer
from models.case import Case
from models.conversation import Conversation
from models.inbound_message import InboundMessage

# So many of her open cases the bot knows, for telling whether she writes about one of them.
KNOWN_CASES = 7
# A question of ours that is older is no longer what her "1" answers.
PENDING_FOR = timedelta(hours=24)


async def question(session: AsyncSession, inbound: InboundMessage, writer: Writer) -> TurnRequest:
    """The request for a turn."""
    conversation, citizen = writer.conversation, writer.citizen
    cases = await case_repository.newest_open(session, citizen.id, limit=KNOWN_CASES)
    return TurnRequest(
        state=conversation.state,
        message=CitizenMessage(
            id=inbound.id,
            text=inbound.body,
            choice=inbound.choice,
            media_types=[str(one.get("content_type", "")) for one in inbound.media],
            location=_point(inbound),
        ),
        metadata=TurnMetadata(
            channel=conversation.channel,
            language=citizen.preferred_language or conversation.language,
            open_cases=[_known(case) for case in cases],
            last_area_id=citizen.last_area_id,
            pending_question=_pending(conversation, inbound.received_at),
        ),
    )


def _known(case: Case) -> KnownCase:
    return KnownCase(reference=case.reference, category=case.category_code, state=case.state, area_id=case.area_id)


def _pending(conversation: Conversation, now: datetime) -> str | None:
    last = conversation.last_inbound_at
    is_fresh = last is not None and now - last < PENDING_FOR
    return str(conversation.pending_question["question"]) if conversation.pending_question and is_fresh else None


def _point(inbound: InboundMessage) -> Point | None:
    """The shared place, or None when its numbers are no place on earth: the words still count."""
    if inbound.location is None:
        return None
    try:
        return Point(latitude=inbound.location["latitude"], longitude=inbound.location["longitude"])
    except (KeyError, ValidationError):
        return None
