"""Addresses as Twilio writes them: "+92…" for SMS, "whatsapp:+92…" or "whatsapp:PK.134…" for WhatsApp. Pure.

Sources: ITU-T E.164 (at most 15 digits); PTA national numbering plan (a Pakistani mobile is 3 and nine digits);
Meta business-scoped user ids as captured by nyaruka/courier. Read 2026-11-24.
"""

import re
import unicodedata
from typing import Literal

Channel = Literal["sms", "whatsapp"]

PREFIX = "whatsapp:"
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")
_SHORT_CODE = re.compile(r"\d{3,8}")
_ALPHANUMERIC = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 +\-_&]{1,11}")
_PUNCTUATION = re.compile(r"[\s\-().\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def channel_of(address: str) -> Channel:
    """Which channel an address is on."""
    return "whatsapp" if address.startswith(PREFIX) else "sms"


def bare(address: str) -> str:
    """Without the channel."""
    return address.removeprefix(PREFIX)


def on(channel: Channel, value: str) -> str:
    """With the channel."""
    return PREFIX + bare(value) if channel == "whatsapp" else bare(value)


def is_phone(value: str) -> bool:
    """A number in E.164; a Pakistani mobile must have all of its digits."""
    return bool(_E164.fullmatch(value)) and (not value.startswith("+923") or len(value) == 13)


def is_landline(value: str) -> bool:
    """A Pakistani number that is no mobile: it takes no SMS."""
    return value.startswith("+92") and not value.startswith("+923")


def is_user_id(value: str) -> bool:
    """Meta's id of a person, which comes without a phone."""
    return bool(_USER_ID.fullmatch(value))


def is_recipient(address: str) -> bool:
    """Somebody who can be written to on the channel of the address."""
    value = bare(address)
    return is_phone(value) or (channel_of(address) == "whatsapp" and is_user_id(value))


def is_sender(value: str) -> bool:
    """Something that may stand in From: a number, a short code, up to eleven letters and digits."""
    return any(pattern.fullmatch(value) for pattern in (_E164, _SHORT_CODE, _ALPHANUMERIC))


def contact(text: str) -> str:
    """What a tester typed, as Twilio would write it: "0300 1234567" becomes "+923001234567". Raises ValueError."""
    if is_user_id(text.strip()):
        return text.strip()
    digits = _PUNCTUATION.sub("", "".join(_ascii(letter) for letter in bare(text.strip())))
    for written, meant in (("00", "+"), ("0", "+92"), ("92", "+92"), ("3", "+923")):
        if digits.startswith(written):
            digits = meant + digits.removeprefix(written)
            break
    if not is_phone(digits):
        raise ValueError("not a phone number")
    return digits


def _ascii(letter: str) -> str:
    digit = unicodedata.digit(letter, None)
    return letter if digit is None else str(digit)
