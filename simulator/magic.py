"""Numbers that fail in a named way. Pure.

The first two tables are those of Twilio's test credentials (https://www.twilio.com/docs/iam/test-credentials, read
2026-11-24). Ours: "+150055" and a five-digit code of Twilio's delivery errors is taken first and fails
later with that code, so "+15005530003" is a handset that is off and "whatsapp:+15005563024" has no WhatsApp.
"""

import re

from simulator.addresses import bare, channel_of

_RECIPIENTS = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
_SENDERS = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
# The same numbers on WhatsApp. There only a malformed address is refused at once; the others are found out later.
_WHATSAPP_LATER = {
    "+15005550002": 63024,
    "+15005550003": 63003,
    "+15005550004": 63033,
    "+15005550009": 63024,
}
_LATER = re.compile(r"\+150055([36]\d{4})")
ALWAYS_OURS = "+15005550006"


def refused_at_once(sender: str, recipient: str) -> int | None:
    """The code that Twilio answers with, or None."""
    code = _SENDERS.get(bare(sender))
    if code:
        return code
    if channel_of(recipient) == "whatsapp":
        return 21211 if bare(recipient) == "+15005550001" else None
    return _RECIPIENTS.get(recipient)


def fails_later(recipient: str) -> int | None:
    """The code that a status callback brings, or None."""
    if channel_of(recipient) == "whatsapp" and bare(recipient) in _WHATSAPP_LATER:
        return _WHATSAPP_LATER[bare(recipient)]
    found = _LATER.fullmatch(bare(recipient))
    return int(found[1]) if found else None
