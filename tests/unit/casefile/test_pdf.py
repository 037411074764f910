"""What stands in the PDF: both scripts can be read out of it, joined as they are written, in the right order."""

import io
import re
from datetime import UTC, datetime

import pytest
import uharfbuzz
from pypdf import PdfReader

from gateway.casefile.pdf import FILES, NASTALIQ, Section, Sheet, is_urdu, printable, write

NOON = datetime(2026, 12, 24, 7, tzinfo=UTC)
URDU = "کامونکی میں پانی نہیں"


def written(*texts: str) -> PdfReader:
    sheet = Sheet("ur", "کیس فائل 7K2M9QR", [Section("Words", [("", text) for text in texts])], "Sunwai")
    return PdfReader(io.BytesIO(write([sheet], NOON)))


def letters_of(reader: PdfReader) -> str:
    """Letters and digits; glyphs that are only a part of a letter have no text of their own and read as rubbish."""
    return re.sub(r"[^a-zA-Z0-9\[\]\u0600-\u06ff]", "", "".join(page.extract_text() for page in reader.pages))


def test_both_scripts_can_be_read_out() -> None:
    found = letters_of(written(URDU, "No water in Kamoke since 26 November"))
    assert "NowaterinKamokesince26November" in found
    assert URDU.replace(" ", "") in found


def test_letters_of_a_word_are_joined() -> None:
    """The page holds the glyphs that the shaper chooses for the word, not those of its letters one by one."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FILES[NASTALIQ]))))

    def shaped(text: str) -> list[int]:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer)
        return [info.codepoint for info in buffer.glyph_infos]

    joined, alone = shaped("پانی"), [glyph for letter in "پانی" for glyph in shaped(letter)]
    assert set(joined) != set(alone)
    widths = _widths(written("پانی"))
    assert {font.get_glyph_h_advance(glyph) for glyph in joined} - {0} <= widths


def _widths(reader: PdfReader) -> set[int]:
    """Widths of the glyphs that the embedded Nastaliq font brings to the page."""
    widths: set[int] = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]  # pypdf's objects are untyped
            one = font.get_object()["/DescendantFonts"][0].get_object()
            for part in one["/W"]:
                widths |= {round(float(number)) for number in (part if isinstance(part, list) else [part])}
    return widths


def test_what_no_font_has_is_told_and_breaks_nothing() -> None:
    assert printable("پانی 😡👍🏽 नल") == "پانی [pouting face][thumbs up sign] \ufffd\ufffd"
    assert "[poutingface]" in letters_of(written("No water 😡"))


@pytest.mark.parametrize(
    ("text", "from_the_right"),
    [
        (URDU, True),
        ("15 دن سے", True),
        ("No water", False),
        ("Kamoke, کامونکی", False),
        ("Repaired; میٹر 12345 چیک کیا", True),
        ("12345", False),
    ],
)
def test_a_paragraph_runs_from_its_own_side(text: str, from_the_right: bool) -> None:
    assert is_urdu(text) is from_the_right


def test_long_words_fill_pages() -> None:
    assert len(written("\n".join([f"{URDU} " * 30] * 12)).pages) > 2
