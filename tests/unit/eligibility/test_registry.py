"""Rows of registry extracts: what is taken, every fault by its line, and no plain number repeated."""

import pytest

from gateway.eligibility.files import rulebook
from gateway.eligibility.registry import hash_rows, read_entries
from gateway.protect import Protector
from gateway.tabular import Row, RowError

HASH = "ab" * 32


@pytest.fixture
def protector() -> Protector:
    """Fixed keys."""
    return Protector(["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="], "test-hash-key")


def row(line: int = 2, **changes: str) -> Row:
    return Row(line, {"cnic_hash": HASH, "programme": "kafaalat", "status": "eligible", **changes})


def test_a_right_row_is_an_entry() -> None:
    entries, faults = read_entries([row()], rulebook())
    assert faults == []
    assert (entries[0].cnic_hash, entries[0].programme, entries[0].status) == (
        bytes.fromhex(HASH),
        "kafaalat",
        "eligible",
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cnic_hash": "35202-1234567-1"}, "line 2, cnic_hash: not 64 small hexadecimal digits"),
        ({"cnic_hash": HASH.upper()}, "line 2, cnic_hash: not 64 small hexadecimal digits"),
        ({"programme": "kafalat"}, "line 2, programme: there is no programme 'kafalat'; did you mean 'kafaalat'?"),
        ({"status": "yes"}, "line 2, status: there is no status 'yes'; known are receiving, eligible"),
    ],
)
def test_faults(change: dict[str, str], said: str) -> None:
    entries, (fault,) = read_entries([row(**change)], rulebook())
    assert entries == []
    assert str(fault).startswith(said)
    assert "35202" not in str(fault)


def test_a_person_is_in_a_programme_once() -> None:
    _, (fault,) = read_entries([row(2), row(3, programme="nashonuma"), row(4, status="ineligible")], rulebook())
    assert str(fault) == "line 4, cnic_hash: the same person and programme are on line 2 already"


def test_plain_numbers_are_hashed_with_the_gateways_key(protector: Protector) -> None:
    plain = [
        Row(2, {"cnic": "35202-1234567-1", "programme": "kafaalat", "status": "eligible"}),
        Row(3, {"cnic": "03001234567", "programme": "kafaalat", "status": "eligible"}),
    ]
    hashed, fault = hash_rows(plain, protector.hash_cnic)
    assert hashed == {
        "cnic_hash": protector.hash_cnic("3520212345671").hex(), "programme": "kafaalat", "status": "eligible",
    }  # fmt: skip
    assert isinstance(fault, RowError)
    assert "0300" not in str(fault)


def test_a_card_and_an_address_never_share_a_hash(protector: Protector) -> None:
    assert protector.hash_cnic("3520212345671") != protector.hash("3520212345671")
