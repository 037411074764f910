"""What is asked of the database about registry extracts. Flushes, never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.eligibility.registry import Entry
from models.base import new_id
from models.registry import RegistryEntry, RegistryExtract

# A list of a whole district takes longer than any statement of a turn may.
LONGEST = text("SET LOCAL statement_timeout = '10min'")
ALONE = text("LOCK TABLE registry_extracts IN SHARE ROW EXCLUSIVE MODE")


@dataclass(frozen=True)
class Listed:
    """What the newest extract says of one person: pairs of programme and status, none when she is not in it."""

    source: str
    extracted_on: date
    statuses: list[tuple[str, str]]


async def current_extract(session: AsyncSession) -> RegistryExtract | None:
    """The extract in use."""
    query = select(RegistryExtract).order_by(RegistryExtract.imported_at.desc()).limit(1)
    return (await session.scalars(query)).first()


async def look_up(session: AsyncSession, cnic_hash: bytes) -> Listed | None:
    """What the extract in use says of a person; None when there is no extract."""
    extract = await current_extract(session)
    if extract is None:
        return None
    found = await session.execute(
        select(RegistryEntry.programme, RegistryEntry.status)
        .where(RegistryEntry.extract_id == extract.id, RegistryEntry.cnic_hash == cnic_hash)
        .order_by(RegistryEntry.programme)
    )
    return Listed(extract.source, extract.extracted_on, [(row.programme, row.status) for row in found])


async def replace_extract(session: AsyncSession, extract: RegistryExtract, entries: Sequence[Entry]) -> None:
    """Put `extract` in the place of every older one. Readers see the old one until the caller commits."""
    await session.execute(LONGEST)
    await session.execute(ALONE)
    await session.execute(delete(RegistryExtract))
    extract.id = new_id()
    session.add(extract)
    await session.flush()
    connection = await (await session.connection()).get_raw_connection()
    assert connection.driver_connection is not None
    # COPY: a million rows in seconds, in this same transaction.
    await connection.driver_connection.copy_records_to_table(
        RegistryEntry.__tablename__,
        records=((extract.id, one.cnic_hash, one.programme, one.status) for one in entries),
        columns=("extract_id", "cnic_hash", "programme", "status"),
        timeout=600,
    )
