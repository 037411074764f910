"""An outbox worker as a process of its own, on a provider that is a file: one line for each text it took.

Run: python -m tests.support.file_channel_worker DATABASE_URL FILE. Made to be killed at any moment.
"""

import asyncio
import json
import os
import random
import sys
from collections.abc import AsyncIterator, Collection
from datetime import datetime, timedelta
from pathlib import Path

from gateway.channels.base import Accepted, Inbound, Outbound, Receipt
from gateway.db import Database
from gateway.outbox import sender
from gateway.outbox.pacing import Pacing
from gateway.outbox.sender import Outlet
from gateway.protect import Protector
from gateway.workers import outbox

LEASE_SECONDS = 4.0


class FileChannel:
    """Takes a text by appending a line, after and before a moment in which it may be killed."""

    provider = "twilio"

    def __init__(self, file: Path) -> None:
        self._file = file

    async def send(self, outbound: Outbound) -> Receipt:
        """Append."""
        await asyncio.sleep(random.random() / 20)
        provider_id = f"SM{outbound.id.hex}-{os.getpid()}"
        line = json.dumps({"sid": provider_id, "to": outbound.recipient.value, "body": outbound.body})
        with self._file.open("a") as file:
            file.write(line + "\n")
        await asyncio.sleep(random.random() / 20)
        return Accepted(provider_id, "queued")

    async def find_sent(
        self,
        outbound: Outbound,
        *,
        since: datetime,  # noqa: ARG002 - the file keeps no time
        exclude: Collection[str] = (),
    ) -> Accepted | None:
        """Look in the file."""
        wanted = (outbound.recipient.value, outbound.body)
        for line in self._file.read_text().splitlines():
            found = json.loads(line)
            if (found["to"], found["body"]) == wanted and found["sid"] not in exclude:
                return Accepted(found["sid"], "sent")
        return None

    async def list_inbound(self, since: datetime) -> AsyncIterator[Inbound]:  # noqa: ARG002 - as a provider has it
        """Nobody writes to it."""
        nothing: tuple[Inbound, ...] = ()
        for one in nothing:
            yield one

    async def close(self) -> None:
        """Nothing to release."""


async def main(url: str, file: Path) -> None:
    """Work until killed."""
    sender.SEND_TAKES = timedelta(seconds=2.5)
    outbox.RECONCILE_SECONDS = 0.5
    protector = Protector(["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="], "test-hash-key")
    outlet = Outlet(
        database=Database(url), channel=FileChannel(file), protector=protector, pacing=Pacing(10_000),
        callback_url=str, lease_seconds=LEASE_SECONDS, batch=8,
    )  # fmt: skip
    await outbox.run_until(asyncio.Event(), outlet)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
