"""Numbers of identity cards in a text: found in any digits, masked, never logged. Pure.

Source: samaa.tv, "There is a secret meaning behind your CNIC number" (January 2020): 13 digits printed as
35202-1234567-1, the first for the province (1 to 7), the last odd for men and even for women. So a run of 13 digits
that begins with 0 is something else, such as a phone with its country code.
"""

import re
import unicodedata
from collections.abc import Iterator

# A dash of any keyboard or a blank, and marks of writing direction that Urdu keyboards put round numbers.
_GAP = r"[ ._/\u00a0\-\u2010-\u2015\u2212\u0640\u200e\u200f\u2066-\u2069]{1,3}"
_DASH = r"[\-\u2010-\u2015\u2212]"
_NUMBER = re.compile(
    rf"(?<![\d+])(?:\d{{5}}{_GAP}\d{{7}}{_GAP}\d|\d{{5}}{_DASH}\d{{8}}|\d{{12}}{_DASH}\d|\d{{13}})(?!\d)"
)


def first(text: str) -> str | None:
    """The first CNIC in a text as 13 ASCII digits, if there is any.

    >>> first("mera card ۳۵۲۰۲-۱۲۳۴۵۶۷-۱ hai"), first("03001234567")
    ('3520212345671', None)
    """
    return next((number for _, number in _found(text)), None)


def masked(text: str) -> str:
    """The text with every CNIC reduced to its district code and last digit; the same text if there is none.

    >>> masked("CNIC 3520212345671")
    'CNIC 35202-*****-1'
    """
    for match, number in reversed(list(_found(text))):
        text = f"{text[: match.start()]}{number[:5]}-*****-{number[-1]}{text[match.end() :]}"
    return text


def _found(text: str) -> Iterator[tuple[re.Match[str], str]]:
    for match in _NUMBER.finditer(text):
        number = "".join(str(unicodedata.digit(one)) for one in match.group() if one.isdecimal())
        if number[0] != "0":
            yield match, number
