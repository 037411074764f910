"""Stored means committed; many callers share a commit; a lost database is told, never hidden."""

import asyncio
from typing import Any

import asyncpg
import pytest
from sqlalchemy import func, select, text

from gateway.db import Database
from gateway.inbox.group_commit import GroupCommit, InboxUnavailable
from gateway.inbox.service import Inbox
from gateway.protect import Protector
from models.inbound_message import InboundMessage
from tests.support.inbox import an_inbound, open_group_commit, open_inbox

pytestmark = pytest.mark.usefixtures("clock")


async def count_rows(database: Database) -> int:
    async with database.unit_of_work() as session:
        return await session.scalar(select(func.count()).select_from(InboundMessage)) or 0


async def backend_ids(database: Database) -> set[int]:
    async with database.unit_of_work() as session:
        rows = await session.scalars(
            text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        )
        return set(rows)


async def test_a_hundred_at_once_share_few_commits(database: Database, protector: Protector) -> None:
    async with open_group_commit(database) as group_commit:
        inbox = Inbox(group_commit, protector)
        stored = await asyncio.gather(*(inbox.receive(an_inbound(number)) for number in range(100)))
        assert all(stored)
        assert group_commit.commits <= 3
    assert await count_rows(database) == 100


async def test_the_row_is_visible_when_the_caller_is_answered(database: Database, protector: Protector) -> None:
    async with open_inbox(database, protector) as inbox:
        for number in range(5):
            await inbox.receive(an_inbound(number))
            assert await count_rows(database) == number + 1


async def test_the_same_message_five_hundred_times_is_one_row(database: Database, protector: Protector) -> None:
    async with open_inbox(database, protector) as inbox:
        stored = await asyncio.gather(*(inbox.receive(an_inbound(7)) for _ in range(500)))
        assert sum(stored) == 1
        assert await inbox.receive(an_inbound(7)) is False
    assert await count_rows(database) == 1


async def test_the_same_id_of_another_account_is_another_message(database: Database, protector: Protector) -> None:
    async with open_inbox(database, protector) as inbox:
        assert await inbox.receive(an_inbound(7))
        assert await inbox.receive(an_inbound(7, account_sid="AC2"))


async def test_two_gateways_with_the_same_messages_in_opposite_order(database: Database, protector: Protector) -> None:
    async with open_inbox(database, protector) as one, open_inbox(database, protector) as other:
        there = [one.receive(an_inbound(number)) for number in range(200)]
        back = [other.receive(an_inbound(number)) for number in reversed(range(200))]
        stored = await asyncio.gather(*there, *back)
    assert sum(stored) == 200
    assert await count_rows(database) == 200


async def test_order_of_arrival_is_kept(database: Database, protector: Protector) -> None:
    async with open_inbox(database, protector) as inbox:
        await asyncio.gather(*(inbox.receive(an_inbound(n, body=str(n))) for n in range(150)))
    async with database.unit_of_work() as session:
        bodies = list(await session.scalars(select(InboundMessage.body).order_by(InboundMessage.seq)))
    assert bodies == [str(number) for number in range(150)]


async def test_everything_is_stored(database: Database, protector: Protector) -> None:
    inbound = an_inbound(
        1, body='پانی "نہیں" \\ {۱۲۳} 🚰', choice="a,b", opt_out_type="STOP", raw={"Body": "a\0b", "x": ["1", "2"]},
        media=[{"url": "https://x/1", "content_type": "image/jpeg"}], location={"latitude": 31.5, "longitude": 74.3},
    )  # fmt: skip
    async with open_inbox(database, protector) as inbox:
        await inbox.receive(inbound)
    async with database.unit_of_work() as session:
        row = (await session.scalars(select(InboundMessage))).one()
    assert (row.body, row.choice, row.opt_out_type) == (inbound.body, "a,b", "STOP")
    assert (row.media, row.location, row.status) == (inbound.media, inbound.location, "pending")
    assert (row.due_at, row.received_at, row.attempts) == (inbound.received_at, inbound.received_at, 0)
    assert row.contact_hash == protector.hash("+923001234567")
    assert protector.decrypt(row.contact_encrypted) == "+923001234567"
    assert protector.decrypt(row.raw_encrypted) == '{"Body":"a\\u0000b","x":["1","2"]}'


async def test_the_sender_is_readable_nowhere_in_the_row(database: Database, protector: Protector) -> None:
    async with open_inbox(database, protector) as inbox:
        await inbox.receive(an_inbound(1, raw={"From": "+923001234567"}))
    async with database.unit_of_work() as session:
        row = await session.scalar(text("SELECT encode(raw_encrypted, 'escape') || m::text FROM inbound_messages m"))
    assert "3001234567" not in str(row)


