"""The database of this folder: the embedded one, unless SUNWAI_DATABASE_URL names another."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy import make_url

from gateway.local import lock
from gateway.local.errors import CannotStart
from gateway.local.postgres import EmbeddedPostgres, wheel_folder
from gateway.settings import Settings, inherited

NAME = "sunwai"


class DatabasePart:
    """The embedded PostgreSQL as the supervisor sees it."""

    name = "database"

    def __init__(self, server: EmbeddedPostgres) -> None:
        self.server = server

    def start(self) -> None:
        """Start, or start again. Raises CannotStart."""
        self.server.start()

    def is_alive(self) -> bool:
        """Whether the server process lives."""
        return self.server.is_running()

    def is_ready(self) -> bool:
        """`start` returns when it answers."""
        return self.is_alive()

    def ask_to_stop(self) -> None:
        """Nothing yet: `finish` asks and waits."""

    def finish(self) -> None:
        """Fast shutdown."""
        self.server.stop()

    def kill(self) -> None:
        """PostgreSQL recovers by itself at the next start."""
        if self.server.process:
            self.server.process.kill()
            self.server.process.wait()

    def ending(self) -> str:
        """Where to look."""
        return f"see {self.server.log}"


def embedded(settings: Settings) -> EmbeddedPostgres | None:
    """This folder's own server; None when SUNWAI_DATABASE_URL names another."""
    server = EmbeddedPostgres(settings.state_dir / "postgres")
    return server if settings.database_url in ("", server.url_of(NAME)) else None


def ensure_database(server: EmbeddedPostgres) -> str:
    """Make our database if there is none; returns its address. Blocks."""
    asyncio.run(_create_if_missing(server.url))
    return server.url_of(NAME)


def require_answer(url: str) -> None:
    """Raise CannotStart when no PostgreSQL of at least version 15 answers there. Blocks. Never shows the password."""
    try:
        version = asyncio.run(_version(url))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise CannotStart(f"the database of SUNWAI_DATABASE_URL does not answer: {type(error).__name__}") from error
    if version < 15:
        raise CannotStart(f"the database of SUNWAI_DATABASE_URL is PostgreSQL {version}; 15 or newer is needed")


@contextmanager
def opened(settings: Settings) -> Iterator[str]:
    """Address of a database that answers; an embedded one that is not running runs for the length of the block."""
    server = embedded(settings)
    if server is None:
        require_answer(settings.database_address)
        yield settings.database_address
    elif lock.running(settings.state_dir) is not None:
        yield server.url_of(NAME)
    else:
        with lock.hold(settings.state_dir):
            server.start()
            try:
                yield ensure_database(server)
            finally:
                server.stop()


def psql(url: str) -> tuple[str, str, dict[str, str]]:
    """The wheel's psql: program, address and environment. The password is not in the address, which `ps` shows."""
    address = make_url(url)
    install = wheel_folder()
    variables = inherited() | {"LD_LIBRARY_PATH": str(install / "lib"), "PGPASSWORD": address.password or ""}
    shown = plain(address.set(password=None).render_as_string())
    return str(install / "bin" / "psql"), shown, variables


def plain(url: str) -> str:
    """The address without SQLAlchemy's name of a driver."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


async def _create_if_missing(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", NAME):
            await connection.execute(f'CREATE DATABASE "{NAME}"')
    finally:
        await connection.close()


async def _version(url: str) -> int:
    connection = await asyncpg.connect(plain(url), timeout=10)
    try:
        return int(connection.get_server_version().major)
    finally:
        await connection.close()
