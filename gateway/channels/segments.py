"""How many parts a text costs by SMS, and where it may be cut. Pure: no I/O, no clock.

It must not know what a text says. Source: 3GPP TS 23.038 clause 6.2.1 (GSM 7 bit default alphabet), 6.2.1.1 (extension
table), 6.2.3 (UCS2); a part of a longer text gives six octets to the header of 3GPP TS 23.040 clause 9.2.3.24.1, which
leaves 153 septets or 67 UTF-16 units. Grapheme clusters: Unicode UAX #29, by the package `regex`. Read 2026-11-24.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import regex

Encoding = Literal["GSM-7", "UCS-2"]

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM = _BASIC | _EXTENSION

# (units in a text of one part, units in each part of a longer one): septets, UTF-16 code units.
_LIMITS: dict[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}

# Look-alikes a phone keyboard or a word processor puts in. Source: Twilio, "Smart Encoding", read 2026-11-24; here is
# the part of that list which can occur in our catalogs and in names of places and offices.
_LOOK_ALIKES = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "`": "'", "\u00b4": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u00ab": '"', "\u00bb": '"', "\u2033": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-",
        "\u2026": "...", "\u2022": "*", "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\t": " ",
        "\u200b": "", "\u2060": "", "\ufeff": "",
    }
)  # fmt: skip

# Blanks a text may be cut at; not the no-break ones.
_BLANKS = frozenset(" \n\r\t\f\v\u2028\u2029\u2002\u2003")
_GRAPHEME = regex.compile(r"\X")
_CROCKFORD = "0-9A-HJKMNP-TV-Z"
# What is cut only when it alone is too long: a web address; a CNIC; a phone, also in groups (ITU-T E.164, PTA national
# numbering plan); any other number with its separators; a reference in two groups.
_WHOLE = regex.compile(
    r"(?:https?://|www\.)\S+"
    r"|\b\d{5}[ \-]\d{7}[ \-]\d\b"
    r"|(?:(?:\+|\b00|\b)92[ \-]?\d{2,3}|\b0\d{2,4})[ \-]?\d{5,8}\b"
    r"|\+?\d(?:[\u00a0.,:/\-\u066b\u066c]?\d)+"
    rf"|\b(?=[A-Z]*[ \-]?[A-Z]*\d)[{_CROCKFORD}]{{3,4}}[ \-][{_CROCKFORD}]{{3,4}}\b"
)


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs.

    `units` are septets (GSM-7) or UTF-16 code units (UCS-2). `parts` never lets a grapheme straddle two parts, as
    Twilio's own calculator has it; `parts_by_unit` packs to the last unit, as an operator may. They differ by one where
    a letter with marks or a joined emoji meets a boundary; we plan with the larger.
    """

    encoding: Encoding
    parts: int
    units: int
    parts_by_unit: int


def count(text: str) -> Segments:
    """Encoding and parts of `text` exactly as it stands. `count("Paani")` is GSM-7, 1 part, 5 units."""
    if _GSM.issuperset(text):
        sizes = [2 if character in _EXTENSION else 1 for character in text]
        parts = _parts(sizes, "GSM-7")
        return Segments("GSM-7", parts, sum(sizes), parts)
    units = _utf16_units(text)
    if units <= _LIMITS["UCS-2"][0]:
        return Segments("UCS-2", 1, units, 1)
    by_unit = _parts([_utf16_units(character) for character in text], "UCS-2")
    return Segments("UCS-2", _parts(_grapheme_sizes(text), "UCS-2"), units, by_unit)


def with_look_alikes(text: str) -> str:
    """`text` with curly quotes, dashes, ellipsis in GSM-7, if that makes all of it GSM-7; else unchanged."""
    mapped = text.translate(_LOOK_ALIKES)
    return mapped if _GSM.issuperset(mapped) else text


def split(text: str, max_parts: int) -> list[str]:
    """Cut `text` into texts of at most `max_parts` parts each, in order, blanks at the cuts dropped.

    Cuts fall between words, at a line's end where one is near; inside a word only if the word alone is too long; inside
    an address, number or reference, or inside a grapheme, only if that alone is too long.
    """
    return _split(text, lambda piece: count(piece).parts <= max_parts)


