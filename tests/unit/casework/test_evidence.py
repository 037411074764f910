"""Reasons and evidence: the data fits the categories, and each kind asks for what it says."""

import csv
from pathlib import Path

import pytest

from gateway.casework import evidence, reasons
from gateway.casework.evidence import PhotoMissing, ProofMissing, ReferenceIsPersonal, ReferenceMissing
from gateway.i18n.catalog import LANGUAGES
from gateway.offices.files import DATA
from models.case import OUTCOMES
from models.category import EVIDENCE_KINDS

PHOTO, PAPER = "image/jpeg", "application/pdf"


def categories() -> list[dict[str, str]]:
    with (Path(DATA) / "categories.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_category_can_be_answered_with_every_outcome() -> None:
    for row in categories():
        assert set(reasons.reasons_for(row["code"])) == set(OUTCOMES), row["code"]
        assert row["evidence_kind"] in EVIDENCE_KINDS
        assert row["evidence"], row["code"]
        assert row["evidence_ur"], row["code"]


def test_reasons_name_categories_that_are_there_and_have_three_names() -> None:
    known = {row["code"] for row in categories()}
    listed = reasons.all_reasons()
    assert len({one.code for one in listed}) == len(listed)
    for one in listed:
        assert one.outcome in OUTCOMES
        assert one.categories <= known
        assert all(one.names[language] for language in LANGUAGES)


def test_a_reason_of_another_category_is_none() -> None:
    with pytest.raises(reasons.NoSuchReason):
        reasons.chosen("paid", "water_supply")


@pytest.mark.parametrize("outcome", [one for one in OUTCOMES if one not in evidence.SHOWN_FOR])
def test_what_was_not_done_needs_no_evidence(outcome: str) -> None:
    assert evidence.needed("photo", outcome) == "none"


@pytest.mark.parametrize(
    ("need", "reference", "files", "fault"),
    [
        ("none", "", [], None),
        ("photo", "", [PHOTO], None),
        ("photo", "FIR 12/26", [PAPER], PhotoMissing),
        ("reference", "FIR 12/26", [], None),
        ("reference", "", [PHOTO], ReferenceMissing),
        ("reference", "done today", [], ReferenceMissing),
        ("reference", "7", [], ReferenceMissing),
        ("reference", "9" * 61, [], ReferenceMissing),
        ("either", "", [PAPER], None),
        ("either", "ٹوکن ۱۲۳", [], None),
        ("either", "", [], ProofMissing),
        ("none", "no digits", [], ReferenceMissing),
        ("reference", "0300-1234567", [], ReferenceIsPersonal),
        ("reference", "+92 300 1234567", [], ReferenceIsPersonal),
        ("none", "34101-1234567-1", [], ReferenceIsPersonal),
    ],
)
def test_each_kind_asks_for_what_it_says(
    need: str, reference: str, files: list[str], fault: type[Exception] | None
) -> None:
    if fault is None:
        evidence.require(need, reference, files)
        return
    with pytest.raises(fault) as told:
        evidence.require(need, reference, files)
    assert told.type is fault
