"""`sunwai serve`, `work` and `schedule`: the processes of the gateway. Each may run any number of times.

Each imports what it runs when it runs: three processes start at once, and none should read the code of the others.
"""

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway import observability
from gateway import settings as environment
from gateway.clock import PAKISTAN
from gateway.settings import Settings

if TYPE_CHECKING:
    from gateway.followup.reading import Happened

GRACE_SECONDS = 10


def serve(
    port: Annotated[int | None, typer.Option(help="Instead of SUNWAI_PORT.")] = None,
) -> None:
    """Answer webhooks, the API and the console.

    Example: sunwai serve --port 8001
    """
    import uvicorn

    settings = _begin("serve")
    uvicorn.run(
        "gateway.app:create_app",
        factory=True,
        host=settings.host,
        port=port or settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def work() -> None:
    """Take messages from the inbox, answer them, send what is in the outbox, fetch photos and files.

    Example: sunwai work
    """
    settings = _begin("work")
    _run(_work(settings))


def schedule(
    until: Annotated[
        str | None, typer.Option(help="Let a clock run ahead to that day (45d, 2027-01-09) and end; local copies only.")
    ] = None,
) -> None:
    """Tick: whatever is due by the calendar. Several may run; one ticks.

    Example: sunwai schedule --until 45d
    """
    settings = _begin("schedule")
    _run(_schedule(settings) if until is None else _rehearse(settings, until))


def _run(process: Coroutine[Any, Any, None]) -> None:
    """On uvloop, as uvicorn does: a turn is many small writes to sockets, which cost half there. Not on Windows."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(process)
    else:
        uvloop.run(process)


def _begin(name: str) -> Settings:
    settings = environment.load()
    observability.configure(name, level=settings.log_level, style=settings.log_format)
    return settings


async def _rehearse(settings: Settings, until: str) -> None:
    from gateway import clock
    from gateway.db import Database
    from gateway.protect import Protector
    from gateway.workers import outbox, rehearsal

    if settings.environment == "production":
        raise rehearsal.NotHere
    meant = rehearsal.moment_meant(until, clock.now())
    database = Database(settings.database_address, pool_size=2)
    outlet = outbox.open_outlet(settings, database, Protector.of(settings))
    try:
        count = await rehearsal.rehearse(outlet, meant, _tell)
        typer.echo(f"{count} things happened until {meant.astimezone(clock.PAKISTAN):%Y-%m-%d}")
    finally:
        await outlet.channel.close()
        await database.close()


def _tell(happened: "Happened") -> None:
    typer.echo(f"{happened.at.astimezone(PAKISTAN):%a %d %b %H:%M}  {happened.reference}  {happened.what}")


async def _work(settings: Settings) -> None:
    from gateway.db import Database
    from gateway.protect import Protector
    from gateway.workers import inbox, media, outbox, runner

    database = Database(settings.database_address, pool_size=settings.database_pool_size)
    protector = Protector.of(settings)
    outlet, depot = outbox.open_outlet(settings, database, protector), media.open_depot(settings, database)
    try:
        async with runner.stopped_by_signals() as stop:
            await asyncio.gather(
                inbox.run_until(stop, settings, database, protector),
                outbox.run_until(stop, outlet),
                media.run_until(stop, depot),
            )
    finally:
        await depot.downloader.close()
        await outlet.channel.close()
        await database.close()


async def _schedule(settings: Settings) -> None:
    from gateway.db import Database
    from gateway.protect import Protector
    from gateway.workers import scheduler

    database = Database(settings.database_address, pool_size=2)
    try:
        await scheduler.run(settings, database, Protector.of(settings))
    finally:
        await database.close()