async def test_what_must_not_be_answered_is_kept_apart(database: Database, protector: Protector) -> None:
    async with open_inbox(database, protector) as inbox:
        await inbox.receive(an_inbound(1, quarantine_reason="recipient_unknown"))
    async with database.unit_of_work() as session:
        row = (await session.scalars(select(InboundMessage))).one()
    assert (row.status, row.error) == ("quarantined", "recipient_unknown")


async def test_workers_are_woken_by_the_same_commit(database: Database, protector: Protector) -> None:
    listener = await database.connect_raw()
    woken = asyncio.Event()
    await listener.add_listener("inbox", lambda *_: woken.set())
    async with open_inbox(database, protector) as inbox:
        await inbox.receive(an_inbound(1))
        await asyncio.wait_for(woken.wait(), 10)
        woken.clear()
        await inbox.receive(an_inbound(1))
    await listener.execute("SELECT 1")
    assert not woken.is_set(), "a repeat wakes nobody"
    await listener.close()


async def test_a_row_that_cannot_be_stored_takes_no_other_with_it(database: Database, protector: Protector) -> None:
    async with open_inbox(database, protector) as inbox:
        good = [inbox.receive(an_inbound(number)) for number in range(20)]
        bad = inbox.receive(an_inbound(99, channel="pigeon"))
        unencodable = inbox.receive(an_inbound(98, body="a\0b"))
        results = await asyncio.gather(*good[:10], bad, unencodable, *good[10:], return_exceptions=True)
    assert [type(one) for one in results if one is not True] == [InboxUnavailable] * 2
    assert await count_rows(database) == 20


async def test_a_lost_connection_is_replaced_without_a_caller_noticing(
    database: Database, protector: Protector
) -> None:
    async with open_inbox(database, protector) as inbox:
        await inbox.receive(an_inbound(1))
        async with database.unit_of_work() as session:
            await session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        assert await inbox.receive(an_inbound(2))
    assert await count_rows(database) == 2


async def test_when_the_database_stays_away_callers_are_told_and_later_ones_served(
    database: Database, protector: Protector
) -> None:
    is_away = True

    async def connect() -> Any:
        if is_away:
            raise ConnectionRefusedError
        return await database.connect_raw()

    group_commit = GroupCommit(connect, patience_seconds=0.0)
    group_commit.start()
    inbox = Inbox(group_commit, protector)
    results = await asyncio.gather(*(inbox.receive(an_inbound(n)) for n in range(5)), return_exceptions=True)
    assert [type(one) for one in results] == [InboxUnavailable] * 5
    is_away = False
    assert await inbox.receive(an_inbound(1))
    await group_commit.close()


async def test_a_short_absence_is_waited_for(database: Database, protector: Protector) -> None:
    attempts = 0

    async def connect() -> asyncpg.Connection:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise asyncpg.CannotConnectNowError
        return await database.connect_raw()

    group_commit = GroupCommit(connect, patience_seconds=30.0)
    group_commit.start()
    assert await Inbox(group_commit, protector).receive(an_inbound(1))
    assert attempts == 3
    await group_commit.close()


async def test_the_queue_is_bounded(database: Database, protector: Protector) -> None:
    async with open_inbox(database, protector, most_waiting=10) as inbox:
        results = await asyncio.gather(*(inbox.receive(an_inbound(n)) for n in range(50)), return_exceptions=True)
    refused = [one for one in results if isinstance(one, InboxUnavailable)]
    assert refused
    assert await count_rows(database) == 50 - len(refused)


async def test_closing_stores_what_waits_and_refuses_what_follows(database: Database, protector: Protector) -> None:
    async with open_group_commit(database) as group_commit:
        inbox = Inbox(group_commit, protector)
        waiting = [asyncio.ensure_future(inbox.receive(an_inbound(number))) for number in range(30)]
        await asyncio.sleep(0)
        await group_commit.close()
        assert all(await asyncio.gather(*waiting))
        with pytest.raises(InboxUnavailable):
            await inbox.receive(an_inbound(99))


async def test_a_caller_that_goes_away_does_not_disturb_the_others(database: Database, protector: Protector) -> None:
    async with open_inbox(database, protector) as inbox:
        leaving = asyncio.ensure_future(inbox.receive(an_inbound(1)))
        staying = asyncio.ensure_future(inbox.receive(an_inbound(2)))
        await asyncio.sleep(0)
        leaving.cancel()
        assert await staying
    assert await count_rows(database) == 2


async def test_one_connection_is_enough(database: Database, protector: Protector) -> None:
    before = await backend_ids(database)
    async with open_inbox(database, protector) as inbox:
        await asyncio.gather(*(inbox.receive(an_inbound(number)) for number in range(300)))
        assert len(await backend_ids(database) - before) == 1
