"""`sunwai cases`: read cases on the command line. Masks contacts; changes nothing."""

import asyncio
import json
from typing import Annotated

import typer

from gateway import settings as environment
from gateway.access.policy import COUNTRY, Viewer
from gateway.cases import reading
from gateway.cases.reference import normalise
from gateway.db import Database
from gateway.errors import SunwaiError
from gateway.protect import Protector
from gateway.web.api.schemas import CaseShape, CaseStoryShape, case_fields, story_shape

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
    for row in asyncio.run(_list(reading.Filters(state=state, category=category), OVERSIGHT if sealed else OPERATOR)):
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


async def _list(filters: reading.Filters, viewer: Viewer) -> list[CaseShape]:
    database = Database(environment.load().database_address, pool_size=1)
    try:
        async with database.unit_of_work() as session:
            page = await reading.list_cases(session, viewer, filters, None)
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
