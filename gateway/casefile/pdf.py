"""Sets sheets of text as an A4 PDF: Urdu in Nastaliq from the right, the rest from the left, in one file or one line.

The only file that knows the PDF library. Fonts: Noto Nastaliq Urdu and Noto Sans, `fonts/OFL.txt`. See
docs/decisions/0033.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF

FONTS = Path(__file__).parent / "fonts"
NASTALIQ, SANS = "nastaliq", "sans"
FILES = {NASTALIQ: FONTS / "NotoNastaliqUrdu-Regular.ttf", SANS: FONTS / "NotoSans-Regular.ttf"}
# Millimetres of a line for each point of size: Nastaliq climbs.
LINE = {NASTALIQ: 0.82, SANS: 0.52}
TITLE, HEADING, TEXT = 18, 13, 11
GREY, BLACK = (90, 90, 90), (0, 0, 0)
# Keeps a number in its order within Urdu; the shaper sets nothing for them (Unicode UAX 9, isolates).
LEFT_TO_RIGHT, END = "\u2066", "\u2069"
# The library orders runs within runs only from the right: a number between Urdu words would part them otherwise.
_NUMBER_WITHIN = re.compile(r"[\u0620-\u064a\u0671-\u06d3][^A-Za-z]*\d[^A-Za-z]*[\u0620-\u064a\u0671-\u06d3]")
_UNSEEN = {"Cf", "Mn", "Me", "Cc", "Sk"}


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it: (label or nothing, text)."""

    heading: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Sheet:
    """One language's part of the file; it begins on a new page."""

    language: str
    title: str
    sections: Sequence[Section]
    foot: str


def write(sheets: Sequence[Sheet], made_at: datetime) -> bytes:
    """The PDF. Takes some tenths of a second of computing."""
    paper = _Paper(made_at)
    for sheet in sheets:
        paper.sheet(sheet)
    return bytes(paper.output())


@cache
def letters(font: str) -> frozenset[int]:
    """Code points a font has."""
    with TTFont(FILES[font]) as file:
        return frozenset(file.getBestCmap())


def printable(text: str) -> str:
    """The text with what neither font has told in words: an emoji by its name, a foreign letter by a mark.

    >>> printable("No water 😡")
    'No water [pouting face]'
    """
    return "".join(_printable(one) for one in text)


def _printable(character: str) -> str:
    if character in ("\n", LEFT_TO_RIGHT, END) or ord(character) in letters(NASTALIQ) | letters(SANS):
        return character
    category = unicodedata.category(character)
    if category in _UNSEEN:
        return ""
    if category == "Zs":
        return " "
    return f"[{unicodedata.name(character).lower()}]" if category == "So" else "\ufffd"


def is_urdu(text: str) -> bool:
    """Whether the text is set from the right: its first letter says so (Unicode UAX 9, rule P2), or numbers in Urdu."""
    if _NUMBER_WITHIN.search(text):
        return True
    strong = (unicodedata.bidirectional(one) for one in text)
    return next((one in ("R", "AL") for one in strong if one in ("L", "R", "AL")), False)


class _Paper(FPDF):
    """Keeps the font, the direction and the foot of the sheet that is being set."""

    def __init__(self, made_at: datetime) -> None:
        super().__init__(format="A4")
        self.set_creation_date(made_at)
        self.set_margin(18)
        self.set_auto_page_break(auto=True, margin=22)
        for name, file in FILES.items():
            self.add_font(name, fname=file)
        self._foot = ""

    def sheet(self, sheet: Sheet) -> None:
        self._foot = sheet.foot
        self.set_title(sheet.title)
        self.set_lang("ur" if sheet.language == "ur" else "en")
        self.add_page()
        self._say(sheet.title, TITLE)
        for section in sheet.sections:
            self._section(section)

    def footer(self) -> None:
        """Called by the library at the end of each page."""
        self.set_y(-18)
        self.set_text_color(*GREY)
        self._say(f"{self._foot} · {self.page_no()}", 8)
        self.set_text_color(*BLACK)

    def _section(self, section: Section) -> None:
        self.ln(3)
        if self.get_y() > self.h - 50:
            self.add_page()
        self._say(section.heading, HEADING)
        self.set_draw_color(*GREY)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(1)
        for label, text in section.lines:
            if label:
                self._say(f"{label}: {text}", TEXT)
            else:
                for paragraph in filter(None, text.splitlines()):
                    self._say(paragraph, TEXT)

    def _say(self, text: str, size: int) -> None:
        """One paragraph, in the font and from the side of its first letter."""
        words = printable(text)
        font = NASTALIQ if is_urdu(words) else SANS
        self.set_font(font, size=size)
        self.set_fallback_fonts([SANS, NASTALIQ], exact_match=False)
        self.set_text_shaping(use_shaping_engine=True, direction="rtl" if font == NASTALIQ else "ltr")
        has_urdu = font == NASTALIQ or any(unicodedata.bidirectional(one) == "AL" for one in words)
        height = size * LINE[NASTALIQ if has_urdu else SANS]
        side = "R" if font == NASTALIQ else "L"
        self.multi_cell(0, height, words, align=side, new_x="LMARGIN", new_y="NEXT")
