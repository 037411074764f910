"""Writes the pages of docs/reference that the code knows best: settings, command line, tables, metrics, eligibility.

Usage: scripts/reference.py [--check]. With --check nothing is written and a page that differs is named, exit code 1.
"""

import csv
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Literal, get_args, get_origin

import typer
from prometheus_client import REGISTRY
from pydantic import SecretStr, ValidationError
from sqlalchemy import CheckConstraint, Index, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql

import gateway
import models  # noqa: F401 - fills the metadata
from gateway.__main__ import COMMANDS, build
from gateway.eligibility.files import DATA, rulebook
from gateway.eligibility.rulebook import Dated, Rule
from gateway.settings import ROOT, Settings
from models.base import Base

FOLDER = ROOT / "docs" / "reference"
MADE = "<!-- Made by `make reference` from the code; a test compares. Change the code, not this page. -->\n"
Rows = list[tuple[str, ...]]


def main() -> int:
    """Write or compare every page."""
    different = []
    for name, page in PAGES.items():
        path, text = FOLDER / name, MADE + page()
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            different.append(path.relative_to(ROOT).as_posix())
    sys.stderr.write("".join(f"{path} differs from the code: run `make reference`\n" for path in different))
    return 1 if different else 0


# ---- settings ---------------------------------------------------------------------------------------------------
def settings() -> str:
    """Every setting with its default and the line that `.env.example` has about it."""
    required = _required()
    sections: list[str] = []
    for title, entries in _explained():
        rows: Rows = [
            (f"`{name}`", _default(name), _cell(about), "required" if name in required else "")
            for name, about in entries
        ]
        sections.append(f"## {title}\n\n" + _table(("Setting", "Default", "Meaning", "Production"), rows))
    return (
        "# Settings\n\n"
        "The environment wins over `.env`, `.env` over what `make up` wrote into `var/local.env`. Lists are separated "
        "by commas.\nA process with a wrong setting does not start, and names every fault.\n\n" + "\n".join(sections)
    )


def _explained() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Sections of `.env.example`: title, and each name with the comment above it."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    for title, body in re.findall(r"^# --- (.+?) ---\n(.*?)(?=^# --- |\Z)", text, re.MULTILINE | re.DOTALL):
        entries: list[tuple[str, str]] = []
        about = ""
        for line in body.splitlines():
            if found := re.match(r"#?(SUNWAI_\w+)=", line):
                entries.append((found[1], about or entries[-1][1]))
                about = ""
            elif line.startswith("# "):
                about = f"{about} {line[2:]}".strip()
        yield title, entries


