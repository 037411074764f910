"""`sunwai review`: turn what people corrected into examples the bot learns from."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gateway import clock
from gateway.cli.running import with_session
from gateway.review.export import export as write
from gateway.settings import ROOT

FOLDER = ROOT / "bot" / "data" / "nlu" / "corrections"

app = typer.Typer(help="Corrections of what messages meant.", no_args_is_help=True)
app.callback()(lambda: None)  # a group of one command keeps that command's name


@app.command(
    "export",
    epilog="Examples: sunwai review export · sunwai review export --out corrected.tsv --since 2026-11-01",
)
def export(
    out: Annotated[Path, typer.Option(help="A .tsv or .yml file, or a folder with a file a topic.")] = FOLDER,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Decided from this day on.")] = None,
) -> None:
    """Write corrected messages as labelled examples, without phones, identity cards, long numbers and addresses.

    Adds to what is there and repeats nothing. Messages of sealed cases stay out unless oversight released them.
    """
    begin = since.replace(tzinfo=clock.PAKISTAN) if since else None
    done = asyncio.run(with_session(lambda session: write(session, out, begin)))
    typer.echo(f"{done.written} examples in {len(done.files)} files: {out}")
    typer.echo(f"left out: {done.held_back} for oversight alone, {done.set_aside} set aside")
