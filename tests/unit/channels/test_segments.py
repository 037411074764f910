"""Parts of a text and where it is cut, against Twilio's own calculator and by property."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.segments import count, split, split_by_length, with_look_alikes

VECTORS = json.loads(Path("tests/data/sms/segment_vectors.json").read_text(encoding="utf-8"))["vectors"]

WORDS = st.sampled_from(
    [
        "paani", "nahi", "a", "Gujranwala", "شکایت", "موصول", "مُحَمَّد", "ہے۔", "👨\u200d👩\u200d👧\u200d👦", "🇵🇰", "€",
        "[x]", "7K2M9QR", "K2M 9Q4X", "0300 1234567", "+92 300 1234567", "35202-1234567-1", "1,500", "۱۲۳۴", "https://sunwai.example/7K2M9QR",
        "\u2068فیصل\u2069", "می\u200cخواہم",
    ]
)  # fmt: skip
BLANKS = st.sampled_from([" ", "\n", "  ", "\r\n", "\n\n"])
PAIRS = st.lists(st.tuples(WORDS, BLANKS), min_size=1, max_size=160)
SENTENCES = PAIRS.map(lambda pairs: "".join(word + blank for word, blank in pairs))
WHOLE = re.compile(r"7K2M9QR|K2M 9Q4X|0300 1234567|\+92 300 1234567|35202-1234567-1|1,500|۱۲۳۴|https://\S+")


def without_blanks(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["description"])
def test_count_agrees_with_the_calculator(vector: dict[str, Any]) -> None:
    text = with_look_alikes(vector["text"]) if vector["smart_encoding"] else vector["text"]
    counted = count(text)
    assert (counted.encoding, counted.parts) == (vector["encoding"], vector["segments"])
    assert counted.parts_by_unit == vector.get("per_unit_segments", vector["segments"])
    if not vector["smart_encoding"]:
        assert counted.units == (vector["utf16_units"] if counted.encoding == "UCS-2" else vector["chars"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We can’t fix “it” – today…", 'We can\'t fix "it" - today...'),
        ("Rs.\u00a0500\u202fonly", "Rs. 500 only"),
        ("a\tb", "a b"),
        ("zero\u200bwidth", "zerowidth"),
        ("“شکایت” – 5", "“شکایت” – 5"),
        ("don’t 👍", "don’t 👍"),
    ],
)
def test_look_alikes_change_only_what_becomes_cheaper(text: str, expected: str) -> None:
    assert with_look_alikes(text) == expected


@pytest.mark.parametrize(
    ("text", "max_parts", "expected"),
    [
        ("short", 1, ["short"]),
        ("", 1, [""]),
        ("a" * 154 + " 7K2M9QR done", 1, ["a" * 154, "7K2M9QR done"]),
        ("a" * 150 + " 0300 1234567 call", 1, ["a" * 150, "0300 1234567 call"]),
        ("a" * 154 + " K2M 9Q4X open", 1, ["a" * 154, "K2M 9Q4X open"]),
        ("a" * 100 + "\n" + "b" * 40 + " " + "c" * 40, 1, ["a" * 100, "b" * 40 + " " + "c" * 40]),
        ("a" * 170, 1, ["a" * 160, "a" * 10]),
        ("ش" * 60 + " " + "م" * 60, 1, ["ش" * 60, "م" * 60]),
        ("ش" * 69 + "مُ", 1, ["ش" * 69, "مُ"]),
        ("ش\u064b" * 1 + "\u064b" * 100, 1, ["ش" + "\u064b" * 69, "\u064b" * 32]),
    ],
)
def test_split_table(text: str, max_parts: int, expected: list[str]) -> None:
    assert split(text, max_parts) == expected


@given(SENTENCES, st.integers(min_value=1, max_value=3))
def test_split_loses_nothing_and_keeps_the_limit(text: str, max_parts: int) -> None:
    pieces = split(text, max_parts)
    assert without_blanks("".join(pieces)) == without_blanks(text)
    assert all(count(piece).parts <= max_parts for piece in pieces)
    assert all(piece == piece.strip() for piece in pieces) or pieces == [text]
    position = 0
    for piece in pieces:
        found = text.index(piece, position)
        assert not text[position:found].strip()
        position = found + len(piece)


@given(SENTENCES, st.integers(min_value=1, max_value=3))
def test_split_cuts_no_number_reference_or_address(text: str, max_parts: int) -> None:
    pieces = split(text, max_parts)
    assert [found for piece in pieces for found in WHOLE.findall(piece)] == WHOLE.findall(text)


@given(st.text(max_size=400), st.integers(min_value=1, max_value=3))
def test_split_cuts_no_grapheme_of_any_text(text: str, max_parts: int) -> None:
    clusters = regex.findall(r"\X", text)
    pieces = split(text, max_parts)
    assert all(count(piece).parts <= max_parts for piece in pieces)
    if all(len(cluster.encode("utf-16-le")) <= 100 for cluster in clusters):
        kept = [cluster for piece in pieces for cluster in regex.findall(r"\X", piece)]
        assert [c for c in kept if c.strip()] == [c for c in clusters if c.strip()]


@given(SENTENCES, st.integers(min_value=60, max_value=1600))
def test_split_by_length_keeps_the_limit(text: str, max_units: int) -> None:
    pieces = split_by_length(text, max_units)
    assert without_blanks("".join(pieces)) == without_blanks(text)
    assert all(len(piece.encode("utf-16-le")) // 2 <= max_units for piece in pieces)


@given(st.text(max_size=300))
def test_whole_graphemes_never_cost_less_than_units(text: str) -> None:
    counted = count(text)
    assert counted.parts >= counted.parts_by_unit >= 1