def _default(name: str) -> str:
    field = Settings.model_fields.get(name.removeprefix("SUNWAI_").lower())
    if field is None:
        return "–"
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Path):
        value = value.relative_to(ROOT)
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`" if value not in ("", [], None) else "–"


def _required() -> set[str]:
    """What production asks for, by asking it."""
    try:
        Settings(_env_file=None, environment="production")
    except ValidationError as error:
        return set(re.findall(r"SUNWAI_[A-Z_]+", str(error)))
    raise AssertionError("production starts without settings")


# ---- command line -----------------------------------------------------------------------------------------------
def command_line() -> str:
    """Every command of `sunwai`, as its own help has it."""
    app = typer.main.get_command(build())
    text = "# Command line\n\n`.venv/bin/sunwai` on this machine; `python -m gateway` in the image. " + (
        "Exit code 0: done; 1: it could not be\ndone, and a sentence on standard error says why; 2: wrong words.\n"
    )
    panel = ""
    for entry in COMMANDS:
        if entry.panel != panel:
            panel = entry.panel
            text += f"\n## {panel}\n"
        for path, command in _leaves(app.commands[entry.name], f"sunwai {entry.name}"):  # type: ignore[attr-defined]
            text += _command(path, command)
    return text


def _leaves(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from _leaves(inner, f"{path} {name}")
    else:
        yield path, command


def _command(path: str, command: Any) -> str:
    said = cleandoc(command.help or "")
    about, examples = _split_examples(f"{said}\n\n{command.epilog or ''}")
    shown = [one for one in command.params if not getattr(one, "hidden", False) and one.name != "help"]
    arguments = "".join(f" {_metavar(one)}" for one in shown if one.param_type_name == "argument")
    options = " [OPTIONS]" if any(one.param_type_name == "option" for one in shown) else ""
    rows: Rows = [(f"`{_names(one)}`", _cell(_about(one))) for one in shown]
    table = "\n" + _table(("Word", "Meaning"), rows) if rows else ""
    return f"\n### {path}\n\n{about}\n\n    {path}{options}{arguments}\n{table}" + _examples(examples, path)


def _split_examples(text: str) -> tuple[str, list[str]]:
    """Prose, and the examples in it; an epilog parts several by a dot in the middle."""
    found = re.findall(r"^Examples?: (.*)$", text, re.MULTILINE)
    prose = re.sub(r"^Examples?: .*$", "", text, flags=re.MULTILINE)
    examples = [one.strip() for line in found for one in line.split(" · ")]
    return re.sub(r"\n{3,}", "\n\n", prose).strip(), examples


def _examples(examples: list[str], path: str) -> str:
    lines = [f"{example}\n" for example in examples if example != path]
    return f"\n```sh\n{''.join(lines)}```\n" if lines else ""


def _metavar(parameter: Any) -> str:
    name = str(parameter.metavar or parameter.name).upper()
    return name if parameter.required else f"[{name}]"


def _names(parameter: Any) -> str:
    return _metavar(parameter) if parameter.param_type_name == "argument" else ", ".join(parameter.opts)


def _about(parameter: Any) -> str:
    kind = parameter.type_descriptor.annotation
    choices = get_args(kind) if get_origin(kind) is Literal else ()
    listed = f" One of: {', '.join(map(str, choices))}." if choices else ""
    default = parameter.default
    is_told = default not in (None, False, (), "") and not callable(default)
    shown = str(default).removeprefix(f"{ROOT}/")
    return f"{parameter.help or ''}{listed}" + (f" Default: {shown}." if is_told else "")


# ---- tables -----------------------------------------------------------------------------------------------------
def tables() -> str:
    """Every table: what it is, its columns, its rules."""
    documented = {str(mapper.local_table): mapper.class_ for mapper in Base.registry.mappers}
    text = (
        "# Tables\n\nOne file each in `models/`. Times are UTC. Words from closed lists are text with a CHECK. "
        "`needs` marks a column that may\nnot be null.\n"
    )
    for table in sorted(Base.metadata.tables.values(), key=lambda one: one.name):
        kind = documented[table.name]
        text += f"\n## {table.name}\n\n`{kind.__module__.replace('.', '/')}.py`. {_joined(kind.__doc__)}\n\n"
        text += _table(("Column", "Type", "", "Points to", "Note"), [_column(one) for one in table.columns])
        rules = "".join(f"- {rule}\n" for rule in _rules(table))
        text += f"\n{rules}" if rules else ""
    return text


def _column(column: Any) -> tuple[str, ...]:
    kind = column.type.compile(dialect=postgresql.dialect()).lower()  # type: ignore[no-untyped-call]
    target = ", ".join(f"`{key.target_fullname}`" for key in column.foreign_keys)
    default = column.server_default
    value = getattr(default, "arg", None)
    shown = f"default `{getattr(value, 'text', value)}`" if value is not None else ""
    needs = "key" if column.primary_key else "" if column.nullable else "needs"
    return (
        f"`{column.name}`",
        kind,
        needs,
        target,
        _cell("; ".join(one for one in (shown, column.comment or "") if one)),
    )


def _rules(table: Table) -> Iterator[str]:
    for rule in sorted(table.constraints, key=lambda one: str(one.name)):
        if isinstance(rule, UniqueConstraint):
            yield f"one row per {_columns(rule.columns)}"
        elif isinstance(rule, CheckConstraint):
            yield f"check `{rule.name}`: `{_joined(str(rule.sqltext))}`"
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        yield _index(index)


def _index(index: Index) -> str:
    where = index.dialect_options["postgresql"]["where"]
    condition = f" where `{where}`" if where is not None else ""
    kind = "one row per" if index.unique else "index on"
    return f"{kind} {_columns(index.columns)}{condition} (`{index.name}`)"


def _columns(columns: Any) -> str:
    return ", ".join(f"`{column.name}`" for column in columns)


# ---- metrics ----------------------------------------------------------------------------------------------------
def metrics() -> str:
    """Every metric of ours; importing the gateway registers them."""
    for module in walk_packages(gateway.__path__, "gateway."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    ours: list[Any] = [one for one in REGISTRY._collector_to_names if getattr(one, "_name", "").startswith("sunwai_")]
    return (
        "# Metrics\n\n`GET /metrics` of each `serve` process, in Prometheus' text format, beside those of Python and "
        "of the process\nitself. It needs no sign-in and says nothing about people; a public proxy should not pass it "
        "on.\nA process counts what it does itself. What `work` and `schedule` count (attachments, invariants) is on "
        "no such page yet:\nwatch their logs, or run `sunwai doctor`.\n\n"
        + _table(("Metric", "Kind", "Labels", "Meaning"), sorted(_metric(one) for one in ours))
    )


def _metric(one: Any) -> tuple[str, ...]:
    name = f"{one._name}_total" if one._type == "counter" else str(one._name)
    labels = ", ".join(f"`{label}`" for label in one._labelnames)
    return f"`{name}`", one._type, labels, _cell(one._documentation)


# ---- eligibility ------------------------------------------------------------------------------------------------
def eligibility() -> str:
    """Every rule and particular by programme, with its days, source and confidence."""
    book = rulebook()
    text = (
        "# Eligibility: rules and sources\n\nFrom the files in `gateway/eligibility/data/`. "
        "[How they are used](../eligibility.md). *Firm* rows may decide and be told;\nrows that sources contradict, or "
        "that one site alone says, may not.\n"
    )
    for code, programme in book.programmes.items():
        text += f"\n## {programme.name['en']}\n\nCode `{code}`.\n\n"
        rules: Rows = [
            (f"`{one.code}`", f"{one.kind} `{_written(one)}`", *_dated(one))
            for one in book.rules
            if one.programme == code
        ]
        told: Rows = [
            (one.topic, _cell(one.text["en"]), *_dated(one)) for one in book.particulars if one.programme == code
        ]
        text += _table(("Rule", "Condition", "Days", "Confidence", "Source", "Note"), rules) + "\n"
        text += _table(("Particular", "Text", "Days", "Confidence", "Source", "Note"), told)
    facts: Rows = [
        (f"`{one.code}`", one.kind, _cell(one.question["en"]) if one.is_asked else "never asked")
        for one in book.facts.values()
    ]
    return text + "\n## Facts\n\n" + _table(("Fact", "Kind", "Question"), facts)


def _written(rule: Rule) -> str:
    """The condition as the file has it."""
    with (DATA / "rules.csv").open(encoding="utf-8", newline="") as lines:
        return next(row["when"] for row in csv.DictReader(lines) if row["code"] == rule.code)


def _dated(one: Dated) -> tuple[str, ...]:
    days = f"{one.valid_from} to {one.valid_to}" if one.valid_to else f"from {one.valid_from}"
    firm = (
        one.confidence if one.is_firm else f"{one.confidence}, {'contradicted' if one.is_conflicting else 'not told'}"
    )
    return days, firm, _cell(f"{one.source} ({one.source_date})"), _cell(one.note)


# ---- markdown ---------------------------------------------------------------------------------------------------
def _table(heads: tuple[str, ...], rows: Rows) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _cell(text: str) -> str:
    return _joined(text).replace("|", "\\|")


def _joined(text: str | None) -> str:
    return " ".join((text or "").split())


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings,
    "cli.md": command_line,
    "tables.md": tables,
    "metrics.md": metrics,
    "eligibility.md": eligibility,
}

if __name__ == "__main__":
    sys.exit(main())
