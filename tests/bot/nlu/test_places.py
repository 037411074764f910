"""Places in free text: each rule of the finder by cases, and two labelled sets against stated floors."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.nlu.training_data.loading import load_data

from bot.nlu.areas import Caution, abbreviations, key_of, read_areas, read_names
from bot.nlu.gazetteer import Found, Gazetteer
from bot.nlu.speech import Speech
from bot.nlu.tokens import tokens_of

ROOT = Path(__file__).resolve().parents[3]
AREAS = ROOT / "gateway/places/data/areas.csv"
WORDS = ROOT / "bot/nlu/words"
DATA = Path(__file__).parent / "data"
WRITINGS = ("ur", "ur_Latn", "en")
KINDS = {
    "plain", "tehsil", "short", "misspelt", "glued", "cue", "levels", "home", "office", "road", "names", "ordinary",
    "upper", "ambiguous", "locality",
}  # fmt: skip
# A wrong district sends a complaint to the wrong office; none only costs a question.
LEAST_RIGHT = {"dev.tsv": 0.95, "places.tsv": 0.95, "places_stranger.tsv": 0.93}
MOST_WRONG = {"dev.tsv": 0.02, "places.tsv": 0.02, "places_stranger.tsv": 0.04}
MOST_TAKEN = 0.02

Row = dict[str, str]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    examples = load_data(str(ROOT / "bot/data/nlu")).intent_examples
    return Gazetteer.read(AREAS, WORDS, Speech.of(str(one.get("text") or "") for one in examples))


def rows(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def area_id(found: Found) -> str | None:
    return found.area.id if found.area else None


def is_right(row: Row, found: Found) -> bool:
    if row.get("is_asked"):
        return row["district_id"] in {area.district_id for area in found.candidates}
    return found.area is not None and found.area.district_id == row["district_id"]


def is_wrong(row: Row, found: Found) -> bool:
    """Confidently elsewhere; a question back is no mistake."""
    return found.area is not None and found.area.district_id != (row["district_id"] or None)


@pytest.mark.parametrize("name", LEAST_RIGHT)
@pytest.mark.parametrize("writing", WRITINGS)
def test_districts_of_labelled_messages(gazetteer: Gazetteer, name: str, writing: str) -> None:
    found = [(row, gazetteer.find(row["text"])) for row in rows(name) if row["writing"] == writing]
    named = [(row, one) for row, one in found if row["district_id"]]
    missed = [row["text"] for row, one in named if not is_right(row, one)]
    wrong = [(row["text"], area_id(one)) for row, one in found if is_wrong(row, one)]
    assert len(missed) <= (1 - LEAST_RIGHT[name]) * len(named), missed
    assert len(wrong) <= MOST_WRONG[name] * len(found), wrong


def test_words_that_are_no_place_here_name_none(gazetteer: Gazetteer) -> None:
    listed = [row["text"] for row in rows("places.tsv") if row["kind"] in {"names", "ordinary", "upper"}]
    taken = [text for text in listed if gazetteer.find(text) != Found()]
    assert len(taken) <= MOST_TAKEN * len(listed), taken


@pytest.mark.parametrize("kind", ["levels", "home", "office"])
def test_another_place_in_the_message_is_not_taken(gazetteer: Gazetteer, kind: str) -> None:
    listed = [row for row in rows("places.tsv") if row["kind"] == kind]
    assert [row["text"] for row in listed if is_wrong(row, gazetteer.find(row["text"]))] == []


def test_place_rows_are_labelled_with_districts() -> None:
    areas, _ = read_areas(AREAS)
    listed = rows("places.tsv")
    assert len({row["text"] for row in listed}) == len(listed)
    assert {row["kind"] for row in listed} == KINDS
    assert {row["writing"] for row in listed} == set(WRITINGS)
    assert all(areas[row["district_id"]].level == "district" for row in listed if row["district_id"])


def each(prefix: str, cases: Iterable[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Cases with the common head of their ids."""
    return [(text, area and prefix + area) for text, area in cases]


