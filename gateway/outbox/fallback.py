"""What else reaches her when WhatsApp takes no free text: an approved template, then SMS to the same number.

Source: WhatsApp Business Messaging Policy, 24-hour customer service window: after it only approved templates may be
sent; read 2026-11-24. The template of each language has one variable, our sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.channels.base import ContactScheme, ErrorClass
from gateway.outbox import policy, service
from gateway.outbox.repository import Claimed
from gateway.protect import Protector
from models.outbound_message import OutboundMessage

# Refusals of one channel, after which the same words may go by the other.
BY_SMS_AFTER = frozenset({ErrorClass.NEEDS_TEMPLATE, ErrorClass.OTHER_CHANNEL})


@dataclass(frozen=True, slots=True)
class OtherWays:
    """Approved WhatsApp templates by language, and the number that SMS leave from; without either there is silence."""

    template_sids: Mapping[str, str] = field(default_factory=dict)
    sms_sender: str | None = None


def template_for(ways: OtherWays, row: Claimed, now: datetime) -> str | None:
    """The template to send the row as, or None: the window is open, or none is approved in its language."""
    situation = row.situation
    if situation.channel != "whatsapp" or policy.is_window_open(situation.last_inbound_at, now):
        return None
    return ways.template_sids.get(row.language)


def can_go_by_sms(ways: OtherWays, row: Claimed, error_class: ErrorClass) -> bool:
    """Whether the row's words may leave by SMS instead: they answer her, and she has a number."""
    is_whatsapp = row.situation.channel == "whatsapp" and row.scheme == ContactScheme.PHONE
    return is_whatsapp and row.situation.is_reply and error_class in BY_SMS_AFTER and ways.sms_sender is not None


async def by_sms(session: AsyncSession, protector: Protector, row: Claimed, sender: str, now: datetime) -> None:
    """Write the row's words once more, for SMS; consent and validity are asked again when they leave."""
    message = await session.get_one(OutboundMessage, row.id)
    await service.enqueue(
        session,
        destination=service.Destination(row.conversation_id, row.contact_id, "sms", sender),
        sentences=[service.Sentence(message.message_keys[0], message.params[0], message.body)],
        language=message.language, dedupe_key=f"{message.dedupe_key}:sms", now=now, protector=protector,
        turn_id=message.turn_id, case_id=message.case_id,
    )  # fmt: skip