def split_by_length(text: str, max_units: int) -> list[str]:
    """The same for a channel that limits UTF-16 code units instead of parts."""
    return _split(text, lambda piece: _utf16_units(piece) <= max_units)


def _utf16_units(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def _grapheme_sizes(text: str) -> list[int]:
    """Sizes in UTF-16 units of the pieces that stay whole; a grapheme too long for any part falls apart."""
    sizes: list[int] = []
    for cluster in _GRAPHEME.findall(text):
        size = _utf16_units(cluster)
        sizes.extend([size] if size <= _LIMITS["UCS-2"][1] else map(_utf16_units, cluster))
    return sizes


def _parts(sizes: Iterable[int], encoding: Encoding) -> int:
    single, each = _LIMITS[encoding]
    sizes = list(sizes)
    if sum(sizes) <= single:
        return 1
    parts, used = 1, 0
    for size in sizes:
        if used + size > each:
            parts, used = parts + 1, 0
        used += size
    return parts


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place to cut: the piece ends at `end`, the next begins at `resume`; blanks lie between."""

    end: int
    resume: int
    is_line: bool = False


def _split(text: str, fits: Callable[[str], bool]) -> list[str]:
    if fits(text):
        return [text]
    text = text.strip("".join(_BLANKS))
    kinds = _cuts_by_kindness(text)
    pieces: list[str] = []
    start = 0
    while not fits(text[start:]):
        cut = _best_cut(text, start, kinds, fits)
        pieces.append(text[start : cut.end])
        start = cut.resume
    return [*pieces, text[start:]] if start < len(text) else pieces


def _best_cut(text: str, start: int, kinds: list[list[_Cut]], fits: Callable[[str], bool]) -> _Cut:
    for cuts in kinds:
        first = bisect_right(cuts, start, key=lambda cut: cut.end)
        reach = bisect_right(cuts, 0, lo=first, key=lambda cut: 0 if fits(text[start : cut.end]) else 1)
        if reach > first:
            return _prefer_line(cuts[first:reach], start)
    return _cut_inside_grapheme(text, start, fits)


def _cut_inside_grapheme(text: str, start: int, fits: Callable[[str], bool]) -> _Cut:
    ends = range(start + 1, len(text) + 1)
    reach = bisect_right(ends, 0, key=lambda end: 0 if fits(text[start:end]) else 1)
    end = ends[max(reach, 1) - 1]
    return _Cut(end, end)


def _prefer_line(fitting: list[_Cut], start: int) -> _Cut:
    """The furthest cut, or the last line's end if that gives away less than half."""
    furthest = fitting[-1]
    for cut in reversed(fitting):
        if 2 * (cut.end - start) < furthest.end - start:
            break
        if cut.is_line:
            return cut
    return furthest


def _cuts_by_kindness(text: str) -> list[list[_Cut]]:
    """Cuts in reading order, kindest list first: between words, between graphemes, then also inside whole things."""
    whole = [match.span() for match in _WHOLE.finditer(text)]
    blanks, graphemes = _find_cuts(text)
    every = sorted([*blanks, *graphemes], key=lambda cut: cut.end)
    free = _outside(whole)
    return [[cut for cut in blanks if free(cut)], [cut for cut in every if free(cut)], every]


def _find_cuts(text: str) -> tuple[list[_Cut], list[_Cut]]:
    """Cuts at blanks, and between other graphemes. A blank counts only as a whole grapheme: a mark may ride on it."""
    blanks: list[_Cut] = []
    graphemes: list[_Cut] = []
    content_end = position = 0
    for match in _GRAPHEME.finditer(text):
        if _BLANKS.issuperset(match.group()):
            is_line = "\n" in match.group()
            if blanks and blanks[-1].end == content_end:
                is_line = is_line or blanks.pop().is_line
            blanks.append(_Cut(content_end, match.end(), is_line))
        else:
            if position == content_end and position:
                graphemes.append(_Cut(position, position))
            content_end = match.end()
        position = match.end()
    return blanks, graphemes


def _outside(spans: list[tuple[int, int]]) -> Callable[[_Cut], bool]:
    starts = [start for start, _ in spans]

    def is_outside(cut: _Cut) -> bool:
        index = bisect_right(starts, cut.end) - 1
        return index < 0 or not (spans[index][0] < cut.end < spans[index][1])

    return is_outside
