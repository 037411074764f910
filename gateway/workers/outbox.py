"""The outbox worker: hands texts to the channel, replies before bulk, and looks up what nobody knows the end of."""

import asyncio
from functools import partial
from uuid import UUID

from gateway import clock
from gateway.channels import registry
from gateway.db import Database
from gateway.outbox.fallback import OtherWays
from gateway.outbox.pacing import Pacing
from gateway.outbox.reconcile import reconcile_due
from gateway.outbox.repository import NOTIFY_CHANNEL
from gateway.outbox.sender import Outlet, send_due
from gateway.protect import Protector
from gateway.settings import Settings
from gateway.workers import runner

# Two lanes for anything and two that bulk can never fill: a slow provider must not keep a reply waiting.
LANES = 2
RECONCILE_SECONDS = 5.0


def open_outlet(settings: Settings, database: Database, protector: Protector) -> Outlet:
    """The configured channel with its pacing; the caller closes the channel. Needs a running event loop."""
    origin = settings.public_origin

    def callback_url(row_id: UUID) -> str:
        return f"{origin}/webhooks/twilio/status?id={row_id}"

    return Outlet(
        database=database,
        channel=registry.open_channel(settings),
        protector=protector,
        pacing=Pacing(settings.parts_per_second),
        callback_url=callback_url,
        lease_seconds=settings.outbound_lease_seconds,
        batch=settings.worker_concurrency,
        other_ways=OtherWays(settings.template_sids, settings.sms_sender),
    )


async def run_until(stop: asyncio.Event, outlet: Outlet) -> None:
    """Send and reconcile until `stop` is set."""
    await asyncio.gather(
        runner.run(
            partial(send_due, outlet), partial(send_due, outlet, takes_bulk=False),
            name="outbox", database=outlet.database, wake_channel=NOTIFY_CHANNEL, concurrency=LANES,
            idle_seconds=lambda: outlet.pacing.seconds_until_ready(clock.now()),
            on_peers=outlet.pacing.share_among, stop=stop,
        ),
        runner.run(
            partial(reconcile_due, outlet), name="outbox_reconcile", database=outlet.database,
            poll_seconds=RECONCILE_SECONDS, stop=stop,
        ),
    )  # fmt: skip
