"""What the bot is asked about one message: its words, the state so far, and what to know beside them. Only reads."""

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases import repository as case_repository
from gateway.dialogue.contract import CitizenMessage, KnownCase, Point, TurnMetadata, TurnRequest
from gateway.people.service import Writer
from models.inbound_message import InboundMessage


async def question(session: AsyncSession, inbound: InboundMessage, writer: Writer) -> TurnRequest:
    """The request for a turn."""
    conversation, citizen = writer.conversation, writer.citizen
    cases = await case_repository.newest_open(session, citizen.id)
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
            open_cases=[KnownCase(reference=c.reference, category=c.category_code, state=c.state) for c in cases],
            last_area_id=citizen.last_area_id,
        ),
    )


def _point(inbound: InboundMessage) -> Point | None:
    """The shared place, or None when its numbers are no place on earth: the words still count."""
    if inbound.location is None:
        return None
    try:
        return Point(latitude=inbound.location["latitude"], longitude=inbound.location["longitude"])
    except (KeyError, ValidationError):
        return None
