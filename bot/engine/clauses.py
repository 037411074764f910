"""Cuts a message where a second matter may begin. Pure; whether the parts are two matters, the actions decide.

A comma alone cuts only before "also" or in a list of single words: most commas lead to a cause or a circumstance. Cut
at every comma, ten times as many of the evaluation sets' complaints about one matter are taken for two.
"""

from __future__ import annotations

import re

# More parts than this are a story about one matter, and every part costs an understanding of its own.
MAX_CLAUSES = 4
LONGEST_CHARS = 400
_NO = r"(?:nahi|nahin|nai|nhi|ni|نہیں|نہی)"
_IS = r"(?:hai|he|hy|hain|ہے|ہیں)"
_TOO = r"(?:bhi|bhee|also|too|بھی)"
# "or" is how many write "aur" in Roman letters. A full stop ends a clause, but not after an initial ("D.G. Khan").
_CUT = re.compile(
    r"\s*[;\n۔!?؟|+&]+\s*|(?<=\w\w)\.(?=\s|$)|\s+(?:aur|or|and|also|plus|jabke|jab ke|اور|جبکہ|نیز)(?=\s)",
    re.IGNORECASE,
)
# "bijli nahi hai pani bhi nahi hai": a new matter behind a denial or a verb, without any sign.
_UNMARKED = re.compile(
    rf"(?<=\s)({_NO}(?:\s+{_IS})?|{_IS})\s+(?=\w+\s+(?:{_TOO}\s+)?{_NO}\b|\w+\s+{_TOO}\b)", re.IGNORECASE
)
_COMMA = re.compile(r"\s*[,:،]\s*")
_HAS_TOO = re.compile(rf"\b{_TOO}\b", re.IGNORECASE)
_HAS_LETTER = re.compile(r"[^\W\d_]")


def clauses(text: str) -> list[str]:
    """Parts of `text` in order; empty when it has one part, or too many to be told apart.

    >>> clauses("bijli bhi nahi aur gutter bhi ubal raha hai")
    ['bijli bhi nahi', 'gutter bhi ubal raha hai']
    >>> clauses("bijli nahi hai pani bhi nahi hai")
    ['bijli nahi hai', 'pani bhi nahi hai']
    >>> clauses("5 din se pani nahi, bachay pareshan")
    []
    """
    if len(text) > LONGEST_CHARS:
        return []
    parts = [part for one in _CUT.split(_UNMARKED.sub(r"\1;", text)) for part in _at_commas(one)]
    return parts if 2 <= len(parts) <= MAX_CLAUSES else []


def _at_commas(text: str) -> list[str]:
    parts: list[str] = []
    pieces = [piece for piece in _COMMA.split(text) if _HAS_LETTER.search(piece)]
    if len(pieces) > 2 and all(_is_word(piece.strip()) for piece in pieces[1:-1]):
        return [piece.strip() for piece in pieces]
    for piece in pieces:
        if parts and not _HAS_TOO.search(piece) and not _is_word(parts[-1]):
            parts[-1] += f", {piece.strip()}"
        else:
            parts.append(piece.strip())
    return parts


def _is_word(text: str) -> bool:
    return len(text.split()) == 1
