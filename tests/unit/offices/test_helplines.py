"""Only emergency numbers with a source are told."""

import csv
from pathlib import Path
from typing import get_args

from gateway.dialogue.contract import ShowHelpline
from gateway.offices.helplines import HELPLINES_FILE, numbers_for


def test_every_situation_of_the_contract_has_a_number() -> None:
    for situation in get_args(ShowHelpline.model_fields["situation"].annotation):
        assert numbers_for(situation)
    assert numbers_for("no such situation") == ()


def test_every_row_names_its_source() -> None:
    with HELPLINES_FILE.open(encoding="utf-8", newline="") as file:
        assert all(row["source"].strip() for row in csv.DictReader(file))


def test_a_number_without_source_is_never_told(tmp_path: Path) -> None:
    file = tmp_path / "helplines.csv"
    file.write_text("number,service,situations,source\n118,WAPDA,danger,\n1122,Rescue,danger,somebody\n", "utf-8")
    assert numbers_for("danger", file) == ("1122",)
    assert numbers_for("violence", file) == ()
