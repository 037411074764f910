"""What identifies people is found in three digit scripts and in the ways people write it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.review.privacy import NEUTRAL, masked, neutral

URDU = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        ("35202-1234567-1", "cnic"),
        ("3520212345671", "cnic"),
        ("35202 1234567 1", "cnic"),
        ("0300-1234567", "phone"),
        ("0300 123 45 67", "phone"),
        ("0 3 0 0 1 2 3 4 5 6 7", "phone"),
        ("+92 300 1234567", "phone"),
        ("0092-300-1234567", "phone"),
        ("042-35761999", "phone"),
        ("4412345", "number"),
        ("12345", "number"),
        ("name.surname@example.com.pk", "email"),
        ("https://example.pk/a?cnic=1", "url"),
        ("www.example.net", "url"),
        ("example.com.pk/form", "url"),
    ],
)
@pytest.mark.parametrize("digits", [{}, URDU, ARABIC], ids=["latin", "urdu", "arabic"])
def test_it_is_found_within_words(found: str, kind: str, digits: dict[int, int]) -> None:
    text = f"mera {found.translate(digits)} hai"
    assert neutral(text) == f"mera {NEUTRAL[kind]} hai"
    assert not any(one.isalnum() for one in masked(text)[5:-4])
    assert len(masked(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    ["5 din se 3 galiyon mein", "12-11-2026 se", "گھر نمبر ۱۲۳ گلی ۵", "10 15 20 log", "24/7 pani band", "7K2M9Q4",
     "R.Y.Khan me pani.nahi hai", "bill 4500 ka", "1122 ko call ki", ""],
)  # fmt: skip
def test_what_tells_of_nobody_stays(text: str) -> None:
    assert neutral(text) == text
    assert masked(text) == text


def test_a_number_glued_to_a_word_is_found() -> None:
    assert neutral("call03001234567 ya house no123456") == "call03000000000 ya house no00000"


@given(st.text(alphabet="0123456789۰۱۲۳۴۵۶۷۸۹ -./()+@.ab²", max_size=60))
def test_no_long_number_is_left_whatever_stands_around_it(text: str) -> None:
    assert len(masked(text)) == len(text)
    assert not re.search(r"\d{5}", masked(text))
