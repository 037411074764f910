"""Fetches what webhooks missed: the provider's own list goes through the same `receive`, where repeats are harmless."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from gateway.channels.base import Inbound
from gateway.inbox.service import Inbox

log = structlog.get_logger()

LOOK_BACK = timedelta(hours=1)


class InboundLog(Protocol):
    """A provider that can list what it received for us."""

    def list_inbound(self, since: datetime) -> AsyncIterator[Inbound]:
        """Everything received since then; whole seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many messages the provider listed, and how many of them we had not."""

    listed: int
    recovered: int


async def reconcile(provider: InboundLog, inbox: Inbox, *, now: datetime) -> Reconciled:
    """Receive everything of the last hour again. A message stored before is left alone, whatever became of it.

    Raises what the provider's client or the inbox raises; what was received until then is stored.
    """
    listed = recovered = 0
    async for inbound in provider.list_inbound(now - LOOK_BACK):
        listed += 1
        recovered += await inbox.receive(inbound)
    if recovered:
        log.warning("inbound_messages_recovered", listed=listed, recovered=recovered)
    return Reconciled(listed, recovered)
