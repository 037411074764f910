"""The channel that delivers to nobody and remembers what it was given: demonstrations, benchmarks, tests."""

from collections import deque
from collections.abc import AsyncIterator, Collection
from datetime import datetime

from gateway.channels.base import Accepted, Inbound, Outbound, Receipt


class NullChannel:
    """Accepts everything. Keeps the newest texts only, so that a long run does not fill the memory."""

    provider = "null"

    def __init__(self, *, remembered: int = 1000) -> None:
        self.sent: deque[Outbound] = deque(maxlen=remembered)

    async def send(self, outbound: Outbound) -> Receipt:
        """Take it."""
        self.sent.append(outbound)
        return self._accepted(outbound)

    async def find_sent(
        self, outbound: Outbound, *, since: datetime, exclude: Collection[str] = ()  # noqa: ARG002 - it has no clock
    ) -> Accepted | None:  # fmt: skip
        """Whether it was taken."""
        found = self._accepted(outbound)
        was_taken = any(one.id == outbound.id for one in self.sent)
        return found if was_taken and found.provider_message_id not in exclude else None

    async def list_inbound(self, since: datetime) -> AsyncIterator[Inbound]:  # noqa: ARG002 - nothing comes in
        """Nobody writes to nobody."""
        nothing: tuple[Inbound, ...] = ()
        for one in nothing:
            yield one

    async def close(self) -> None:
        """Nothing to release."""

    @staticmethod
    def _accepted(outbound: Outbound) -> Accepted:
        return Accepted(f"null-{outbound.id}", "accepted")
