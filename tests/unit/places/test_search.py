"""Searching areas by name, over the project's own gazetteer."""

import pytest

from gateway.places.folding import fold, fold_query
from gateway.places.rows import OPTIONAL, REQUIRED, area_rows
from gateway.places.search import Entry, rank
from gateway.places.service import AREAS_FILE
from gateway.tabular import read_table


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    """Every area of the file."""
    rows, errors = area_rows(read_table(AREAS_FILE, REQUIRED, OPTIONAL).rows, {})
    assert not errors
    areas = {row["id"]: row for row in rows}
    return [
        Entry(
            area["id"], area["level"], (area["name_en"], *area["alt_en"], area["name_ur"], *area["alt_ur"]),
            area["population"] or 0,
            tuple(name for step in area["path"][1:] for name in (areas[step]["name_en"], areas[step]["name_ur"])),
        )
        for area in areas.values()
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kamoke", "punjab-gujranwala-teh-kamoke"),
        ("kamoki", "punjab-gujranwala-teh-kamoke"),
        ("کامونکی", "punjab-gujranwala-teh-kamoke"),
        ("كامونكي", "punjab-gujranwala-teh-kamoke"),  # an Arabic keyboard's kaf and ye
        ("r y khan", "punjab-dist-rahim-yar-khan"),
        ("R.Y.Khan", "punjab-dist-rahim-yar-khan"),
        ("zila gujranwala", "punjab-dist-gujranwala"),
        ("Gujrawala", "punjab-dist-gujranwala"),
        ("Tehsil Khanpur, Rahim Yar Khan", "punjab-rahim-yar-khan-teh-khanpur"),
        ("lahore", "punjab-dist-lahore"),
        ("کراچی", "sindh-div-karachi"),
        ("Nawabshah", "sindh-dist-shaheed-benazirabad"),
    ],
)
def test_finds(entries, text, expected):
    found = [hit.id for hit in rank(text, entries, 5)]
    assert found[0] == expected, found


@pytest.mark.parametrize("text", ["", "   ", "؟", "zzzzqqqq", "tehsil"])
def test_finds_nothing(entries, text):
    assert rank(text, entries, 5) == []


def test_ambiguous_names_are_all_there(entries):
    found = {hit.id for hit in rank("khanpur", entries, 10) if hit.score >= 99}
    assert len(found) > 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kot-Addu", "KOT ADDU"), ("گوجرانوالہ", "گوجرانواله"), ("Lāhore", "lahore"), ("خان پور", "خان\u200cپور")],
)
def test_folds_alike(one, other):
    assert fold(one).replace(" ", "") == fold(other).replace(" ", "")


def test_cue_words_and_abbreviations():
    assert fold_query("Zila D.G. Khan") == "dera ghazi khan"
    assert fold_query("تحصیل کامونکی") == fold("کامونکی")
