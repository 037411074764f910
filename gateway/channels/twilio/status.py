"""A status callback becomes a `Report`. Pure: no I/O, no judgement of what the report moves.

Source: Twilio, "Outbound message status in status callbacks", read 2026-11-24; `id` in the query is ours.
"""

from collections.abc import Mapping
from urllib.parse import parse_qs
from uuid import UUID

from gateway.channels.base import Report
from gateway.channels.twilio.parse import PROVIDER, SID_CHARS, Unusable, without_prefix

_WORD_CHARS = 32


def parse_status(fields: Mapping[str, str], query: str) -> Report:
    """The report in a callback.

    Args:
        fields: the form, already verified.
        query: raw query of the callback URL, "id=<our uuid>".

    Raises Unusable when the report does not say which text, or what became of it.
    """
    message_sid, status = fields.get("MessageSid", ""), fields.get("MessageStatus", "")
    if not message_sid or not status or len(message_sid) > SID_CHARS or len(status) > _WORD_CHARS:
        raise Unusable
    return Report(
        provider=PROVIDER,
        provider_message_id=message_sid,
        status=status.lower(),
        our_id=_our_id(query),
        recipient=without_prefix(fields.get("To", "")),
        error_code=fields.get("ErrorCode", "")[:_WORD_CHARS],
        event_type=fields.get("EventType", "")[:_WORD_CHARS],
    )


def _our_id(query: str) -> UUID | None:
    try:
        return UUID(parse_qs(query).get("id", [""])[0])
    except ValueError:
        return None
