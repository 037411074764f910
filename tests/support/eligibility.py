"""Small rulebooks for tests, households of every kind, and how many questions each is asked."""

import random
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from gateway.eligibility.conditions import Value
from gateway.eligibility.files import DATA, load
from gateway.eligibility.questions import next_question, outcomes
from gateway.eligibility.rulebook import Rulebook
from gateway.tabular import read_table, write_table

TODAY = date(2026, 11, 24)


def written(folder: Path, **changes: Iterable[Mapping[str, object]]) -> Path:
    """The data files in `folder`, with the rows of `changes` (by file name) added."""
    for file in DATA.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    for name, rows in changes.items():
        path = folder / f"{name}.csv"
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        table = read_table(path, header)
        with path.open("w", encoding="utf-8", newline="") as out:
            write_table(
                out,
                header,
                [*(row.cells for row in table.rows), *({**dict.fromkeys(header, ""), **row} for row in rows)],
            )
    return folder


def with_rules(folder: Path, *rules: Mapping[str, object]) -> Rulebook:
    """The rulebook with further rules; what a test does not say is harmless."""
    usual = {
        "kind": "requires", "when": "anyone", "valid_from": "2020-01-01", "confidence": "high", "is_conflicting": "no",
        "source": "a test", "source_date": "2026-01-01", "reason_en": "because", "reason_ur": "کیونکہ",
        "reason_ur_latn": "kyunke",
    }  # fmt: skip
    return load(written(folder, rules=[{**usual, "rule": rule["code"], **rule} for rule in rules]))


def cuts(book: Rulebook, on: date) -> dict[str, list[float]]:
    """Numbers at which some rule's truth changes, by fact."""
    found: dict[str, list[float]] = {}
    for programme in book.programmes:
        for rule in book.rules_of(programme, on):
            for comparison in rule.condition.comparisons:
                found.setdefault(comparison.fact, []).extend(comparison.cuts)
    return found


def household(book: Rulebook, on: date, chance: random.Random) -> dict[str, Value]:
    """What a household would answer, as often as the data files expect; None: cannot tell."""
    told: dict[str, Value] = {}
    for fact in book.facts.values():
        answers = outcomes(fact, cuts(book, on).get(fact.code, []))
        (told[fact.code],) = chance.choices([value for value, _ in answers], [share for _, share in answers])
    return told


def asked_of(book: Rulebook, told: Mapping[str, Value], on: date, programmes: Iterable[str]) -> list[str]:
    """Facts a household is asked for until nothing more can be learnt, in order."""
    facts: dict[str, Value] = {}
    while question := next_question(book, facts, on, tuple(programmes)):
        facts[question.code] = told[question.code]
    return list(facts)
