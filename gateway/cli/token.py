"""`sunwai token`: make and revoke API tokens."""

import asyncio
from datetime import timedelta
from typing import Annotated

import typer
from sqlalchemy import update

from gateway import clock
from gateway import settings as environment
from gateway.access import tokens
from gateway.audit import service as audit
from gateway.db import Database
from gateway.errors import SunwaiError
from models.api_token import ApiToken

app = typer.Typer(help="Make and revoke API tokens.", no_args_is_help=True)


@app.command("create", epilog="Example: sunwai token create dashboard --scope cases:read --days 90")
def create(
    name: Annotated[str, typer.Argument(help="What the token is for; must be new.")],
    scope: Annotated[list[str], typer.Option(help=f"One of {', '.join(tokens.SCOPES)}; may be repeated.")],
    days: Annotated[int | None, typer.Option(help="Expires after so many days.")] = None,
) -> None:
    """Print a new token. It is shown this once only."""
    try:
        typer.echo(asyncio.run(_create(name, scope, days)))
    except SunwaiError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from error


@app.command("revoke", epilog="Example: sunwai token revoke dashboard")
def revoke(name: Annotated[str, typer.Argument(help="Name given at creation.")]) -> None:
    """End a token at once."""
    if not asyncio.run(_revoke(name)):
        typer.echo(f"no live token is called {name}", err=True)
        raise typer.Exit(1)
    typer.echo(f"revoked {name}")


async def _create(name: str, scopes: list[str], days: int | None) -> str:
    database = Database(environment.load().database_address, pool_size=1)
    expires_at = clock.now() + timedelta(days=days) if days else None
    try:
        async with database.unit_of_work() as session:
            made = await tokens.create(session, name=name, scopes=scopes, expires_at=expires_at)
            data = {"scopes": " ".join(scopes)}
            await audit.record(session, audit.Deed(audit.COMMAND_LINE, "token_made", name, data=data))
            return made
    finally:
        await database.close()


async def _revoke(name: str) -> bool:
    database = Database(environment.load().database_address, pool_size=1)
    live = update(ApiToken).where(ApiToken.name == name, ApiToken.revoked_at.is_(None))
    try:
        async with database.unit_of_work() as session:
            found = (await session.scalars(live.values(revoked_at=clock.now()).returning(ApiToken.id))).first()
            if found is not None:
                await audit.record(session, audit.Deed(audit.COMMAND_LINE, "token_revoked", found))
            return found is not None
    finally:
        await database.close()
