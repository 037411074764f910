"""What no webhook brought is fetched from the provider's log; what was received is left alone."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from gateway.channels.base import Inbound
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.inbox.reconcile import Reconciled, reconcile
from gateway.protect import Protector
from models.inbound_message import InboundMessage
from tests.support.inbox import an_inbound, open_inbox


class ProvidersLog:
    """A provider that remembers what it received for us."""

    def __init__(self, *received: Inbound) -> None:
        self.received = received
        self.asked_since: datetime | None = None
        self.breaks_after: int | None = None

    async def list_inbound(self, since: datetime) -> AsyncIterator[Inbound]:
        self.asked_since = since
        for number, one in enumerate(self.received):
            if number == self.breaks_after:
                raise ConnectionError
            yield one


async def stored(database: Database) -> dict[str, str]:
    async with database.unit_of_work() as session:
        rows = await session.scalars(select(InboundMessage))
        return {row.provider_message_id: row.status for row in rows}


async def test_recovers_what_was_missed(database: Database, protector: Protector, clock: SimulatedClock) -> None:
    provider = ProvidersLog(*(an_inbound(number) for number in range(5)))
    async with open_inbox(database, protector) as inbox:
        await inbox.receive(an_inbound(1))
        await inbox.receive(an_inbound(3))
        assert await reconcile(provider, inbox, now=clock.now()) == Reconciled(listed=5, recovered=3)
        assert await reconcile(provider, inbox, now=clock.now()) == Reconciled(listed=5, recovered=0)
    assert len(await stored(database)) == 5
    assert provider.asked_since == clock.now() - timedelta(hours=1)


async def test_a_message_already_answered_stays_answered(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    async with open_inbox(database, protector) as inbox:
        await inbox.receive(an_inbound(1))
        async with database.unit_of_work() as session:
            (await session.scalars(select(InboundMessage))).one().status = "done"
        await reconcile(ProvidersLog(an_inbound(1)), inbox, now=clock.now())
    assert list((await stored(database)).values()) == ["done"]


async def test_what_was_read_before_the_log_broke_is_kept(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    provider = ProvidersLog(*(an_inbound(number) for number in range(5)))
    provider.breaks_after = 2
    async with open_inbox(database, protector) as inbox:
        with pytest.raises(ConnectionError):
            await reconcile(provider, inbox, now=clock.now())
    assert len(await stored(database)) == 2
