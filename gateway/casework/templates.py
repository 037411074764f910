"""Replies to begin from, in the three writings. Data: `data/templates.csv`, written by this project. Pure.

A gap (`___`) is for the official to fill in; an answer with one left is refused. The file is read once a process.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gateway.channels.segments import count, with_look_alikes
from gateway.i18n.catalog import render

TEMPLATES_FILE = Path(__file__).parent / "data" / "templates.csv"
GAP = "___"


@dataclass(frozen=True)
class Template:
    """One row. `texts` by language; `names` in the two that officials read."""

    code: str
    categories: frozenset[str]
    outcome: str
    names: dict[str, str]
    texts: dict[str, str]


@cache
def all_templates(path: Path = TEMPLATES_FILE) -> tuple[Template, ...]:
    """Every template, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_template(row) for row in csv.DictReader(file))


def _template(row: Mapping[str, str]) -> Template:
    return Template(
        row["code"], frozenset(filter(None, row["categories"].split("|"))), row["outcome"],
        {"en": row["name_en"], "ur": row["name_ur"]},
        {"en": row["text_en"], "ur": row["text_ur"], "ur_Latn": row["text_ur_latn"]},
    )  # fmt: skip


def templates_for(category: str) -> list[Template]:
    """What fits a case of the category, what is made for it first."""
    fitting = [one for one in all_templates() if not one.categories or category in one.categories]
    return sorted(fitting, key=lambda one: not one.categories)


def named(code: str, category: str) -> Template | None:
    """The template of this code, if it fits."""
    return next((one for one in templates_for(category) if one.code == code), None)


def parts(text: str, language: str, *, reference: str, office: str) -> int:
    """SMS parts that the answer costs with what is said around it. `office`: its name in the language."""
    answered = render("case_answered", language, {"reference": reference, "office": office, "answer": text})
    return count(with_look_alikes(f"{answered} {render('ask_solved_short', language, {})}")).parts