SPELLINGS = each(
    "punjab-dist-",
    [
        ("hamary mohally me 5 din se pani nai aa rha gujrnwala", "gujranwala"),
        ("gujranwalay me gas nahi", "gujranwala"),
        ("لاہورمیں سڑک ٹوٹی ہے", "lahore"),
        ("multanme bijli nahi", "multan"),
        ("muzaffar garh me selab", "muzaffargarh"),
        ("ryk", "rahim-yar-khan"),
        ("R.Y. Khan bazar", "rahim-yar-khan"),
        ("t t singh", "toba-tek-singh"),
        ("m garh me pani", "muzaffargarh"),
        ("lhr", "lahore"),
        ("dar garh me pani", None),
    ],
)
WORDS_OF_PLACE = [
    ("bara masla hai", None),
    ("tehsil bara me masla", "khyber-pakhtunkhwa-khyber-teh-bara"),
    ("tank leak hai", None),
    ("feral dogs in Tank bazaar", "khyber-pakhtunkhwa-dist-tank"),
    ("مرا کوئی قصور نہیں", None),
    ("قصور میں پانی نہیں", "punjab-dist-kasur"),
    ("topi me bijli nahi", None),
    ("swabi topi me bijli nahi", "khyber-pakhtunkhwa-swabi-teh-topi"),
]
PEOPLE = [
    ("Sialkot wala banda", None),
    ("pind dadan khan wali sarak", "punjab-jhelum-teh-pind-dadan-khan"),
    ("malik multan khan ne paise liye", None),
    ("doctor multan se hai", "punjab-dist-multan"),
    ("lahori joota", None),
    ("multani mitti", None),
    ("jang jari hai", None),
    ("jhang ka transformer", "punjab-dist-jhang"),
]
WHOSE_PLACE = each(
    "punjab-dist-",
    [
        ("main Lahore rehta hun, masla R Y Khan mein hai", "rahim-yar-khan"),
        ("lahore me rehta hun", "lahore"),
        ("naukri lahore me karta hun lekin okara me bijli nahi", "okara"),
        ("pehle multan me thay ab vehari me hain", "vehari"),
        ("moved from Multan to Vehari", "vehari"),
        ("kasur hospital ne lahore refer kar diya", "kasur"),
        ("teacher multan se aata hai", None),
        ("nobody came to Multan", "multan"),
        ("Lahore road Okara", "okara"),
        ("Lahore road par light nahi", None),
    ],
)
LEVELS = [
    ("کامونکی میں پانی نہیں", "punjab-gujranwala-teh-kamoke"),
    ("Kamoke zila Gujranwala", "punjab-gujranwala-teh-kamoke"),
    ("gujranwala me kamoke", "punjab-gujranwala-teh-kamoke"),
    ("Khanpur, Rahim Yar Khan", "punjab-rahim-yar-khan-teh-khanpur"),
    ("tehsil sahiwal zila sargodha", "punjab-sargodha-teh-sahiwal"),
    ("sahiwal me pani", "punjab-dist-sahiwal"),
    ("tehsil okara me pani", "punjab-okara-teh-okara"),
    ("talagang me pani", "punjab-dist-talagang"),
    ("talagang zila chakwal", "punjab-chakwal-teh-tala-gang"),
    ("sindh me pani nahi", None),
    ("karachi me pani nahi", None),
]


@pytest.mark.parametrize(
    ("text", "area"), [*SPELLINGS, *WORDS_OF_PLACE, *PEOPLE, *WHOSE_PLACE, *LEVELS, ("pani nahi hai", None)]
)
def test_the_place_of_a_text(gazetteer: Gazetteer, text: str, area: str | None) -> None:
    assert area_id(gazetteer.find(text)) == area


@pytest.mark.parametrize(
    ("text", "districts"),
    [
        (
            "khanpur me gutter",
            {"punjab-dist-rahim-yar-khan", "sindh-dist-shikarpur", "khyber-pakhtunkhwa-dist-haripur"},
        ),
        ("okara me ya kasur me", {"punjab-dist-okara", "punjab-dist-kasur"}),
    ],
)
def test_several_districts_are_asked_back_most_populous_first(
    gazetteer: Gazetteer, text: str, districts: set[str]
) -> None:
    found = gazetteer.find(text)
    assert found.area is None
    assert {area.district_id for area in found.candidates} == districts
    populations = [area.population for area in found.candidates]
    assert populations == sorted(populations, reverse=True)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_without_fault(gazetteer: Gazetteer, text: str) -> None:
    found = gazetteer.find(text)
    assert found.area is None or not found.candidates


def test_a_shared_place_is_the_nearest_tehsil(gazetteer: Gazetteer) -> None:
    near = gazetteer.nearest(31.9745, 74.2237)
    assert near is not None
    assert near.id == "punjab-gujranwala-teh-kamoke"
    assert gazetteer.nearest(51.5, -0.1) is None


