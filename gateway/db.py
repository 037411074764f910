"""The database: engine, sessions and the only commit. Feature code flushes; `unit_of_work` commits once at the edge."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

# A lock that is waited for longer than this is a bug; a statement, a scan that lost its index.
SERVER_SETTINGS = {"lock_timeout": "5000", "statement_timeout": "15000", "idle_in_transaction_session_timeout": "30000"}


class Database:
    """One engine a process. Hands out units of work and raw connections for the group commit."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url: URL = make_url(url).set(drivername="postgresql+asyncpg")
        self.engine: AsyncEngine = create_async_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=0,
            hide_parameters=True,  # an error's text must not carry a citizen's words
            connect_args={"server_settings": SERVER_SETTINGS},
        )
        event.listen(self.engine.sync_engine, "checkout", _refuse_closed)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[AsyncSession]:
        """A session whose work is committed once at the end, or rolled back whole when anything is raised."""
        async with self._sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def at_once(self) -> AsyncIterator[asyncpg.Connection]:
        """The driver's own connection, without a transaction: each statement commits by itself.

        For what every message asks: through SQLAlchemy a statement costs five times as much, and a transaction two
        more round trips.
        """
        async with self.engine.connect() as connection:
            yield (await connection.get_raw_connection()).driver_connection

    async def connect_raw(self) -> asyncpg.Connection:
        """A plain asyncpg connection outside the pool; the caller closes it."""
        dsn = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return await asyncpg.connect(dsn, server_settings=SERVER_SETTINGS)

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


def _refuse_closed(_connection: Any, record: Any, _proxy: Any) -> None:
    """Hand out no connection that is known to be gone; the pool then opens a new one.

    asyncpg learns of a lost server at once, so asking it costs nothing; SQLAlchemy's own ping costs three round trips
    at every checkout, a fifth of a turn's statements.
    """
    if record.driver_connection is None or record.driver_connection.is_closed():
        raise DisconnectionError
