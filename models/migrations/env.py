"""Alembic's entry: reads the address itself, because models import no settings."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import models  # noqa: F401 - fills the metadata
from models.base import Base


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('sunwai migrations'))"))  # one at a time
        context.run_migrations()


async def _run() -> None:
    address = context.config.get_main_option("sqlalchemy.url") or os.environ["SUNWAI_DATABASE_URL"]
    engine = create_async_engine(make_url(address).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(_migrate)
    await engine.dispose()


asyncio.run(_run())
