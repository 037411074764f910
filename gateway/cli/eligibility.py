"""`sunwai eligibility`: check the rules, ask them, and bring in registry extracts."""

import asyncio
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from gateway import clock
from gateway import settings as environment
from gateway.cli.running import audited_import, report_import
from gateway.eligibility import files, registry, service, vocabulary
from gateway.eligibility.conditions import NO, YES, Known, Value
from gateway.eligibility.decide import Finding, assess
from gateway.eligibility.questions import is_answer
from gateway.eligibility.rulebook import Fact, Rulebook
from gateway.protect import cnic_hash
from gateway.tabular import RowError, read_table, write_table

app = typer.Typer(help="Rules of eligibility, and lists of who is in a programme.", no_args_is_help=True)
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day; today without it.")]
DAY_FORMATS = ["%Y-%m-%d"]


@app.command("check", epilog="Example: sunwai eligibility check gateway/eligibility/data")
def check(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Where the files are.")] = files.DATA,
) -> None:
    """Read the data files and say every fault by file, line and column."""
    book = files.load(folder)
    vocabulary.vocabulary(folder)
    typer.echo(f"{len(book.rules)} rules of {len(book.programmes)} programmes, {len(book.facts)} facts: in order")


@app.command(
    "assess",
    epilog="Examples: sunwai eligibility assess --fact poverty_score=28 --fact exclusion=none · "
    "sunwai eligibility assess --fact monthly_income=40000 --on 2021-10-15",
)
def assess_(
    fact: Annotated[list[str] | None, typer.Option(help="fact=value; may be repeated.")] = None,
    on: Day = None,
) -> None:
    """What the rules say of a household, each finding with its rule, source and confidence."""
    book = files.rulebook()
    facts = dict(_fact(book, one) for one in fact or [])
    day = on.date() if on else clock.now().astimezone(clock.PAKISTAN).date()
    for finding in assess(book, facts, day).values():
        typer.echo(_line(book, finding, facts))


def _fact(book: Rulebook, text: str) -> tuple[str, Value]:
    name, _, word = text.partition("=")
    known = book.facts.get(name.strip())
    if known is None:
        raise typer.BadParameter(f"there is no fact '{name}'; known are {', '.join(book.facts)}", param_hint="--fact")
    value = _value(known, word.strip())
    if value is None or not is_answer(known, value):
        raise typer.BadParameter(f"'{word}' is no answer to {name}", param_hint="--fact")
    return known.code, value


def _value(known: Fact, word: str) -> Value:
    if known.kind == "flag":
        return {YES: True, NO: False}.get(word)
    if known.kind == "choice":
        return word
    try:
        return float(word)
    except ValueError:
        return None


def _line(book: Rulebook, finding: Finding, facts: Known) -> str:
    name = f"{finding.likelihood:<9} {book.programmes[finding.programme].name['en']:<26}"
    if finding.rule:
        rule = finding.rule
        return f"{name} {rule.code}: {rule.reason['en']} [{rule.confidence}; {rule.source}; {rule.source_date}]"
    if finding.missing:
        told = {code for code in finding.missing if code in facts}
        return f"{name} missing: {', '.join(code for code in finding.missing if code not in told)}"
    return f"{name} {'no rule is known to count on that day' if finding.doubt else ''}".rstrip()


@app.command(
    "import",
    epilog="Example: sunwai eligibility import list.csv --source 'BISP office Kamoke' --date 2026-11-01 --dry-run",
)
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV: cnic_hash, programme, status.")],
    source: Annotated[str, typer.Option(help="Who gave the list; citizens are told.")],
    date_: Annotated[datetime, typer.Option("--date", formats=DAY_FORMATS, help="Of which day the list is.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Put this list in the place of the older one, at once and whole. With any wrong row nothing changes."""
    provenance = service.Provenance(source.strip(), _past(date_.date()))
    report = asyncio.run(
        audited_import(
            "registry",
            lambda session: service.import_extract(session, file, provenance, now=clock.now(), dry_run=dry_run),
            dry_run=dry_run,
        )
    )
    report_import(report, dry_run=dry_run)


def _past(day: date) -> date:
    if day > clock.now().astimezone(clock.PAKISTAN).date():
        raise typer.BadParameter("a list cannot be of a day to come", param_hint="--date")
    return day


@app.command("hash", epilog="Example: sunwai eligibility hash plain.csv list.csv")
def hash_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV: cnic, programme, status.")],
    to: Annotated[Path, typer.Argument(dir_okay=False, help="Where to write cnic_hash, programme, status.")],
) -> None:
    """Replace plain CNICs by keyed hashes, on this machine and with SUNWAI_HASH_KEY. Needs no database."""
    key = environment.load().hash_key.get_secret_value().encode()
    if not key:
        raise typer.BadParameter("SUNWAI_HASH_KEY must be set: the same key as the gateway's")
    table = read_table(file, registry.PLAIN_COLUMNS)
    rows = list(registry.hash_rows(table.rows, lambda number: cnic_hash(key, number)))
    faults = [*table.errors, *(row for row in rows if isinstance(row, RowError))]
    if faults:
        for fault in faults:
            typer.echo(str(fault), err=True)
        typer.echo(f"nothing was written: {len(faults)} faults", err=True)
        raise typer.Exit(1)
    with to.open("w", encoding="utf-8", newline="") as out:
        write_table(out, registry.HASHED_COLUMNS, [row for row in rows if not isinstance(row, RowError)])
    typer.echo(f"{len(rows)} rows written to {to}")
