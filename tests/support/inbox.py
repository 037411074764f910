"""Messages to receive, and an inbox that stores them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from gateway import clock
from gateway.channels.base import ContactAddress, ContactScheme, Inbound
from gateway.db import Database
from gateway.inbox.group_commit import GroupCommit
from gateway.inbox.service import Inbox
from gateway.protect import Protector


def an_inbound(number: int, *, phone: str = "+923001234567", body: str = "pani nahi", **changes: Any) -> Inbound:
    """The message with provider id `number`."""
    received_at: datetime = changes.pop("received_at", None) or clock.now()
    values: dict[str, Any] = {
        "provider": "twilio", "account_sid": "AC1", "provider_message_id": f"SM{number:032x}", "channel": "sms",
        "sender": ContactAddress(ContactScheme.PHONE, phone), "our_address": "+14155550100", "body": body,
        "received_at": received_at, "raw": {"Body": body},
    }  # fmt: skip
    return Inbound(**values | changes)


@asynccontextmanager
async def open_group_commit(database: Database, **options: Any) -> AsyncIterator[GroupCommit]:
    """A started group commit on the database."""
    made = GroupCommit(database.connect_raw, **options)
    made.start()
    yield made
    await made.close()


@asynccontextmanager
async def open_inbox(database: Database, protector: Protector, **options: Any) -> AsyncIterator[Inbox]:
    """A started inbox on the database."""
    async with open_group_commit(database, **options) as group_commit:
        yield Inbox(group_commit, protector)
