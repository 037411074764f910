"""Many inserts, one durable commit: what arrives while a commit is under way shares the next one.

Every caller is answered only after the commit that holds its row (`synchronous_commit` stays on). Owns one connection;
writes messages and the attachments that came with them; knows nothing of providers.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import structlog
from prometheus_client import Counter

from gateway.errors import Unavailable
from gateway.media import repository as media

log = structlog.get_logger()

COMMITS = Counter("sunwai_inbox_commits_total", "Commits of the inbox; rows divided by commits is the group's size")

# One connection: PostgreSQL flushes one commit while the next group gathers.
_BATCH = 256
_CONNECT_SECONDS = 2.0
_STATEMENT_SECONDS = 5.0
_PAUSE_SECONDS = 0.1
# A fault of one row, not of the database: the others of its group are tried again without it.
_ROW_FAULTS = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.DeadlockDetectedError)
_LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)


class InboxUnavailable(Unavailable):
    """The message could not be stored; send it again."""

    code = "inbox_unavailable"


class InboxRow(NamedTuple):
    """One row of `inbound_messages`; a tuple, because a group of them is turned into columns as it is."""

    id: UUID
    provider: str
    account_sid: str
    provider_message_id: str
    channel: str
    scheme: str
    contact_hash: bytes
    contact_encrypted: bytes
    our_address: str
    body: str
    choice: str | None
    media: str
    location: str | None
    opt_out_type: str | None
    raw_encrypted: bytes
    status: str
    received_at: datetime
    error: str | None
    cnic_hash: bytes | None = None


_TYPES = {
    "id": "uuid", "contact_hash": "bytea", "contact_encrypted": "bytea", "raw_encrypted": "bytea", "cnic_hash": "bytea",
    "media": "jsonb", "location": "jsonb", "received_at": "timestamptz",
}  # fmt: skip
_COLUMNS = InboxRow._fields
_NO_MEDIA = "[]"


def _insert(also: str = "") -> str:
    """The statement that stores a group. `also`: further parts of it, which may use the rows `inserted`."""
    return f"""
WITH inserted AS (
    INSERT INTO inbound_messages ({", ".join(_COLUMNS)}, due_at)
    SELECT *, received_at FROM unnest(
        {", ".join(f"${n}::{_TYPES.get(name, 'text')}[]" for n, name in enumerate(_COLUMNS, start=1))}
    ) AS arrived ({", ".join(_COLUMNS)})
    ON CONFLICT (provider, account_sid, provider_message_id) DO NOTHING
    RETURNING id, media, status, received_at
){also}
SELECT id, (SELECT pg_notify('inbox', '')) FROM inserted
"""  # noqa: S608 - column names of ours only


# Few messages bring a file, and groups without one need not pay for it.
_INSERT, _INSERT_WITH_MEDIA = _insert(), _insert(f", attached AS ({media.ENQUEUE})")


@dataclass(slots=True)
class _Waiter:
    row: InboxRow
    settled: asyncio.Future[bool]


class GroupCommit:
    """Inserts rows for many callers at once.

    Args:
        connect: opens a connection that this object then owns.
        most_waiting: callers beyond this number are refused at once instead of waiting in a growing queue.
        patience_seconds: how long a lost database is tried again before its callers are told. Repeating a group is
            harmless: the unique key drops what was stored.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[asyncpg.Connection]], *, most_waiting: int = 2000,
        patience_seconds: float = 4.0,
    ) -> None:  # fmt: skip
        self.commits = 0
        self._connect = connect
        self._most_waiting = most_waiting
        self._patience_seconds = patience_seconds
        self._connection: asyncpg.Connection | None = None
        self._waiting: deque[_Waiter] = deque()
        self._arrival = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_closing = False

    def start(self) -> None:
        """Begin to work, in the running loop."""
        self._task = asyncio.create_task(self._run(), name="group-commit")

    async def close(self) -> None:
        """Store what is waiting, then stop."""
        self._is_closing = True
        self._arrival.set()
        if self._task:
            await self._task
        if self._connection and not self._connection.is_closed():
            await self._connection.close(timeout=_CONNECT_SECONDS)

    async def insert(self, row: InboxRow) -> bool:
        """Store `row`; returns after the commit. False: it was there already. Raises InboxUnavailable."""
        if self._is_closing or self._task is None or len(self._waiting) >= self._most_waiting:
            raise InboxUnavailable
        waiter = _Waiter(row, asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        self._arrival.set()
        return await waiter.settled

    async def _run(self) -> None:
        while not (self._is_closing and not self._waiting):
            await self._arrival.wait()
            self._arrival.clear()
            while self._waiting:
                group = [self._waiting.popleft() for _ in range(min(len(self._waiting), _BATCH))]
                await self._settle(group)

    async def _settle(self, group: list[_Waiter]) -> None:
        try:
            new = await self._store([waiter.row for waiter in group])
        except _ROW_FAULTS as error:
            await self._settle_apart(group, error)
            return
        except _LOST as error:
            log.error("inbox_insert_failed", error=type(error).__name__, rows=len(group))
            for waiter in group:
                _tell(waiter, InboxUnavailable())
            return
        for waiter in group:
            _tell(waiter, waiter.row.id in new)

    async def _settle_apart(self, group: list[_Waiter], error: Exception) -> None:
        """One row cannot be stored: it must not take the others of its group with it."""
        if len(group) == 1:
            log.error("inbox_row_refused", error=type(error).__name__, inbound_message_id=str(group[0].row.id))
            _tell(group[0], InboxUnavailable())
            return
        for waiter in group:
            await self._settle([waiter])

    async def _store(self, rows: list[InboxRow]) -> set[UUID]:
        """Insert in one statement, which is one commit; ids of rows that were new. Tries again while patience lasts."""
        deadline = asyncio.get_running_loop().time() + self._patience_seconds
        columns = list(zip(*rows, strict=True))
        statement = _INSERT if all(row.media == _NO_MEDIA for row in rows) else _INSERT_WITH_MEDIA
        while True:
            try:
                return await self._insert_once(statement, columns)
            except _ROW_FAULTS:
                raise
            except _LOST as error:
                await self._drop_connection()
                if asyncio.get_running_loop().time() + _PAUSE_SECONDS > deadline:
                    raise
                log.warning("inbox_reconnecting", error=type(error).__name__)
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _insert_once(self, statement: str, columns: list[tuple[Any, ...]]) -> set[UUID]:
        if self._connection is None or self._connection.is_closed():
            async with asyncio.timeout(_CONNECT_SECONDS):
                self._connection = await self._connect()
        records = await self._connection.fetch(statement, *columns, timeout=_STATEMENT_SECONDS)
        self.commits += 1
        COMMITS.inc()
        return {record["id"] for record in records}

    async def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


def _tell(waiter: _Waiter, outcome: bool | InboxUnavailable) -> None:
    if waiter.settled.done():
        return  # the caller went away; its row is stored all the same
    if isinstance(outcome, InboxUnavailable):
        waiter.settled.set_exception(outcome)
    else:
        waiter.settled.set_result(outcome)
