"""Writes a crowd by COPY and asks for what it is drawn from. Each batch commits by itself."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.crowd.rows import TABLES, Batch
from models.area import Area
from models.category import Category
from models.citizen import Contact

MOST_PLACES = 150


async def places(session: AsyncSession) -> Sequence[Area]:
    """The most populous tehsils."""
    query = select(Area).where(Area.level == "tehsil", Area.population.is_not(None))
    return (await session.scalars(query.order_by(Area.population.desc(), Area.id).limit(MOST_PLACES))).all()


async def categories(session: AsyncSession) -> Sequence[Category]:
    """All categories."""
    return (await session.scalars(select(Category).order_by(Category.code))).all()


async def is_known(session: AsyncSession, value_hash: bytes) -> bool:
    """Whether there is a contact with this keyed hash."""
    return await session.scalar(select(Contact.id).where(Contact.value_hash == value_hash)) is not None


async def copy(connection: asyncpg.Connection, batch: Batch) -> None:
    """Every row of the batch, or none of them.

    Foreign keys hold by construction. Where the database's user may, their checks are left out: with them a million
    cases take three times as long.
    """
    async with connection.transaction():
        if await connection.fetchval("SELECT current_setting('is_superuser')") == "on":
            await connection.execute("SET LOCAL session_replication_role = replica")
        for table in TABLES:
            rows: list[Any] = batch.rows[table]
            if rows:
                columns = list(rows[0])
                records = [tuple(row[column] for column in columns) for row in rows]
                await connection.copy_records_to_table(table.__tablename__, records=records, columns=columns)


async def finish(connection: asyncpg.Connection) -> None:
    """Statistics for the planner and visibility for index-only reads, as a database that grew slowly would have."""
    for table in TABLES:
        await connection.execute(f"VACUUM ANALYZE {table.__tablename__}")
