"""`sunwai seed`: fills a new installation with areas, categories, offices, rules and, on demand, demo officials."""

import asyncio
from typing import Annotated

import typer

from gateway import clock
from gateway import settings as environment
from gateway.crowd import service as crowd
from gateway.db import Database
from gateway.protect import Protector
from gateway.seed import PASSWORD_FILE, demo_passwords
from gateway.seed import seed as write_missing


def seed(
    demo: Annotated[bool, typer.Option("--demo", help="Also one demo official per role; not in production.")] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Also bring starting rows nobody changed up to the data files.")
    ] = False,
    cases: Annotated[int, typer.Option(help="Also so many invented cases, to measure with; not in production.")] = 0,
) -> None:
    """Add what is missing; change nothing that is there. May run at every start.

    Examples: sunwai seed · sunwai seed --demo · sunwai seed --refresh · sunwai seed --cases 1000000
    """
    settings = environment.load()
    if (demo or cases) and settings.environment == "production":
        typer.echo("demo officials and invented cases are not made in production", err=True)
        raise typer.Exit(1)
    passwords = demo_passwords(settings.state_dir) if demo else None
    counts = asyncio.run(_seed(settings, passwords, refresh))
    typer.echo(", ".join(f"{count} {kind}" for kind, count in counts.items()) + " written")
    if demo:
        typer.echo(f"passwords of the demo officials: {settings.state_dir / PASSWORD_FILE}")
    if cases:
        asyncio.run(_invent(settings, cases))


async def _invent(settings: environment.Settings, cases: int) -> None:
    database = Database(settings.database_address, pool_size=1)
    try:
        await crowd.make(
            database, Protector.of(settings), cases, now=clock.now(), tell=lambda done: typer.echo(f"{done} cases")
        )
    finally:
        await database.close()


async def _seed(settings: environment.Settings, passwords: dict[str, str] | None, refresh: bool) -> dict[str, int]:
    database = Database(settings.database_address, pool_size=1)
    try:
        return await write_missing(database, passwords=passwords, refresh=refresh)
    finally:
        await database.close()
