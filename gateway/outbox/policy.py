"""Whether a text may leave at this moment. Pure: no I/O, no clock. Asked when sending, not when writing the row.

Sources: WhatsApp Business Messaging Policy, 24-hour customer service window; Twilio errors 21610 and 63016; read
2026-11-24. An address that WhatsApp refused is tried again after 30 days (people join); a wrong SMS number stays wrong
until its owner writes to us.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.channels.base import ErrorClass

# Five minutes short of 24 hours: our clock, the provider's and the way between them may differ.
WINDOW = timedelta(hours=23, minutes=55)
WHATSAPP_REFUSAL_HOLDS = timedelta(days=30)

# Withdrawals that bind even an answer to the citizen's own words: the provider would refuse it and has said so itself.
# Who blocked us and then writes to us has lifted the block; who sent STOP must send START.
_PROVIDER_OPT_OUT, _BLOCK = "provider_opt_out", "carrier_block"


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known about a text and its contact when it is about to leave. `is_reply`: an answer to the citizen."""

    channel: str
    is_reply: bool
    expires_at: datetime | None
    last_inbound_at: datetime | None
    unusable_on: str | None = None
    unusable_since: datetime | None = None
    consent_decision: str | None = None
    consent_source: str | None = None
    consent_decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a text does not leave: the code and class its row is closed with."""

    code: str
    error_class: ErrorClass


def is_window_open(last_inbound_at: datetime | None, now: datetime) -> bool:
    """Whether WhatsApp still takes free text: the citizen wrote less than 23 h 55 min ago."""
    return last_inbound_at is not None and now - last_inbound_at < WINDOW


def suppression(situation: Situation, now: datetime, *, has_template: bool = False) -> Suppression | None:
    """Why this text must not leave now, or None when it may. `has_template`: it leaves as an approved template."""
    if situation.expires_at is not None and situation.expires_at <= now:
        return Suppression("expired", ErrorClass.GIVE_UP)
    if _has_opted_out(situation):
        return Suppression("opted_out", ErrorClass.OPTED_OUT)
    if _is_unusable(situation, now):
        return Suppression("unusable_address", ErrorClass.BAD_ADDRESS)
    needs_window = situation.channel == "whatsapp" and not has_template
    if needs_window and not is_window_open(situation.last_inbound_at, now):
        return Suppression("window_closed", ErrorClass.NEEDS_TEMPLATE)
    return None


def _has_opted_out(situation: Situation) -> bool:
    if situation.consent_decision != "withdrawn":
        return False
    if not situation.is_reply or situation.consent_source == _PROVIDER_OPT_OUT:
        return True
    return situation.consent_source == _BLOCK and not _has_written_since(situation, situation.consent_decided_at)


def _has_written_since(situation: Situation, moment: datetime | None) -> bool:
    return situation.last_inbound_at is not None and moment is not None and situation.last_inbound_at > moment


def _is_unusable(situation: Situation, now: datetime) -> bool:
    since = situation.unusable_since
    if situation.unusable_on != situation.channel or since is None:
        return False
    if _has_written_since(situation, since):
        return False  # who writes to us can be reached
    return situation.channel != "whatsapp" or now - since < WHATSAPP_REFUSAL_HOLDS
