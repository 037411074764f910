"""From cells of the data files to the values of the rulebook, with every fault in plain words. Pure."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from gateway.eligibility.conditions import NO, YES, Condition, ConditionInvalid, parse
from gateway.eligibility.rulebook import (
    Confidence,
    Dated,
    Fact,
    FactKind,
    Option,
    Particular,
    Programme,
    Rule,
    RuleKind,
    Topic,
    Words,
)
from gateway.tabular import Row, RowError, flag

LANGUAGES = ("en", "ur", "ur_Latn")
CODE = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
URDU_LETTER = re.compile(r"[\u0600-\u06ff]")
KINDS: tuple[FactKind, ...] = ("flag", "number", "choice")
RULE_KINDS: tuple[RuleKind, ...] = ("requires", "excludes", "proves")
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")
TOPICS: tuple[Topic, ...] = ("what", "who", "how", "bring", "amount", "condition")
# Longer texts do not fit in an answer of three parts, of which Urdu has 201 characters.
LONGEST = 110


def _words(name: str) -> tuple[str, ...]:
    return tuple(f"{name}_{language.lower()}" for language in LANGUAGES)


DATED_COLUMNS = (
    "code", "programme", "valid_from", "valid_to", "confidence", "is_conflicting", "source", "source_date", "note",
)  # fmt: skip
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "facts": ("code", "kind", "is_asked", "low", "high", "share", "unknown_share", *_words("question"),
              *_words("missing")),
    "options": ("fact", "code", "share", *_words("label")),
    "programmes": ("code", "is_general", "office_category", *_words("name")),
    "rules": (*DATED_COLUMNS, "rule", "kind", "when", *_words("reason")),
    "particulars": (*DATED_COLUMNS, "topic", *_words("text")),
    "statuses": ("code", *_words("name")),
    "aliases": ("programme", "alias"),
    "fact_words": ("fact", "value", "is_volunteered", "words"),
}  # fmt: skip


class Cells:
    """Reads the cells of one row and collects what is wrong."""

    def __init__(self, row: Row, faults: list[RowError]) -> None:
        self.row = row
        self._faults = faults

    def fault(self, column: str, problem: str) -> None:
        """Note a fault."""
        self._faults.append(self.row.error(column, problem))

    def needed(self, column: str, problem: str = "this cell may not be empty") -> None:
        """Note a fault where the cell is empty."""
        if not self.row.cells[column]:
            self.fault(column, problem)

    def text(self, column: str) -> str:
        """A cell that may not be empty."""
        self.needed(column)
        return self.row.cells[column]

    def code(self, column: str = "code") -> str:
        """A code: small Latin letters, digits, single hyphens or underscores."""
        code = self.text(column)
        if code and not CODE.fullmatch(code):
            self.fault(column, f"'{code}' is not small Latin letters and digits parted by single - or _")
        return code

    def one_of[T: str](self, column: str, words: Collection[T]) -> T:
        """A word of a list; the first one stands in for another."""
        for word in words:
            if word == self.row.cells[column]:
                return word
        self.fault(column, f"'{self.row.cells[column]}' is none of {', '.join(words)}")
        return next(iter(words))

    def flag(self, column: str) -> bool:
        """A yes/no cell, not empty."""
        value = flag(self.row, column) if self.text(column) else False
        if isinstance(value, RowError):
            self._faults.append(value)
            return False
        return value

    def number(self, column: str, low: float, high: float, *, default: float = 0) -> float:
        """A number within bounds; `default` for an empty cell."""
        text = self.row.cells[column]
        if not text:
            return default
        if re.fullmatch(r"\d+(\.\d+)?", text) and low <= float(text) <= high:
            return float(text)
        self.fault(column, f"'{text}' is not a number from {low:g} to {high:g}")
        return low

    def day(self, column: str) -> date | None:
        """A day like 2024-03-23; None for an empty cell."""
        text = self.row.cells[column]
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.fault(column, f"'{text}' is not a day like 2024-03-23")
            return None

    def words(self, name: str, *, is_needed: bool = True) -> Words:
        """A text in three languages, Urdu in its own script and the others without it."""
        found = {language: self.row.cells[f"{name}_{language.lower()}"] for language in LANGUAGES}
        if not is_needed and not any(found.values()):
            return found
        for language, text in found.items():
            self._check_words(f"{name}_{language.lower()}", language, text)
        return found

    def _check_words(self, column: str, language: str, text: str) -> None:
        if not text:
            self.fault(column, "this text is missing")
        elif bool(URDU_LETTER.search(text)) != (language == "ur"):
            self.fault(column, "Urdu script belongs in the column _ur and nowhere else")
        elif len(text) > LONGEST:
            self.fault(column, f"{len(text)} characters; more than {LONGEST} do not fit in a text message")


def read[T](rows: Iterable[Row], one: Callable[[Cells], T], faults: list[RowError]) -> list[T]:
    """Each row as a value; faults are added to `faults`."""
    return [one(Cells(row, faults)) for row in rows]


def fact(cells: Cells) -> Fact:
    """One fact, its options still missing."""
    kind = cells.one_of("kind", KINDS)
    is_asked = cells.flag("is_asked")
    high = cells.number("high", 0, 1e9)
    return Fact(
        code=cells.code(), kind=kind, is_asked=is_asked,
        question=cells.words("question", is_needed=is_asked), missing=cells.words("missing"),
        unknown_share=cells.number("unknown_share", 0, 1),
        share=0.5 if kind != "flag" else cells.number("share", 0, 1, default=0.5),
        spread=_spread(cells, high) if kind == "number" else (), low=cells.number("low", 0, 1e9), high=high,
    )  # fmt: skip


def _spread(cells: Cells, high: float) -> tuple[tuple[float, float], ...]:
    """`20:0.25|32:0.5|100:1`: a quarter at or below 20, half at or below 32, all at or below 100."""
    pairs = []
    for part in cells.text("share").split("|"):
        match = re.fullmatch(r"(\d+(?:\.\d+)?):(\d(?:\.\d+)?)", part)
        if match is None:
            cells.fault("share", f"'{part}' is not like 32:0.5")
            return ((high, 1.0),)
        pairs.append((float(match[1]), float(match[2])))
    if pairs != sorted(pairs) or pairs[-1] != (high, 1.0) or any(share > 1 for _, share in pairs):
        cells.fault("share", "values and shares must rise, up to the highest value and 1")
    return tuple(pairs)


def option(cells: Cells, facts: Collection[str]) -> tuple[str, Option]:
    """One option, with the code of its fact."""
    made = Option(cells.code(), cells.number("share", 0, 1), cells.words("label"))
    return cells.one_of("fact", facts), made


def programme(cells: Cells) -> Programme:
    """One programme."""
    category = cells.row.cells["office_category"] or None
    return Programme(cells.code(), cells.flag("is_general"), category, cells.words("name"))


def status(cells: Cells) -> tuple[str, Words]:
    """One status of a registry extract."""
    return cells.code(), cells.words("name")


def rule(cells: Cells, facts: Mapping[str, Fact], programmes: list[str]) -> Rule:
    """One rule."""
    kind = cells.one_of("kind", RULE_KINDS)
    dated = _dated(cells, programmes)
    return Rule(
        **vars(dated), group=f"{dated.programme}/{cells.code('rule')}", kind=kind,
        condition=_condition(cells, facts, programmes, dated.programme),
        reason=cells.words("reason", is_needed=kind != "proves"),
    )  # fmt: skip


def particular(cells: Cells, programmes: list[str]) -> Particular:
    """One particular."""
    return Particular(**vars(_dated(cells, programmes)), topic=cells.one_of("topic", TOPICS), text=cells.words("text"))


def _dated(cells: Cells, programmes: list[str]) -> Dated:
    start, end = cells.day("valid_from"), cells.day("valid_to")
    if start is None:
        cells.needed("valid_from", "from which day it counts must be told")
    elif end is not None and end < start:
        cells.fault("valid_to", "it ends before it begins")
    source_date = cells.day("source_date")
    if source_date is None:
        cells.needed("source_date", "the day of the source, or on which it was read, must be told")
    return Dated(
        code=cells.code(), programme=cells.one_of("programme", programmes), valid_from=start or date.min, valid_to=end,
        confidence=cells.one_of("confidence", CONFIDENCES), is_conflicting=cells.flag("is_conflicting"),
        source=cells.text("source"), source_date=source_date or date.min, note=cells.row.cells["note"],
    )  # fmt: skip


def _condition(cells: Cells, facts: Mapping[str, Fact], programmes: list[str], own: str) -> Condition:
    written = cells.text("when")
    try:
        condition = parse(written) if written else Condition()
    except ConditionInvalid as error:
        cells.fault("when", str(error))
        return Condition()
    earlier = programmes[: programmes.index(own)]
    for comparison in condition.comparisons:
        name, word = comparison.fact, comparison.word
        if name in facts:
            expected = _values(facts[name])
            fits = comparison.is_numeric if expected is None else word in expected
            if not fits:
                cells.fault("when", f"{name} cannot be compared so; it is {_described(facts[name])}")
        elif name not in earlier:
            cells.fault("when", f"there is no fact '{name}', and no programme above '{own}' with that code")
        elif word not in ("likely", "unlikely"):
            cells.fault("when", f"a programme is compared like `{name} = likely`")
    return condition


def _values(one: Fact) -> set[str] | None:
    """Words a fact may be compared with; None for numbers."""
    if one.kind == "number":
        return None
    return {YES, NO} if one.kind == "flag" else {option.code for option in one.options}


def _described(one: Fact) -> str:
    values = _values(one)
    return "a number" if values is None else f"one of {', '.join(sorted(values))}"
