"""Which body hears which matter where, and what of it is shown."""

from pathlib import Path

import pytest

from gateway.casefile.decide import route
from gateway.casefile.files import FILE, OmbudsmenInvalid, load, ombudsmen

TEHSIL = "punjab-gujranwala-teh-kamoke"


@pytest.mark.parametrize(
    ("category", "path", "code"),
    [
        ("electricity", (TEHSIL, "punjab"), "federal-ombudsman"),
        ("identity_documents", (), "federal-ombudsman"),
        ("payment_not_received", ("gilgit-baltistan",), "federal-ombudsman"),
        ("water_supply", (TEHSIL, "punjab"), "punjab-ombudsman"),
        ("water_supply", ("sindh",), "sindh-ombudsman"),
        ("water_supply", ("islamabad-capital-territory",), "federal-ombudsman-islamabad"),
        ("education", ("khyber-pakhtunkhwa",), "khyber-pakhtunkhwa-ombudsman"),
        ("electricity", ("azad-jammu-and-kashmir",), "ajk-ombudsman"),
        ("gas", ("azad-jammu-and-kashmir",), "federal-ombudsman"),
        ("police", (TEHSIL, "punjab"), "punjab-police-complaint-centre"),
        ("police", ("sindh",), "sindh-ombudsman"),
        ("police", ("islamabad-capital-territory",), "federal-ombudsman-islamabad"),
        ("water_supply", ("gilgit-baltistan",), None),
        ("electricity", ("gilgit-baltistan",), None),
        ("water_supply", (), None),
    ],
)
def test_a_matter_has_its_body(category: str, path: tuple[str, ...], code: str | None) -> None:
    found = route(ombudsmen(), category, path)
    assert (found.code if found else None) == code


def test_a_phone_that_is_not_certain_is_not_shown() -> None:
    shown = {one.code: one.shown_phone for one in ombudsmen() if one.phone}
    assert shown == {"punjab-ombudsman": "", "punjab-police-complaint-centre": "1787"}


def test_a_body_without_a_source_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "ombudsmen.csv"
    header, first, *_ = FILE.read_text(encoding="utf-8").splitlines()
    cells = first.split('"')
    cells[3] = ""
    broken.write_text(f"{header}\n{'"'.join(cells)}\n", encoding="utf-8")
    with pytest.raises(OmbudsmenInvalid, match="line 2, source: is empty"):
        load(broken)
