"""Fixtures of the gateway's tests: one PostgreSQL a run, one database a test, fixed keys, a clock that stands still."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway import clock as clocks
from gateway.db import Database
from gateway.local.postgres import EmbeddedPostgres
from gateway.protect import Protector
from tests.support import database as databases

MONDAY_MORNING = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # 10:00 in Pakistan


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Maintenance URL of a PostgreSQL server: SUNWAI_TEST_DATABASE_URL, or the embedded one in a folder of its own."""
    outside = os.environ.get("SUNWAI_TEST_DATABASE_URL")
    if outside:
        yield outside
        return
    with tempfile.TemporaryDirectory(prefix="sunwai-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "pg", is_durable=False)
        server.start()
        try:
            yield server.url
        finally:
            server.stop()


@pytest.fixture(scope="session")
async def template(postgres_url: str) -> str:
    """The migrated template exists; returns the server's URL."""
    await databases.build_template(postgres_url)
    return postgres_url


@pytest.fixture
async def database_url(template: str) -> AsyncIterator[str]:
    """URL of a fresh, migrated, empty database."""
    url = await databases.copy_template(template)
    yield url
    await databases.drop(template, url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A Database on a fresh copy; code under test commits for real."""
    made = Database(database_url, pool_size=20)
    yield made
    await made.close()


@pytest.fixture(scope="session")
async def seeded_template(template: str) -> str:
    """The template with the starting directory exists; returns the server's URL."""
    await databases.build_seeded(template)
    return template


@pytest.fixture
async def seeded(seeded_template: str) -> AsyncIterator[Database]:
    """A Database with areas, categories, offices and rules in it."""
    url = await databases.copy_template(seeded_template, databases.SEEDED)
    made = Database(url, pool_size=20)
    yield made
    await made.close()
    await databases.drop(seeded_template, url)


@pytest.fixture(scope="session")
def protector() -> Protector:
    """Fixed keys, for tests only."""
    return Protector(["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="], "test-hash-key")


@pytest.fixture
def clock() -> Iterator[clocks.SimulatedClock]:
    """A Monday morning that only moves when told."""
    simulated = clocks.SimulatedClock(MONDAY_MORNING)
    clocks.use(simulated)
    yield simulated
    clocks.use(None)
