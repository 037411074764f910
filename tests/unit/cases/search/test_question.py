"""What is typed into the search box is taken as it is meant."""

import pytest

from gateway.cases.reference import generate, neighbours
from gateway.cases.search.question import read

TRUE = "7K2M9QR"


@pytest.mark.parametrize("typed", ["7K2M9QR", "7k2m9qr", " 7k2-m9q-r ", "۷K۲M۹QR"])
def test_a_number_however_it_is_written(typed: str) -> None:
    assert read(typed).reference == TRUE


@pytest.mark.parametrize("typed", ["7K2N9QR", "7K2MQR", "7K2M99QR", "7KM29QR", "7K2M9Q", "K2M9QR"])
def test_one_slip_suggests_the_number(typed: str) -> None:
    assert read(typed).reference is None
    assert TRUE in read(typed).nearly


def test_a_slip_leaves_few_candidates() -> None:
    for _ in range(50):
        made = generate()
        wrong = ("0" if made[3] != "0" else "1").join((made[:3], made[4:]))
        assert made in neighbours(wrong)
        assert len(neighbours(wrong)) <= 14


@pytest.mark.parametrize("typed", ["0300-1234567", "+92 300 1234567", "۰۳۰۰۱۲۳۴۵۶۷", "923001234567"])
def test_a_phone_however_it_is_written(typed: str) -> None:
    assert read(typed).phone == "+923001234567"


def test_words_are_words() -> None:
    asked = read("bijli ka meter")
    assert (asked.reference, asked.nearly, asked.phone, asked.words) == (None, (), None, "bijli ka meter")
