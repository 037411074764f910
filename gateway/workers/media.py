"""The media worker: fetches what citizens sent along, and lets the provider forget what we keep."""

import asyncio
from functools import partial

from gateway.channels import registry
from gateway.db import Database
from gateway.media.client import Downloader
from gateway.media.repository import NOTIFY_CHANNEL
from gateway.media.service import Depot, delete_due, fetch_due
from gateway.media.storage import Store
from gateway.media.uploads import Keeper
from gateway.settings import Settings
from gateway.workers import runner

# A file may take half a minute: a slow one must not hold up the next.
LANES = 2


def open_depot(settings: Settings, database: Database) -> Depot:
    """Sources, way out and folder as configured; the caller closes the downloader. Needs a running event loop."""
    return Depot(
        database=database,
        sources=registry.media_sources(settings),
        downloader=Downloader(),
        keeper=Keeper(Store(settings.media_dir)),
        lease_seconds=settings.media_lease_seconds,
        deletes_copies=settings.media_deletes_provider_copies,
    )


async def run_until(stop: asyncio.Event, depot: Depot) -> None:
    """Fetch until `stop` is set, and delete where that is wished."""
    steps = [partial(fetch_due, depot)] + [partial(delete_due, depot)] * depot.deletes_copies
    await runner.run(
        *steps,
        name="media", database=depot.database, wake_channel=NOTIFY_CHANNEL, concurrency=LANES, stop=stop,
    )  # fmt: skip
