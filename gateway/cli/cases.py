"""`sunwai cases`: read cases on the command line. Masks contacts; changes nothing but that a file given out is told."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from gateway import clock
from gateway import settings as environment
from gateway.access.policy import COUNTRY, Viewer
from gateway.casefile import service as casefile
from gateway.cases import reading
from gateway.cases.queues import service as queues
from gateway.cases.queues.filters import Filters
from gateway.cases.reference import normalise
from gateway.db import Database
from gateway.errors import SunwaiError
from gateway.protect import Protector
from gateway.web.api.schemas import CaseShape, CaseStoryShape, case_fields, story_shape
from models.case_event import CaseEvent

app = typer.Typer(help="List and read cases.", no_args_is_help=True)
# Somebody with a shell and the database's address could read everything anyway; sealed ones must still be asked for.
OPERATOR, OVERSIGHT = Viewer("triage", None), Viewer("oversight", None, COUNTRY)
Sealed = Annotated[bool, typer.Option("--sealed", help="Include cases of the sealed lane.")]


@app.command("list", epilog="Example: sunwai cases list --state routed --category water_supply")
def list_cases(
    state: Annotated[str | None, typer.Option(help="Only this state.")] = None,
    category: Annotated[str | None, typer.Option(help="Only this category code.")] = None,
    sealed: Sealed = False,
) -> None:
    """The newest fifty cases, one a line."""
    for row in asyncio.run(_list(Filters(state=state, category=category), OVERSIGHT if sealed else OPERATOR)):
        typer.echo(f"{row.reference}  {row.state:<12} {row.category:<22} {row.area or '-':<24} {row.office.name}")


@app.command("show", epilog="Example: sunwai cases show 7K2M9QR --json")
def show(
    reference: Annotated[str, typer.Argument(help="The case number, as the citizen has it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    sealed: Sealed = False,
) -> None:
    """One case with its events and messages."""
    try:
        story = asyncio.run(_show(reference, OVERSIGHT if sealed else OPERATOR))
    except SunwaiError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(story.model_dump(mode="json"), ensure_ascii=False, indent=1))
        return
    typer.echo(f"{story.reference}  {story.category_name}  {story.area or 'place not known'}  [{story.state}]")
    typer.echo(
        f"office    {story.office.name}\nreason    {story.routing_reason}\npromised  {story.resolve_due_at:%Y-%m-%d}"
    )
    typer.echo(f"citizen   {story.contact or 'protected'}\nwords     {story.description}")
    for added in story.received:
        typer.echo(f"added     {added.text}")
    for event in story.events:
        typer.echo(f"{event.happened_at:%Y-%m-%d %H:%M}  {event.kind}  by {event.actor}")


@app.command("file", epilog="Example: sunwai cases file 7K2M9QR --out 7K2M9QR.pdf")
def file(
    reference: Annotated[str, typer.Argument(help="The case number, as the citizen has it.")],
    out: Annotated[Path, typer.Option(help="Where the PDF is written; an existing file is overwritten.")],
) -> None:
    """The case file as a PDF in Urdu and English. Sealed and protection cases: for the citizen only."""
    try:
        out.write_bytes(asyncio.run(_file(reference)))
    except SunwaiError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from error
    typer.echo(str(out))


async def _file(reference: str) -> bytes:
    settings = environment.load()
    database = Database(settings.database_address, pool_size=1)
    try:
        async with database.unit_of_work() as session:
            case = (await reading.read_case(session, OPERATOR, normalise(reference))).row[0]
            casefile.refuse_others(case)
            event = CaseEvent(kind="case_file_given", actor="system", data={"by": "operator"})
            return await casefile.give(session, Protector.of(settings), case, event, clock.now())
    finally:
        await database.close()


async def _list(filters: Filters, viewer: Viewer) -> list[CaseShape]:
    database = Database(environment.load().database_address, pool_size=1)
    try:
        async with database.unit_of_work() as session:
            page = await queues.list_cases(session, viewer, "all", filters, queues.Where(), now=clock.now())
            return [CaseShape.model_validate(case_fields(row)) for row in page.rows]
    finally:
        await database.close()


async def _show(reference: str, viewer: Viewer) -> CaseStoryShape:
    settings = environment.load()
    database = Database(settings.database_address, pool_size=1)
    try:
        async with database.unit_of_work() as session:
            story = await reading.read_case(session, viewer, normalise(reference))
            return story_shape(story, Protector.of(settings))
    finally:
        await database.close()
