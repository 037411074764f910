"""Phone numbers: any usual way of writing one becomes E.164, and masks for screens.

Pakistani mobile numbers are 3 and nine digits after the country code 92 (ITU-T E.164; PTA national numbering plan).
"""

import re
import unicodedata

from gateway.errors import SunwaiError

_KEPT = re.compile(r"[\s\-().\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_E164 = re.compile(r"\+[1-9]\d{6,14}")


class NotAPhone(SunwaiError):
    """This is not a phone number."""

    code = "not_a_phone"


def to_e164(text: str) -> str:
    """E.164 form of `text`. "0300 1234567", "923001234567", "0092…" and "۰۳۰۰…" give "+923001234567".

    Raises NotAPhone. Numbers without a country code are taken as Pakistani.
    """
    digits = _KEPT.sub("", "".join(_ascii_digit(character) for character in text))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = "+92" + digits[1:]
    elif digits.startswith("92") and len(digits) == 12:
        digits = "+" + digits
    elif len(digits) == 10 and digits.startswith("3"):
        digits = "+92" + digits
    if not _E164.fullmatch(digits):
        raise NotAPhone
    return digits


def mask(phone: str) -> str:
    """Country code and last two digits: "+92•••••••67"."""
    return f"{phone[:3]}{'•' * max(len(phone) - 5, 3)}{phone[-2:]}" if len(phone) > 6 else "•" * len(phone)


def _ascii_digit(character: str) -> str:
    try:
        return str(unicodedata.digit(character))
    except ValueError:
        return character
