"""What somebody who types into the search box means. Pure."""

from dataclasses import dataclass

from gateway.cases.reference import is_valid, neighbours, normalise
from gateway.phone import NotAPhone, to_e164

# Written by hand a number has dashes or blanks in it, but no more characters than this.
LONGEST_REFERENCE = 12


@dataclass(frozen=True)
class Question:
    """`reference`: a number that can be one. `nearly`: numbers one slip from what was typed. `phone`: E.164."""

    reference: str | None
    nearly: tuple[str, ...]
    phone: str | None
    words: str


def read(text: str) -> Question:
    """Every way to take what was typed.

    >>> read("7k2-m9qr").reference, read("0300 1234567").phone, read("7K2M9Q").nearly[-1]
    ('7K2M9QR', '+923001234567', '7K2M9QR')
    """
    typed = normalise(text) if len(text) <= LONGEST_REFERENCE else ""
    return Question(typed if is_valid(typed) else None, neighbours(typed), _phone(text), text)


def _phone(text: str) -> str | None:
    try:
        return to_e164(text)
    except NotAPhone:
        return None