@pytest.mark.parametrize("file", ["localities.txt", "other_names.txt"])
def test_listed_names_belong_to_known_areas(file: str) -> None:
    areas, _ = read_areas(AREAS)
    listed = read_names(WORDS / file)
    assert {area for area, _ in listed} <= set(areas)
    assert len(set(listed)) == len(listed)


LOCALITIES = [
    ("i-10/1 gali 34 me gas ki boo", "islamabad-capital-territory-islamabad-teh-islamabad"),
    ("sector g 9 me pani nahi", "islamabad-capital-territory-islamabad-teh-islamabad"),
    ("g 9 din se pani nahi", None),
    ("gulshan e iqbal block 4 me gutter", "sindh-karachi-east-teh-gulshan-e-iqbal"),
    ("gulshan e iqbal rahim yar khan me gutter", "punjab-dist-rahim-yar-khan"),
    ("haripur ki tehsil ghazi, hayatabad mohalla", "khyber-pakhtunkhwa-haripur-teh-ghazi"),
    ("lahore me rehta hun, masla mingora me hai", "khyber-pakhtunkhwa-swat-teh-babuzai"),
    ("ڈی جی خان میں پانی نہیں", "punjab-dist-dera-ghazi-khan"),
    ("karachi quaidabad me pani nahi", "sindh-dist-malir"),
    ("our Karimabad hotel in Hunza lost its guests", "gilgit-baltistan-hunza-teh-hunza"),
    ("daska ke mohalla rasool nagar me gas nahi", "punjab-sialkot-teh-daska"),
    ("para chinar me dawai nahi", "khyber-pakhtunkhwa-kurram-teh-upper-kurram"),
    ("mohalla sadiqabad me pani nahi", None),
]

TWO_PLACES = [
    ("son changed school, we shifted from Skardu to Gilgit", "gilgit-baltistan-dist-gilgit"),
    ("Hangu se Parachinar wali road par naka", "khyber-pakhtunkhwa-dist-hangu"),
    ("کندھ کوٹ سے بھائی اغوا ہوا", "sindh-kashmore-teh-kandhkot"),
    ("our teacher lives in Quetta, school is shut", None),
    ("my father lives in Quetta and gets no pension", "balochistan-dist-quetta"),
    ("lahore me to aisa nahi hota", None),
    ("kabal mein pul nahi bana", "khyber-pakhtunkhwa-swat-teh-kabal"),
    ("Lakki female degree college band hai", "khyber-pakhtunkhwa-dist-lakki-marwat"),
    ("mithi thar me pani nahi", "sindh-tharparkar-teh-mithi"),
]


@pytest.mark.parametrize(("text", "area"), [*LOCALITIES, *TWO_PLACES])
def test_parts_of_towns_and_the_other_places_of_a_message(gazetteer: Gazetteer, text: str, area: str | None) -> None:
    assert area_id(gazetteer.find(text)) == area


def test_a_neighbour_is_no_other_spelling() -> None:
    _, names = read_areas(AREAS)
    assert "بہاول نگر" not in names["punjab-dist-bahawalpur"]
    assert "سندھ" not in names["sindh-dist-hyderabad"]


def test_marks_of_the_caution_list(tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("# note\ntank\n~ kasur\n! UET\n+ ٹانک\n= kabal\n", encoding="utf-8")
    caution = Caution.read(file)
    assert caution == Caution(
        frozenset({key_of("tank")}),
        frozenset({key_of("kasur")}),
        frozenset({"uet"}),
        frozenset({"ٹانک"}),
        frozenset({"kabal"}),
    )


def test_initials_stand_for_names_of_three_words() -> None:
    assert abbreviations("Rahim Yar Khan", "رحیم یار خان") == {"ryk", "rykhan", "ار وایی خان"}
    assert abbreviations("Kolai Palas Kohistan", "") == {"kpkohistan"}
    assert abbreviations("Kot Addu", "کوٹ ادو") == set()


def test_clauses_end_at_punctuation_and_turns_but_not_at_initials() -> None:
    assert tokens_of("D.G. Khan me. ghar").clauses == (1, 1, 1, 1, 2)
    assert tokens_of("lahore magar okara").clauses == (1, 2, 2)


def test_a_division_named_alone_is_asked_back_by_its_districts(gazetteer: Gazetteer) -> None:
    found = gazetteer.find("karachi me light ka bura hal")
    assert found.area is None
    assert [area.level for area in found.candidates] == ["district"] * 7
    assert found.candidates[0].population == max(area.population for area in found.candidates)
