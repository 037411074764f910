"""Finds what identifies people in a message: identity cards, phones, long numbers, e-mail and web addresses. Pure.

Names are not among it. No list or rule finds them reliably in three writings, and a tool that claims to would be
trusted: whoever corrects a message reads it and takes names out.

Source: a CNIC is 13 digits, written 5-7-1 (NADRA, https://www.nadra.gov.pk, "CNIC", read 2026-11-24); phones as in
`gateway/phone.py`.
"""

import re
import unicodedata
from collections.abc import Callable

HIDDEN = "•"
# As a citizen writes them, and nobody's: an example keeps its shape, so that numbers still look like numbers.
NEUTRAL = {"cnic": "00000-0000000-0", "phone": "03000000000", "number": "00000", "email": "name@example.org",
           "url": "example.org"}  # fmt: skip
CNIC_DIGITS = 13
LONG_DIGITS = 5
# Digits in small groups: "10 15 20 log" is no number of anybody, "0300 123 45 67" is.
GROUPED_DIGITS = 7
_BETWEEN = r"[ \u00a0\-‐‑–—./()]{0,2}"
_EMAIL = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\s@<>(),;:]+")
_URL = re.compile(
    r"(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|pk|info|io|me)\b(?:/\S*)?", re.I
)
_DATE = re.compile(r"(?<!\d)\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d(?!\d)")
_NUMBER = re.compile(rf"\+?\d(?:{_BETWEEN}\d)*")


def masked(text: str) -> str:
    """The text for a screen: every letter and digit of what identifies somebody is a dot.

    >>> masked("mera number 0300-1234567 hai, 5 din se")
    'mera number ••••-••••••• hai, 5 din se'
    """
    return _replaced(text, lambda _kind, found: "".join(HIDDEN if one.isalnum() else one for one in found))


def neutral(text: str) -> str:
    """The text for learning: each such part gives way to one that is nobody's, blanks become single.

    >>> neutral("CNIC ۳۵۲۰۲-۱۲۳۴۵۶۷-۱  call 0300 1234567")
    'CNIC 00000-0000000-0 call 03000000000'
    """
    return " ".join(_replaced(text, lambda kind, _found: NEUTRAL[kind]).split())


def _replaced(text: str, replacement: Callable[[str, str], str]) -> str:
    # One ASCII digit for each digit of any script, so that places in both texts agree.
    plain = "".join(str(unicodedata.decimal(one, one)) for one in text)
    parts, done = [], 0
    for start, end, kind in _found(plain):
        parts += [text[done:start], replacement(kind, text[start:end])]
        done = end
    return "".join([*parts, text[done:]])


def _found(plain: str) -> list[tuple[int, int, str]]:
    """Places and kinds, from left to right, none within another."""
    kept = [(one.start(), one.end()) for one in _DATE.finditer(plain)]
    found = [(one.start(), one.end(), "email") for one in _EMAIL.finditer(plain)]
    found += [(one.start(), one.end(), "url") for one in _URL.finditer(plain) if not _touches(one.span(), found)]
    for one in _NUMBER.finditer(plain):
        kind = _kind(one.group())
        if kind and not _touches(one.span(), found) and one.span() not in kept:
            found.append((one.start(), one.end(), kind))
    return sorted(found)


def _touches(span: tuple[int, int], found: list[tuple[int, int, str]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end, _ in found)


def _kind(number: str) -> str | None:
    digits = re.sub(r"\D", "", number)
    longest = max(len(group) for group in re.split(r"\D+", number))
    if longest < LONG_DIGITS and len(digits) < GROUPED_DIGITS:
        return None
    if len(digits) == CNIC_DIGITS and not number.startswith("+"):
        return "cnic"
    is_phone = number.startswith("+") or (digits.startswith(("0", "92", "3")) and 10 <= len(digits) <= 14)
    return "phone" if is_phone else "number"
