"""What a newcomer meets first is complete: settings, commands, make targets, sources of data."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from gateway.__main__ import build
from gateway.settings import Settings
from tests.architecture.sources import ROOT

# Read elsewhere than in Settings: by the tests, and by the bot.
OTHERS = {"SUNWAI_TEST_DATABASE_URL", "SUNWAI_BOT_MODEL"}


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command below, by its path. Typer brings a Click of its own, hence no type."""
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from _commands(inner, f"{path} {name}")
    else:
        yield path, command


@pytest.mark.parametrize(
    ("path", "command"), [pytest.param(*one, id=one[0]) for one in _commands(typer.main.get_command(build()), "sunwai")]
)
def test_every_command_shows_an_example(path: str, command: Any) -> None:
    said = f"{command.help}\n{command.epilog}"
    assert re.search(r"Examples?: ", said), f"`{path} --help` shows no example"
    assert path in said, f"the example of `{path} --help` does not use it"


def test_every_setting_is_explained_once() -> None:
    named = re.findall(r"^#?(SUNWAI_\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted({f"SUNWAI_{name.upper()}" for name in Settings.model_fields} | OTHERS)


def test_ci_runs_what_make_check_runs() -> None:
    ci = re.findall(r"^make (\S+)$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    check = re.search(r"^check: (.*?) ##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert check
    assert ci == ["browser", *check[1].split()], "CI brings a browser, and then runs what a developer runs"


def test_every_recorded_datum_names_its_source() -> None:
    folder = ROOT / "tests" / "data"
    silent = [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.*")
        if path.suffix != ".source" and not path.with_suffix(".source").exists()
        and not any(path.parent.glob("*.source"))
    ]  # fmt: skip
    assert not silent
