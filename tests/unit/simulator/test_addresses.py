import pytest

from gateway.phone import NotAPhone, to_e164
from simulator import addresses, magic

WRITTEN = [
    "0300 1234567",
    "03001234567",
    "923001234567",
    "00923001234567",
    "+92 300 123-4567",
    "۰۳۰۰۱۲۳۴۵۶۷",
    "3001234567",
]  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_reads_numbers_as_the_gateway_does(text):
    assert addresses.contact(text) == to_e164(text) == "+923001234567"


@pytest.mark.parametrize("text", ["", "hello", "0300", "+92300123456"])
def test_refuses_what_is_no_number(text):
    with pytest.raises(ValueError, match="not a phone"):
        addresses.contact(text)


def test_the_two_readers_refuse_words_alike():
    with pytest.raises(NotAPhone):
        to_e164("hello")


def test_a_person_without_a_phone_keeps_her_id():
    assert addresses.contact("PK.13449876") == "PK.13449876"


@pytest.mark.parametrize(
    ("recipient", "code"),
    [
        ("+15005530003", 30003),
        ("+15005530008", 30008),
        ("whatsapp:+15005563024", 63024),
        ("whatsapp:+15005550002", 63024),
        ("whatsapp:+15005550004", 63033),
        ("+15005550006", None),
        ("+923001234567", None),
    ],
)
def test_numbers_that_fail_later(recipient, code):
    assert magic.fails_later(recipient) == code
