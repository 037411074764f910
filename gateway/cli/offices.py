"""`sunwai offices`: list, import and export the directory; ask which office answers."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cli.running import audited_import, report_import, with_session
from gateway.offices import files
from gateway.offices import service as directory
from gateway.routing import service as routing
from gateway.routing.service import Explained
from gateway.routing.wording import in_words
from models.office import Office

app = typer.Typer(help="The directory of offices and who answers for what.", no_args_is_help=True)
Kind = Annotated[str, typer.Option(help="offices, rules or categories.")]


def _known_kind(kind: str) -> str:
    if kind not in files.KINDS:
        raise typer.BadParameter(f"'{kind}' is none of {', '.join(files.KINDS)}", param_hint="--kind")
    return kind


@app.command(
    "list",
    epilog="Examples: sunwai offices list --area punjab-gujranwala-teh-kamoke · "
    "sunwai offices list --category water_supply --limit 20",
)
def list_offices(
    area: Annotated[str | None, typer.Option(help="Offices that serve this area or one it lies in.")] = None,
    category: Annotated[str | None, typer.Option(help="Kinds of office that some rule names for the category.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many to show.")] = 50,
) -> None:
    """Offices by code, one a line: code, whether confirmed, name."""
    for office in asyncio.run(with_session(lambda session: _list(session, area, category, limit))):
        state = "closed" if not office.is_active else "verified" if office.is_verified else "unverified"
        typer.echo(f"{office.code:<60} {state:<11} {office.name_en} · {office.name_ur}")


async def _list(session: AsyncSession, area: str | None, category: str | None, limit: int) -> list[Office]:
    return await directory.list_offices(session, area_id=area, category_code=category, limit=limit)


@app.command(
    "responsible",
    epilog="Example: sunwai offices responsible --category water_supply --area punjab-gujranwala-teh-kamoke",
)
def responsible(
    category: Annotated[str, typer.Option(help="Category code.")],
    area: Annotated[str | None, typer.Option(help="Area id; without it the triage desk answers.")] = None,
    sealed: Annotated[bool, typer.Option("--sealed", help="As for a complaint about the office itself.")] = False,
) -> None:
    """Where a case would go: office, rule, reason and promised dates."""
    explained = asyncio.run(with_session(lambda session: routing.explain(session, category, area, is_sealed=sealed)))
    typer.echo(_explanation(explained))


def _explanation(explained: Explained) -> str:
    office, promise = explained.office, explained.deadlines
    lines = {
        "office": f"{office.code}  {office.name_en} · {office.name_ur}", "rule": explained.rule_code or "-",
        "reason": in_words(explained.decision.reason).en, "level": explained.decision.level,
        "acknowledge": f"{promise.acknowledge_at:%Y-%m-%d %H:%M} UTC",
        "first action": f"{promise.first_action_at:%Y-%m-%d %H:%M} UTC",
        "resolve": f"{promise.resolve_at:%Y-%m-%d %H:%M} UTC",
    }  # fmt: skip
    return "\n".join(f"{name:<13} {value}" for name, value in lines.items())


@app.command("import", epilog="Example: sunwai offices import offices.csv --dry-run")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="UTF-8 CSV, as `offices export` writes.")],
    kind: Kind = "offices",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Add and overwrite rows by code. Every wrong cell is named by line and column; with any, nothing is written."""
    name = _known_kind(kind)
    report = asyncio.run(
        audited_import(name, lambda session: files.import_file(session, name, file, dry_run=dry_run), dry_run=dry_run)
    )
    report_import(report, dry_run=dry_run)


@app.command("export", epilog="Examples: sunwai offices export offices.csv · sunwai offices export --kind rules")
def export(
    file: Annotated[Path | None, typer.Argument(dir_okay=False, help="Where to write; without it, the screen.")] = None,
    kind: Kind = "offices",
) -> None:
    """Write the directory as CSV that a spreadsheet opens and `offices import` reads."""
    name = _known_kind(kind)
    if file is None:
        asyncio.run(with_session(lambda session: files.export_file(session, name, sys.stdout)))
        return
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        count = asyncio.run(with_session(lambda session: files.export_file(session, name, out)))
    typer.echo(f"{count} {name} written to {file}")
