"""The documentation names only what is there: files, commands, make targets, settings; its made pages are current."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from gateway.__main__ import build
from tests.architecture.sources import ROOT

PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
FOLDERS = r"(?:bot|docker|docs|gateway|locales|models|scripts|simulator|tests|benchmarks)"
# Decisions tell of their day and are not rewritten; what they name may move.
TOLD_ONCE = ROOT / "docs" / "decisions"
# Written by a machine that runs, or by an operator.
NOT_IN_THE_REPOSITORY = re.compile(r"bot/(\.venv|trained)|docker/(production\.env$|database_password\.txt)|CODE|NAME")


def _in_code(page: Path) -> Iterator[str]:
    """What stands between back-ticks, one piece or one line each."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", [page for page in PAGES if TOLD_ONCE not in page.parents], ids=_name)
def test_every_file_named_is_there(page: Path) -> None:
    missing = [
        piece
        for piece in _in_code(page)
        if re.fullmatch(rf"{FOLDERS}/[\w./*-]*", piece)
        and not NOT_IN_THE_REPOSITORY.search(piece)
        and not list(ROOT.glob(piece.rstrip("/")))
    ]
    assert not missing


def _commands(command: Any, path: str) -> Iterator[str]:
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, f"{path} {name}")


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_named_is_one(page: Path) -> None:
    known = set(_commands(typer.main.get_command(build()), "sunwai"))
    named = [
        match
        for piece in _in_code(page)
        for match in re.findall(r"(?:^|[ /])(sunwai [a-z]+(?: [a-z]+)?)", piece)
        if not piece.startswith("-")
    ]
    wrong = [one for one in named if one not in known and one.rsplit(" ", 1)[0] not in _leaves(known)]
    assert not wrong


def _leaves(known: set[str]) -> set[str]:
    """Commands that take words, after which anything may stand."""
    return {one for one in known if not any(other.startswith(f"{one} ") for other in known)}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_make_target_named_is_one(page: Path) -> None:
    targets = set(re.findall(r"^([a-z][a-z0-9-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {match for piece in _in_code(page) for match in re.findall(r"^(?:\w+=\S+ )?make ([a-z][a-z0-9-]*)", piece)}
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_setting_named_is_one(page: Path) -> None:
    explained = set(re.findall(r"SUNWAI_\w+", (ROOT / ".env.example").read_text(encoding="utf-8")))
    assert set(re.findall(r"SUNWAI_[A-Z_]+[A-Z]", page.read_text(encoding="utf-8"))) <= explained


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=_name)
def test_links_from_outside_the_site_lead_somewhere(page: Path) -> None:
    """Those within it are looked at when it is built."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_page_of_rules_has_the_layers_that_are_held() -> None:
    held = re.search(r"^layers = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M | re.S)
    told = re.search(
        r"^```text\n(.*?)^```", (ROOT / "docs/developers/rules.md").read_text(encoding="utf-8"), re.M | re.S
    )
    assert held
    assert told
    layers = [layer.replace("gateway.", "").split(" : ") for layer in re.findall(r'"(.*)"', held[1])]
    assert [line.split() for line in told[1].splitlines()] == layers


def test_every_decision_is_listed() -> None:
    pages = {path.name for path in TOLD_ONCE.glob("0*.md")}
    listed = set(re.findall(r"\]\((0\d+-[\w-]+\.md)\)", (TOLD_ONCE / "README.md").read_text(encoding="utf-8")))
    shown = set(re.findall(r"decisions/(0\d+-[\w-]+\.md)", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")))
    assert pages == listed == shown
    assert len({name[:4] for name in pages}) == len(pages), "two decisions have one number"


def test_made_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_example_of_a_production_names_what_production_asks_for() -> None:
    """As the table of settings does, which asks a production without settings what it misses."""
    table = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    required = set(re.findall(r"^\| `(\w+)` .*\| required \|$", table, re.MULTILINE))
    example = (ROOT / "docker" / "production.env.example").read_text(encoding="utf-8")
    assert required
    assert required <= set(re.findall(r"^(SUNWAI_\w+)=", example, re.MULTILINE))
