"""From cells of the directory's files to rows of its tables, with every fault in plain words. Pure."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import process

from gateway.tabular import Row, RowError, flag
from models.category import EVIDENCE_KINDS

CODE_SHAPE = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
ARABIC_LETTER = re.compile(r"[\u0620-\u06ff]")
CONTACT_LENGTH = 120

OFFICE_REQUIRED = ("code", "office_type", "area_id", "name_en", "name_ur")
OFFICE_OPTIONAL = ("contact", "source", "is_verified", "is_triage", "is_active")
RULE_REQUIRED = ("code", "category_code", "area_id", "office_type", "rank", "reason_en", "reason_ur")
RULE_OPTIONAL = ("source", "is_active")
CATEGORY_REQUIRED = (
    "code", "position", "name_en", "name_ur", "name_ur_latn", "is_sensitive", "acknowledge_hours",
    "first_action_hours", "resolve_hours",
)  # fmt: skip
CATEGORY_OPTIONAL = ("parent_code", "evidence", "evidence_ur", "evidence_kind")

Values = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """What the rows may refer to, and what they may not repeat."""

    areas: Collection[str] = ()
    office_types: Collection[str] = ()
    categories: Collection[str] = ()
    triage_code: str | None = None
    rules_by_place: Mapping[tuple[str, str | None, int], str] = field(default_factory=dict)


class Reader:
    """Reads the cells of one row and collects what is wrong."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.faults: list[RowError] = []

    def fault(self, column: str, problem: str) -> None:
        """Note a fault."""
        self.faults.append(self.row.error(column, problem))

    def text(self, column: str) -> str:
        """A cell, empty when the column is absent."""
        return self.row.cells.get(column, "")

    def code(self) -> str:
        """The row's own code."""
        code = self.text("code")
        if not CODE_SHAPE.fullmatch(code):
            self.fault("code", "a code is small Latin letters and digits parted by single hyphens or underscores")
        return code

    def needed(self, column: str) -> str:
        """A cell that may not be empty."""
        if not self.text(column):
            self.fault(column, "this cell may not be empty")
        return self.text(column)

    def urdu(self, column: str) -> str:
        """A cell in Urdu script."""
        if not ARABIC_LETTER.search(self.text(column)):
            self.fault(column, "the Urdu is missing or not in Urdu script")
        return self.text(column)

    def flag(self, column: str, default: bool) -> bool:
        """A yes/no cell."""
        value = flag(self.row, column, default)
        if isinstance(value, RowError):
            self.faults.append(value)
            return default
        return value

    def whole(self, column: str, low: int, high: int) -> int:
        """A whole number within bounds."""
        text = self.text(column)
        if text.isascii() and text.isdigit() and low <= int(text) <= high:
            return int(text)
        self.fault(column, f"'{text}' is not a whole number from {low} to {high}")
        return low

    def known(self, column: str, words: Collection[str], thing: str) -> str:
        """A word of a list; the nearest one is suggested for another."""
        word = self.text(column)
        if word not in words:
            near = process.extractOne(word, words, score_cutoff=60) if word else None
            self.fault(column, f"there is no {thing} '{word}'" + (f"; did you mean '{near[0]}'?" if near else ""))
        return word

    def area(self, areas: Collection[str]) -> str | None:
        """An area id, or None for an empty cell."""
        return self.known("area_id", areas, "area") if self.text("area_id") else None


def read_rows(
    rows: Iterable[Row], one: Callable[[Reader, Known], Values], known: Known
) -> tuple[list[Values], list[RowError]]:
    """Rows as values for the table, and all faults in the order of the file. `one` reads a single row."""
    values: list[Values] = []
    errors: list[RowError] = []
    lines: dict[str, int] = {}
    for row in rows:
        reader = Reader(row)
        values.append(one(reader, known))
        first = lines.setdefault(values[-1]["code"], row.line)
        if first != row.line:
            reader.fault("code", f"'{values[-1]['code']}' is on line {first} already")
        errors += reader.faults
    return values, errors


def office(read: Reader, known: Known) -> Values:
    """One office. Only what somebody confirmed may be called verified."""
    values: Values = {
        "code": read.code(), "office_type": read.known("office_type", known.office_types, "office type"),
        "area_id": read.area(known.areas), "name_en": read.needed("name_en"), "name_ur": read.urdu("name_ur"),
        "contact": read.text("contact") or None, "source": read.text("source"),
        "is_verified": read.flag("is_verified", False), "is_triage": read.flag("is_triage", False),
        "is_active": read.flag("is_active", True),
    }  # fmt: skip
    if values["area_id"] is None and not values["is_triage"]:
        read.fault("area_id", "every office but the triage desk serves an area")
    if values["is_triage"] and known.triage_code not in (None, values["code"]):
        read.fault("is_triage", f"there is one triage desk only, '{known.triage_code}'")
    if values["is_triage"] and not values["is_active"]:
        read.fault("is_active", "the triage desk is always active: everything unplaced goes there")
    if values["is_verified"] and not values["source"]:
        read.fault("source", "a verified office needs who confirmed it, and when")
    if len(values["contact"] or "") > CONTACT_LENGTH:
        read.fault("contact", f"longer than {CONTACT_LENGTH} characters: it must fit in a text message")
    return values


def rule(read: Reader, known: Known) -> Values:
    """One responsibility rule."""
    values: Values = {
        "code": read.code(), "category_code": read.known("category_code", known.categories, "category"),
        "area_id": read.area(known.areas), "office_type": read.known("office_type", known.office_types, "office type"),
        "rank": read.whole("rank", 1, 1000), "reason_en": read.needed("reason_en"), "reason_ur": read.urdu("reason_ur"),
        "source": read.text("source"), "is_active": read.flag("is_active", True),
    }  # fmt: skip
    other = known.rules_by_place.get((values["category_code"], values["area_id"], values["rank"]))
    if other not in (None, values["code"]):
        read.fault("rank", f"rule '{other}' has this category, area and rank already")
    return values


def category(read: Reader, known: Known) -> Values:
    """One category with its clocks."""
    clocks = {name: read.whole(name, 1, 2000) for name in ("acknowledge_hours", "first_action_hours", "resolve_hours")}
    parent = read.known("parent_code", known.categories, "category") if read.text("parent_code") else None
    values: Values = {
        "code": read.code(), "parent_code": parent, "position": read.whole("position", 0, 100_000),
        "name_en": read.needed("name_en"), "name_ur": read.urdu("name_ur"), "name_ur_latn": read.needed("name_ur_latn"),
        "is_sensitive": read.flag("is_sensitive", False), **clocks,
        "evidence_kind": read.known("evidence_kind", EVIDENCE_KINDS, "kind of evidence")
        if read.text("evidence_kind")
        else "none",
        "evidence": read.text("evidence"), "evidence_ur": read.text("evidence_ur"),
    }  # fmt: skip
    if parent is not None and parent == values["code"]:
        read.fault("parent_code", "a category is not its own parent")
    if list(clocks.values()) != sorted(clocks.values()):
        read.fault("resolve_hours", "the clocks must not fall: acknowledge, then first action, then resolve")
    return values
