"""The commands `places`, `offices` and `seed`, as an operator types them."""

import pytest
from typer.testing import CliRunner, Result

from gateway import settings as environment
from gateway.__main__ import build

KAMOKE = "punjab-gujranwala-teh-kamoke"


@pytest.fixture
def sunwai(seeded, tmp_path, monkeypatch):
    """Runs one command against a seeded database."""
    url = seeded.url.set(drivername="postgresql").render_as_string(hide_password=False)
    here = environment.Settings(database_url=url, state_dir=tmp_path, environment="local")
    monkeypatch.setattr(environment, "load", lambda: here)

    def run(*words: str) -> Result:
        return CliRunner().invoke(build(), list(words))

    return run


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["places", "search", "r y khan"], "punjab-dist-rahim-yar-khan"),
        (["places", "search", "کامونکی", "--limit", "1"], KAMOKE),
        (["places", "show", KAMOKE], "lies in  punjab-dist-gujranwala, punjab-div-gujranwala, punjab"),
        (["places", "near", "31.98", "74.23"], KAMOKE),
        (["offices", "list", "--area", KAMOKE, "--category", "water_supply"], f"mc-{KAMOKE}"),
        (["offices", "responsible", "--category", "water_supply", "--area", KAMOKE], "outside the city limits"),
        (["offices", "responsible", "--category", "police", "--area", KAMOKE, "--sealed"], "oversight-punjab"),
        (["offices", "responsible", "--category", "gas"], "triage"),
        (["offices", "export", "--kind", "categories"], "water_supply,"),
        (["seed", "--demo"], "8 officials written"),
        (["seed"], "0 offices"),
    ],
)
def test_prints(sunwai, words, printed):
    result = sunwai(*words)
    assert result.exit_code == 0, result.output
    assert printed in result.output


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["places", "search", "zzqq"], "no area has a name like that"),
        (["places", "show", "nowhere"], "there is no area 'nowhere'"),
        (["places", "near", "0", "0"], "no area of Pakistan is near"),
        (["offices", "export", "--kind", "people"], "none of categories, offices, rules"),
    ],
)
def test_says_what_is_wrong(sunwai, words, printed):
    result = sunwai(*words)
    assert result.exit_code != 0
    assert printed in " ".join(result.output.replace("│", " ").split())


def test_export_edit_import(sunwai, tmp_path):
    file = tmp_path / "offices.csv"
    assert sunwai("offices", "export", str(file)).exit_code == 0
    text = file.read_text(encoding="utf-8-sig")
    file.write_text(text.replace('"Municipal Committee, Kamoke"', "MC Kamoke"), encoding="utf-8")
    assert "1 would be changed" in sunwai("offices", "import", str(file), "--dry-run").output
    assert "1 were changed" in sunwai("offices", "import", str(file)).output
    assert "0 were changed" in sunwai("offices", "import", str(file)).output


def test_a_wrong_cell_is_named(sunwai, tmp_path):
    file = tmp_path / "offices.csv"
    file.write_text(f"code,office_type,area_id,name_en,name_ur\nx-1,phedd,{KAMOKE},X,ایکس\n", encoding="utf-8")
    result = sunwai("offices", "import", str(file))
    assert result.exit_code == 1
    assert "line 2, office_type: there is no office type 'phedd'; did you mean 'phed'?" in result.output
    assert "nothing was imported: 1 faults in 1 rows" in result.output


def test_demo_officials_are_refused_in_production(sunwai, monkeypatch):
    here = environment.load()
    monkeypatch.setattr(environment, "load", lambda: here.model_copy(update={"environment": "production"}))
    assert sunwai("seed", "--demo").exit_code == 1
