"""What is asked of the database about the audit. Flushes, never commits."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.audit_entry import AuditEntry, AuditHead

PAGE = 1000


async def lock_head(session: AsyncSession) -> AuditHead:
    """The head, held until the transaction ends, as it is now and not as this session may remember it."""
    query = select(AuditHead).with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(query)).one()


async def head(session: AsyncSession) -> AuditHead:
    """The head, as it is now."""
    return (await session.scalars(select(AuditHead).execution_options(populate_existing=True))).one()


async def add(session: AsyncSession, entry: AuditEntry) -> None:
    """Append the entry."""
    session.add(entry)
    await session.flush()


async def after(session: AsyncSession, number: int) -> Sequence[AuditEntry]:
    """The next PAGE entries in order."""
    query = select(AuditEntry).where(AuditEntry.number > number).order_by(AuditEntry.number).limit(PAGE)
    return (await session.scalars(query.execution_options(populate_existing=True))).all()
