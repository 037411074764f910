"""`sunwai places`: look areas up, import and export the gazetteer."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.running import audited_import, report_import, with_session
from gateway.places import service
from gateway.places.naming import label
from models.area import Area

app = typer.Typer(help="Look up areas; import and export the gazetteer.", no_args_is_help=True)


@app.command("search", epilog='Examples: sunwai places search "r y khan" · sunwai places search کامونکی --limit 3')
def search(
    text: Annotated[str, typer.Argument(help="A name in English, Urdu or Roman Urdu; spelling need not be exact.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many to show.")] = 10,
) -> None:
    """Areas with a name like TEXT, best first: likeness, level, id, name in English and Urdu."""
    found = asyncio.run(with_session(lambda session: service.search(session, text, limit)))
    for hit in found:
        names = f"{label(hit.path, 'en')} · {label(hit.path, 'ur')}"
        typer.echo(f"{hit.score:5.1f}  {hit.area.level:<9} {hit.area.id:<52} {names}")
    if not found:
        typer.echo("no area has a name like that", err=True)
        raise typer.Exit(1)


@app.command("show", epilog="Example: sunwai places show punjab-gujranwala-teh-kamoke")
def show(area_id: Annotated[str, typer.Argument(metavar="ID", help="The id, as `places search` prints it.")]) -> None:
    """One area with its other names, population, centre and the areas it lies in."""
    path = asyncio.run(with_session(lambda session: service.show(session, area_id)))
    if not path:
        typer.echo(f"there is no area '{area_id}'; try `sunwai places search`", err=True)
        raise typer.Exit(1)
    typer.echo(_details(path))


def _details(path: list[Area]) -> str:
    area = path[0]
    centre = "unknown" if area.latitude is None else f"{area.latitude:.4f}, {area.longitude:.4f}"
    lines = {
        "id": area.id, "level": area.level, "name": f"{area.name_en} · {area.name_ur}",
        "also": ", ".join([*area.alt_en, *area.alt_ur]) or "-",
        "lies in": ", ".join(step.id for step in path[1:]) or "-",
        "people": f"{area.population:,}" if area.population else "unknown", "centre": centre, "status": area.status,
    }  # fmt: skip
    return "\n".join(f"{name:<8} {value}" for name, value in lines.items())


@app.command("near", epilog="Example: sunwai places near 31.97 74.22")
def near(
    latitude: Annotated[float, typer.Argument(min=-90, max=90)],
    longitude: Annotated[float, typer.Argument(min=-180, max=180)],
) -> None:
    """The tehsil or district whose centre is nearest to a point: a guess, since borders are not known."""
    area = asyncio.run(with_session(lambda session: service.nearest_area(session, latitude, longitude)))
    if area is None:
        typer.echo("no area of Pakistan is near that point", err=True)
        raise typer.Exit(1)
    typer.echo(f"{area.level:<9} {area.id:<52} {area.name_en} · {area.name_ur}")


@app.command("import", epilog="Example: sunwai places import areas.csv --dry-run")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV in UTF-8, as `places export` writes.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Add and overwrite areas, by id. Every wrong cell is named; with any, nothing is written."""
    report = asyncio.run(
        audited_import("areas", lambda session: service.import_areas(session, file, dry_run=dry_run), dry_run=dry_run)
    )
    report_import(report, dry_run=dry_run)


@app.command("export", epilog="Example: sunwai places export areas.csv")
def export(file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to write.")]) -> None:
    """Write every area as CSV that a spreadsheet opens and `places import` reads."""
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        count = asyncio.run(with_session(lambda session: service.export_areas(session, out)))
    typer.echo(f"{count} areas written to {file}")
