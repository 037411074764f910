"""Makes officials' accounts. Signing in is `officials.py`. Does not commit."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.access.officials import hash_password
from models.official import Official


async def ensure_official(
    session: AsyncSession, *, username: str, password: str, display_name: str, role: str, office_id: UUID | None
) -> bool:
    """Make the account unless the name is taken; returns whether it was made. An existing password stays as it is."""
    if await session.scalar(select(Official.id).where(Official.username == username)) is not None:
        return False
    session.add(
        Official(
            username=username, display_name=display_name, role=role, office_id=office_id,
            password_hash=hash_password(password),
        )
    )  # fmt: skip
    await session.flush()
    return True
