"""Outbox: texts handed to a null channel per second and worker, and a reply's wait behind a broadcast.

Uses an embedded PostgreSQL of its own with fsync on, in a temporary folder.

Run: python -m benchmarks.outbox_throughput [--quick] [--rows 100000] [--seconds 10]
"""

import asyncio
import statistics
import time
from dataclasses import dataclass

import structlog
from sqlalchemy import text

from benchmarks import _processes as processes
from gateway import clock
from gateway.channels.base import Accepted, Outbound
from gateway.channels.null import NullChannel
from gateway.db import Database
from gateway.local import migrations
from gateway.outbox import service
from gateway.outbox.pacing import Pacing
from gateway.outbox.sender import Outlet
from gateway.outbox.service import Destination, Sentence
from gateway.protect import Protector
from gateway.workers.outbox import run_until
from models.base import new_id

PROTECTOR = Protector(["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="], "benchmark")
SENDER = "+15005550006"
UNPACED = 1_000_000.0
TARGET_SECONDS = 5.0

_CROWD = """
    WITH numbers AS (SELECT generate_series(1, CAST(:rows AS int)) AS n),
    people AS (SELECT n, gen_random_uuid() AS citizen, gen_random_uuid() AS contact, gen_random_uuid() AS talk
               FROM numbers),
    c AS (INSERT INTO citizens (id) SELECT citizen FROM people),
    k AS (INSERT INTO contacts (id, citizen_id, scheme, value_hash, value_encrypted)
          SELECT contact, citizen, 'phone', int4send(n), :address FROM people),
    v AS (INSERT INTO conversations (id, contact_id, channel, our_address, last_inbound_at)
          SELECT talk, contact, 'sms', :sender, now() FROM people)
    INSERT INTO outbound_messages (id, dedupe_key, conversation_id, contact_id, channel, sender, language, message_keys,
        params, body, body_hash, encoding, part_count, priority, due_at, expires_at)
    SELECT gen_random_uuid(), 'bulk-' || n || '-0', talk, contact, 'sms', :sender, 'en', '["news"]', '[{}]',
        'News for you', int4send(n), 'GSM-7', 1, 1, now(), now() + interval '1 hour' FROM people
"""


class SlowChannel(NullChannel):
    """Accepts after as long as a provider takes over the internet."""

    async def send(self, outbound: Outbound) -> Accepted:
        """Take it, slowly."""
        await asyncio.sleep(0.3)
        self.sent.append(outbound)
        return self._accepted(outbound)


@dataclass(frozen=True)
class Measured:
    """Rows a second, and the waits of replies in seconds."""

    rows_per_second: float
    waits: list[float]


async def fill(database: Database, rows: int) -> Destination:
    """A broadcast waiting to leave, and one citizen who is going to write."""
    values = {"rows": rows, "address": PROTECTOR.encrypt("+923001234567"), "sender": SENDER}
    async with database.unit_of_work() as session:
        await session.execute(text("SET LOCAL statement_timeout = 0"))
        await session.execute(text("TRUNCATE outbound_messages, conversations, contacts, citizens CASCADE"))
        await session.execute(text(_CROWD), values)
        found = (await session.execute(text("SELECT id, contact_id FROM conversations LIMIT 1"))).one()
    async with database.engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("ANALYZE"))
    return Destination(conversation_id=found[0], contact_id=found[1], channel="sms", sender=SENDER)


async def count(database: Database, condition: str) -> int:
    """Rows for which `condition`, a constant of this file, holds."""
    async with database.unit_of_work() as session:
        return await session.scalar(text(f"SELECT count(*) FROM outbound_messages WHERE {condition}")) or 0  # noqa: S608


async def reply_wait(database: Database, destination: Destination) -> float:
    """Seconds from the commit of a reply until the provider has it and it is settled."""
    async with database.unit_of_work() as session:
        [row] = await service.enqueue(
            session, destination=destination, sentences=[Sentence("thanks", {}, f"Answer {new_id()}")], language="en",
            dedupe_key=str(new_id()), now=clock.now(), protector=PROTECTOR,
        )  # fmt: skip
    began = time.perf_counter()
    while await count(database, f"id = '{row.id}' AND status = 'accepted'") == 0:  # noqa: ASYNC110 - as a client sees it
        await asyncio.sleep(0.005)
    return time.perf_counter() - began


async def measure(
    database: Database, destination: Destination, channel: NullChannel, *, parts_per_second: float, seconds: float
) -> Measured:
    """Run one worker for `seconds` over the waiting broadcast; send a reply every half second meanwhile."""
    outlet = Outlet(
        database=database, channel=channel, protector=PROTECTOR, pacing=Pacing(parts_per_second),
        callback_url=lambda row_id: f"https://sunwai.example/webhooks/twilio/status?id={row_id}",
    )  # fmt: skip
    stop, waits = asyncio.Event(), []
    before = await count(database, "status = 'accepted'")
    began = time.perf_counter()
    worker = asyncio.create_task(run_until(stop, outlet))
    while time.perf_counter() - began < seconds:
        waits.append(await reply_wait(database, destination))
        await asyncio.sleep(2.1)  # fifteen replies in thirty seconds is what one contact may get
    stop.set()
    await worker
    took = time.perf_counter() - began
    return Measured((await count(database, "status = 'accepted'") - before) / took, waits)


async def measure_all(rows: int, seconds: float, url: str) -> None:
    """One line for each kind of channel."""
    database = Database(url, pool_size=20)
    cases = [
        ("null channel, no pacing", NullChannel(), UNPACED),
        ("300 ms a call, no pacing", SlowChannel(), UNPACED),
        ("300 ms a call, 80 parts/s", SlowChannel(), 80.0),
        ("300 ms a call, 20 parts/s", SlowChannel(), 20.0),
    ]
    print("| channel | rows/s | reply wait, median s | longest s |")
    print("|---|---|---|---|")
    longest = 0.0
    for name, channel, parts_per_second in cases:
        destination = await fill(database, rows)
        found = await measure(database, destination, channel, parts_per_second=parts_per_second, seconds=seconds)
        longest = max(longest, *found.waits)
        print(
            f"| {name} | {found.rows_per_second:.0f} | {statistics.median(found.waits):.3f} | {max(found.waits):.3f} |"
        )
    print(processes.verdict(is_met=longest < TARGET_SECONDS, target=f"< {TARGET_SECONDS:g} s for any reply"))
    await database.close()


def main() -> None:
    """Measure and print."""
    given = processes.arguments(
        __doc__,
        rows=(int, 100_000, 5_000, "bulk rows waiting"),
        seconds=(float, 10.0, 3.0, "length of each case"),
    )
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    print(processes.header(f"{given.rows} bulk rows waiting, one worker process"))
    with processes.scratch() as folder, processes.postgres(folder / "pg") as server:
        migrations.upgrade(server.url)
        asyncio.run(measure_all(given.rows, given.seconds, server.url))


if __name__ == "__main__":
    main()
