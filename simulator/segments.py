"""How many parts a text costs, counted by the simulator itself, so that it can contradict the gateway.

Packs to the last unit, as the network does; it never lets an escape or surrogate pair straddle two parts.
Source: 3GPP TS 23.038 v18, clause 6.2.1 (default alphabet), 6.2.1.1 (extension table), 6.2.3 (UCS2); 3GPP TS 23.040
clause 9.2.3.24.1 (the header of a part takes six octets of 140). Read 2026-11-24.
"""

from dataclasses import dataclass

# Rows of the table in clause 6.2.1, code 0x1B (escape) left out.
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
_ESCAPED = frozenset("\f^{}\\[~]|€")


@dataclass(frozen=True, slots=True)
class Segments:
    """`units`: septets for GSM-7, UTF-16 code units for UCS-2. An empty text is one part."""

    encoding: str
    units: int
    parts: int


def measure(text: str) -> Segments:
    """Encoding, units and parts. `measure("پانی")` is UCS-2, 4 units, 1 part."""
    if all(letter in _ALPHABET or letter in _ESCAPED for letter in text):
        widths = [2 if letter in _ESCAPED else 1 for letter in text]
        return Segments("GSM-7", sum(widths), _pack(widths, alone=160, joined=153))
    widths = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    return Segments("UCS-2", sum(widths), _pack(widths, alone=70, joined=67))


def _pack(widths: list[int], *, alone: int, joined: int) -> int:
    if sum(widths) <= alone:
        return 1
    parts, room = 1, joined
    for width in widths:
        if width > room:
            parts, room = parts + 1, joined
        room -= width
    return parts
