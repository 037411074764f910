"""Numbers of people are taken out of her words, amounts and days stay."""

import pytest

from gateway.casefile.privacy import without_numbers


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("call 0300-1234567 now", "call ••••-••••••• now"),
        ("+92 300 1234567", "+•• ••• •••••••"),
        ("۰۳۰۰۱۲۳۴۵۶۷ پر", "••••••••••• پر"),
        ("card 3520212345671", "card •••••-•••••-•"),
        ("دفتر 055-3812345", "دفتر •••-•••••••"),
        ("15,000 rupees, 26-11-2026, bill 987654321", "15,000 rupees, 26-11-2026, bill 987654321"),
    ],
)  # fmt: skip
def test_who_reads_the_file_cannot_call_anybody(words: str, shown: str) -> None:
    assert without_numbers(words) == shown
