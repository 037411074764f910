"""Lock store without locks.

Why: the gateway serialises the turns of a citizen, and nothing is shared between two requests. Rasa's lock looks once
a second whether it is free: four quick messages of one sender took 0, 1, 2 and 3 seconds.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockStore


class NoLockStore(LockStore):
    """Every lock is free."""

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 1
    ) -> AsyncGenerator[TicketLock, None]:
        """Enter at once."""
        yield TicketLock(conversation_id)
