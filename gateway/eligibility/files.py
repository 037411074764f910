"""Reads the data files of a folder into one rulebook, or says every fault of every file. Writes nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

from gateway.eligibility import rows
from gateway.eligibility.rulebook import Option, Particular, Rulebook
from gateway.errors import SunwaiError
from gateway.tabular import Row, RowError, read_table

DATA = Path(__file__).parent / "data"


class RulesInvalid(SunwaiError):
    """The data files of eligibility cannot be used."""

    status = 500
    code = "eligibility_rules_invalid"

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class _Folder:
    """The tables of one folder; faults carry the file's name."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.faults: list[str] = []

    def read[T](self, name: str, one: Callable[[rows.Cells], T]) -> list[T]:
        """Every row of `name`.csv as a value."""
        file = self._path / f"{name}.csv"
        if not file.is_file():
            self.faults.append(f"{file.name}: the file is missing")
            return []
        table = read_table(file, rows.COLUMNS[name])
        found: list[RowError] = list(table.errors)
        values = rows.read(table.rows, one, found)
        if "code" in rows.COLUMNS[name]:
            found += _repeated(table.rows, "fact" if name == "options" else None)
        self.faults += [f"{file.name} {fault}" for fault in sorted(found, key=lambda one: one.line)]
        return values

    def require(self) -> None:
        """Raises RulesInvalid when anything was wrong so far."""
        if self.faults:
            raise RulesInvalid(self.faults)


def _repeated(found: Iterable[Row], scope: str | None) -> list[RowError]:
    lines: dict[tuple[str, str], int] = {}
    faults = []
    for row in found:
        key = (row.cells[scope] if scope else "", row.cells["code"])
        first = lines.setdefault(key, row.line)
        if first != row.line:
            faults.append(row.error("code", f"'{key[1]}' is on line {first} already"))
    return faults


def load(path: Path = DATA) -> Rulebook:
    """The rulebook of a folder. Raises RulesInvalid naming file, line and column of every fault."""
    folder = _Folder(path)
    facts = {one.code: one for one in folder.read("facts", rows.fact)}
    folder.require()  # everything else speaks of facts
    options: dict[str, list[Option]] = {}
    for fact_code, option in folder.read("options", lambda cells: rows.option(cells, facts)):
        options.setdefault(fact_code, []).append(option)
    facts = {code: replace(one, options=tuple(options.get(code, ()))) for code, one in facts.items()}
    programmes = {one.code: one for one in folder.read("programmes", rows.programme)}
    folder.require()  # rules and particulars speak of programmes
    codes = list(programmes)
    book = Rulebook(
        facts=facts, programmes=programmes,
        rules=tuple(folder.read("rules", lambda cells: rows.rule(cells, facts, codes))),
        particulars=tuple(folder.read("particulars", lambda cells: rows.particular(cells, codes))),
        statuses=dict(folder.read("statuses", rows.status)),
    )  # fmt: skip
    folder.faults += _whole_faults(book)
    folder.require()
    return book


def _whole_faults(book: Rulebook) -> list[str]:
    """What no single row shows."""
    faults = [
        f"options.csv: {fact.code} is a choice with fewer than two options"
        for fact in book.facts.values()
        if fact.kind == "choice" and len(fact.options) < 2
    ]
    faults += [f"programmes.csv: {code} is a fact's code already" for code in book.programmes if code in book.facts]
    kinds: dict[str, str] = {}
    for rule in book.rules:
        if kinds.setdefault(rule.group, rule.kind) != rule.kind:
            faults.append(f"rules.csv: {rule.code} has another kind than its alternatives in {rule.group}")
    faults += _overlaps(book.particulars)
    return faults


def _overlaps(particulars: Sequence[Particular]) -> list[str]:
    """Two firm statements on one matter at one time: then both are to be marked as conflicting."""
    firm = [one for one in particulars if one.is_firm]
    return [
        f"particulars.csv: {one.code} and {other.code} hold at the same time; mark both as conflicting"
        for one, other in combinations(firm, 2)
        if (one.programme, one.topic) == (other.programme, other.topic)
        and all(each.is_in_force(max(one.valid_from, other.valid_from)) for each in (one, other))
    ]


@cache
def rulebook() -> Rulebook:
    """The rulebook that ships with the gateway, read once."""
    return load()
