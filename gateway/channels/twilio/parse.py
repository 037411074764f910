"""A verified form becomes an `Inbound`. Pure: no I/O, no clock; keeps everything, judges only who may be answered.

Source: Twilio, "Twilio's request to your incoming message webhook URL", https://www.twilio.com/docs/messaging/guides/
webhook-request, and WhatsApp parameters captured by nyaruka/courier (350e935); read 2026-11-24.
"""

import base64
import binascii
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.channels.base import ChannelKind, ContactAddress, ContactScheme, Inbound
from gateway.errors import SunwaiError
from gateway.phone import NotAPhone, to_e164

PROVIDER = "twilio"
MAX_MEDIA = 10
SID_CHARS = 64
_WHATSAPP = "whatsapp:"
_E164 = re.compile(r"\+[1-9]\d{6,14}")
# Meta's business-scoped user id: country code, dot, letters and digits.
_BUSINESS_SCOPED_USER = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")
_SHORT_CODE = re.compile(r"\d{3,8}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{80,}={0,2}")


class Unusable(SunwaiError):
    """The request is authentic but lacks what identifies its message."""

    code = "message_id_missing"


@dataclass(frozen=True, slots=True)
class OurSenders:
    """Addresses that are ours, by channel: what is not written to them, or comes from them, is quarantined."""

    sms: frozenset[str]
    whatsapp: frozenset[str]

    @classmethod
    def of(cls, sms: Iterable[str], whatsapp: Iterable[str]) -> "OurSenders":
        """From configured words; "whatsapp:" in front is allowed."""
        return cls(frozenset(sms), frozenset(without_prefix(one) for one in whatsapp))

    def on(self, channel: ChannelKind) -> frozenset[str]:
        """Our addresses on a channel."""
        return self.whatsapp if channel == "whatsapp" else self.sms


def parse_message(fields: list[tuple[str, str]], *, senders: OurSenders, received_at: datetime) -> Inbound:
    """The message in a form.

    Args:
        fields: every field in the order it came, already verified.
        senders: our own addresses.
        received_at: UTC.

    Raises Unusable without a MessageSid. Everything else may be missing, odd or new.
    """
    raw = _raw(fields)
    texts = {name: value.replace("\0", "") for name, value in fields}
    message_sid = texts.get("MessageSid", "")
    if not message_sid or len(message_sid) > SID_CHARS:
        raise Unusable
    channel: ChannelKind = "whatsapp" if _is_whatsapp(texts) else "sms"
    our_address = without_prefix(texts.get("To", ""))
    sender, fault = _sender(texts.get("From", ""))
    return Inbound(
        provider=PROVIDER,
        account_sid=texts.get("AccountSid", ""),
        provider_message_id=message_sid,
        channel=channel,
        sender=sender,
        our_address=our_address,
        body=_readable(texts.get("Body", ""), channel),
        received_at=received_at,
        raw=raw,
        choice=texts.get("ButtonPayload") or texts.get("ListId") or None,
        media=_media(texts),
        location=_location(texts),
        opt_out_type=texts.get("OptOutType", "").upper() or None,
        quarantine_reason=fault or _loop_or_stray(sender, our_address, senders.on(channel)),
    )


def without_prefix(address: str) -> str:
    """The address without its channel."""
    return address.removeprefix(_WHATSAPP)


def _raw(fields: list[tuple[str, str]]) -> dict[str, Any]:
    """Every field as it came; one that came more than once as a list."""
    raw: dict[str, Any] = {}
    for name, value in fields:
        if name not in raw:
            raw[name] = value
        elif isinstance(raw[name], list):
            raw[name].append(value)
        else:
            raw[name] = [raw[name], value]
    return raw


def _is_whatsapp(texts: Mapping[str, str]) -> bool:
    return texts.get("From", "").startswith(_WHATSAPP) or texts.get("To", "").startswith(_WHATSAPP)


def _sender(address: str) -> tuple[ContactAddress, str | None]:
    """Who wrote, and why she must not be answered, if so. A quarantined sender's value is kept as it came."""
    value = without_prefix(address).strip()
    if _BUSINESS_SCOPED_USER.fullmatch(value):
        return ContactAddress(ContactScheme.WHATSAPP_USER, value), None
    if _E164.fullmatch(value):
        return ContactAddress(ContactScheme.PHONE, value), None
    if not value:
        return ContactAddress(ContactScheme.PHONE, value), "sender_missing"
    if _SHORT_CODE.fullmatch(value):
        return ContactAddress(ContactScheme.PHONE, value), "sender_short_code"
    try:
        return ContactAddress(ContactScheme.PHONE, to_e164(value)), None
    except NotAPhone:
        return ContactAddress(ContactScheme.PHONE, value), "sender_alphanumeric"


def _loop_or_stray(sender: ContactAddress, our_address: str, ours: frozenset[str]) -> str | None:
    if sender.value in ours:
        return "sender_is_ours"
    return None if our_address in ours else "recipient_unknown"


def _media(texts: Mapping[str, str]) -> list[dict[str, str]]:
    """Attachments by the presence of their URL; the count that comes along is not trusted."""
    return [
        {"url": url, "content_type": texts.get(f"MediaContentType{number}", "")}
        for number in range(MAX_MEDIA)
        if (url := texts.get(f"MediaUrl{number}"))
    ]


def _location(texts: Mapping[str, str]) -> dict[str, Any] | None:
    """A shared place, or None when the numbers are no place on earth."""
    try:
        latitude, longitude = float(texts.get("Latitude", "")), float(texts.get("Longitude", ""))
    except ValueError:
        return None
    # Infinity and not-a-number parse as floats, and PostgreSQL's JSON refuses them.
    if not (math.isfinite(latitude) and math.isfinite(longitude)) or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    named = {name: texts[field] for name, field in (("address", "Address"), ("label", "Label")) if texts.get(field)}
    return {"latitude": latitude, "longitude": longitude, **named}


def _readable(body: str, channel: ChannelKind) -> str:
    """The body; a long SMS that arrived as base64 of its text is decoded.

    Some carriers deliver concatenated SMS so (seen by nyaruka/courier). Eighty unbroken characters that decode to
    printable UTF-8 with a blank in it are no words of a citizen; `raw` keeps the original in any case.
    """
    if channel != "sms" or len(body) % 4 or not _BASE64.fullmatch(body):
        return body
    try:
        text = base64.b64decode(body, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return body
    is_prose = " " in text and all(character.isprintable() or character in "\r\n\t\u200c\u200d" for character in text)
    return text if is_prose else body
