"""Identity card numbers are found in any digits and with any dashes, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cnic import first, masked

PLAIN = "3520212345671"
MASKED = "35202-*****-1"


@pytest.mark.parametrize(
    "written",
    [
        "3520212345671", "35202-1234567-1", "35202 1234567 1", "35202–1234567–1", "35202 - 1234567 - 1",
        "35202.1234567.1", "35202/1234567/1", "35202-12345671", "352021234567-1", "۳۵۲۰۲۱۲۳۴۵۶۷۱", "٣٥٢٠٢-١٢٣٤٥٦٧-١",
        "۳۵۲۰۲۔۱۲۳۴۵۶۷۔۱".replace("۔", "-"), "\u200e35202\u200e-1234567-\u200e1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "mera CNIC {} hai", "شناختی کارڈ {}، چیک کریں", "({})", "cnic:{}."])
def test_found_and_masked(written: str, around: str) -> None:
    text = around.format(written)
    assert first(text) == PLAIN
    assert masked(text).replace("\u200e", "") == around.format(MASKED)


@pytest.mark.parametrize(
    "text",
    [
        "", "pani nahi", "03001234567", "+923001234567", "923001234567", "923001234567 1", "0092300123456",
        "00923001234567", "352021234567", "35202123456712", "+3520212345671", "35202-123456-71", "35202-1234567-12",
        "7K2M9Q4", "0300 1234567 22 din se", "35202\n1234567\n1", MASKED,
    ],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    assert first(text) is None
    assert masked(text) == text


def test_every_one_is_masked_and_the_first_is_looked_up() -> None:
    text = "mera 35202-1234567-1 aur bivi ka 3520276543212"
    assert masked(text) == "mera 35202-*****-1 aur bivi ka 35202-*****-2"
    assert first(text) == PLAIN


@given(st.text(alphabet=st.sampled_from("0123456789۰۱۲۳۴۵۶۷۸۹- a.\n"), max_size=60))
def test_masking_leaves_none_and_is_done_once(text: str) -> None:
    assert first(masked(text)) is None
    assert masked(masked(text)) == masked(text)


@given(st.from_regex(r"[1-9][0-9]{12}", fullmatch=True), st.text(max_size=20), st.text(max_size=20))
def test_no_plain_number_survives_among_other_words(number: str, before: str, after: str) -> None:
    text = f"{before} {number} {after}"
    assert number not in masked(text)
