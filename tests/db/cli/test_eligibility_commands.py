"""The commands `eligibility`, as an operator types them."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from gateway import settings as environment
from gateway.__main__ import build
from tests.support.eligibility import written

LISTED = ["--source", "BISP office Kamoke", "--date", "2026-11-01"]


@pytest.fixture
def sunwai(database, tmp_path, monkeypatch, clock):
    """Runs one command against an empty database, on a Monday in November 2026."""
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    here = environment.Settings(
        database_url=url, state_dir=tmp_path, environment="local", hash_key=SecretStr("test-hash-key")
    )
    monkeypatch.setattr(environment, "load", lambda: here)

    def run(*words: str) -> Result:
        return CliRunner().invoke(build(), ["eligibility", *words])

    return run


def test_check_counts_what_is_in_order(sunwai) -> None:
    result = sunwai("check")
    assert result.exit_code == 0, result.output
    assert "25 rules of 7 programmes, 13 facts: in order" in result.output


def test_check_names_every_fault(sunwai, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    written(folder, programmes=[{"code": "zakat", "is_general": "maybe", "name_en": "Zakat", "name_ur": "زکوٰۃ"}])
    result = sunwai("check", str(folder))
    assert result.exit_code != 0
    said = str(result.exception)
    assert "programmes.csv line 9, is_general: 'maybe' is neither yes nor no" in said
    assert "programmes.csv line 9, name_ur_latn: this text is missing" in said


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["--fact", "receives_kafaalat=yes"], "likely    Kafaalat"),
        (
            ["--fact", "exclusion=taxpayer", "--fact", "receives_kafaalat=no"],
            "raabta.bisp.gov.pk/ProgPage.aspx?pageid=263",
        ),
        (["--fact", "age=70"], "unlikely  loan                       loan-age: only for ages 18 to 60 [medium;"),
        (
            ["--fact", "monthly_income=40000", "--fact", "is_undergraduate=yes", "--on", "2021-10-15"],
            "likely    scholarship",
        ),
        ([], "unsure    Rashan                     no rule is known to count on that day"),
        ([], "missing: receives_kafaalat, poverty_score"),
    ],
)
def test_assess_explains(sunwai, words: list[str], printed: str) -> None:
    result = sunwai("assess", *words)
    assert result.exit_code == 0, result.output
    assert printed in result.output


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["--fact", "wealth=3"], "there is no fact 'wealth'"),
        (["--fact", "age=old"], "'old' is no answer to age"),
        (["--fact", "age=900"], "'900' is no answer to age"),
        (["--fact", "has_cnic=1"], "'1' is no answer to has_cnic"),
        (["--fact", "exclusion=rich"], "'rich' is no answer to exclusion"),
    ],
)
def test_assess_says_what_is_no_answer(sunwai, words: list[str], printed: str) -> None:
    result = sunwai("assess", *words)
    assert result.exit_code != 0
    assert printed in " ".join(result.output.replace("│", " ").split())


def test_a_plain_list_is_hashed_and_imported(sunwai, tmp_path: Path) -> None:
    plain, hashed = tmp_path / "plain.csv", tmp_path / "list.csv"
    plain.write_text("cnic,programme,status\n35202-1234567-1,kafaalat,eligible\n۳۵۲۰۲۱۲۳۴۵۶۷۲,nashonuma,receiving\n")
    assert "2 rows written" in sunwai("hash", str(plain), str(hashed)).output
    text = hashed.read_text()
    assert "1234567" not in text
    assert text.splitlines()[0] == "cnic_hash,programme,status"
    assert "2 rows: 2 would be added" in sunwai("import", str(hashed), *LISTED, "--dry-run").output
    assert "2 rows: 2 were added" in sunwai("import", str(hashed), *LISTED).output


def test_every_wrong_row_is_named_and_nothing_written(sunwai, tmp_path: Path) -> None:
    plain, hashed = tmp_path / "plain.csv", tmp_path / "list.csv"
    plain.write_text("cnic,programme,status\n12345,kafaalat,eligible\n03001234567,kafaalat,eligible\n")
    result = sunwai("hash", str(plain), str(hashed))
    assert result.exit_code == 1
    assert "line 2, cnic: not a CNIC of 13 digits" in result.output
    assert "line 3, cnic" in result.output
    assert not hashed.exists()
    refused = sunwai("import", str(plain), *LISTED)
    assert refused.exit_code == 1
    assert "line 1, cnic_hash: this column is missing" in refused.output


def test_a_list_is_not_of_a_day_to_come(sunwai, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("cnic_hash,programme,status\n")
    result = sunwai("import", str(path), "--source", "BISP", "--date", "2026-12-01")
    assert result.exit_code != 0
    assert "a list cannot be of a day to come" in " ".join(result.output.replace("│", " ").split())
