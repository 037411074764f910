"""Officials' accounts: make, list, new password, end. Signing in is `officials.py`. Does not commit."""

from typing import Literal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import clock
from gateway.access.officials import hash_password
from gateway.errors import NotFound, SunwaiError
from models.official import Official, OfficialSession
from models.types import LANGUAGES

Role = Literal["officer", "triage", "oversight", "administrator"]


class NameTaken(SunwaiError):
    """There is an account with this name."""

    status = 409
    code = "name_taken"


class NeedsOffice(SunwaiError):
    """An officer needs an office: she sees its cases and no others."""

    code = "needs_office"


class NoSuchOfficial(NotFound):
    """There is no such account."""

    code = "no_such_official"


class NoSuchWriting(SunwaiError):
    """The writings are ur, ur_Latn and en."""

    code = "no_such_writing"


async def ensure_official(
    session: AsyncSession, *, username: str, password: str, display_name: str, role: str, office_id: UUID | None
) -> bool:
    """Make the account unless the name is taken; returns whether it was made. An existing password stays as it is."""
    name = username.strip().lower()  # as signing in reads it
    if await session.scalar(select(Official.id).where(Official.username == name)) is not None:
        return False
    session.add(
        Official(
            username=name, display_name=display_name, role=role, office_id=office_id,
            password_hash=hash_password(password),
        )
    )  # fmt: skip
    await session.flush()
    return True


async def add_official(
    session: AsyncSession, *, username: str, password: str, display_name: str, role: Role, office_id: UUID | None
) -> None:
    """Make the account. Raises NameTaken, NeedsOffice."""
    if role == "officer" and office_id is None:
        raise NeedsOffice
    is_new = await ensure_official(
        session, username=username, password=password, display_name=display_name, role=role, office_id=office_id
    )
    if not is_new:
        raise NameTaken


async def list_officials(session: AsyncSession) -> list[Official]:
    """Every account, by name."""
    return list(await session.scalars(select(Official).order_by(Official.username)))


async def name_of(session: AsyncSession, official_id: UUID | None) -> str:
    """As the console shows her; empty for nobody."""
    official = await session.get(Official, official_id) if official_id else None
    return official.display_name if official else ""


async def set_duty(
    session: AsyncSession, username: str, *, is_on_duty: bool | None = None, reads: list[str] | None = None
) -> None:
    """Whether cases are given to her, and in which writings; None leaves it. Raises NoSuchOfficial, NoSuchWriting."""
    official = await named(session, username)
    if reads is not None and not set(reads) <= set(LANGUAGES):
        raise NoSuchWriting
    official.is_on_duty = official.is_on_duty if is_on_duty is None else is_on_duty
    official.reads = official.reads if reads is None else reads
    await session.flush()


async def set_password(session: AsyncSession, username: str, password: str) -> None:
    """A new password; sessions end, a lock is lifted. Raises NoSuchOfficial."""
    official = await named(session, username)
    official.password_hash, official.failed_sign_ins, official.locked_until = hash_password(password), 0, None
    await _end_sessions(session, official)


async def end_official(session: AsyncSession, username: str) -> None:
    """No more signing in, and sessions end; the row stays, since events point to it. Raises NoSuchOfficial."""
    official = await named(session, username)
    official.is_active = False
    await _end_sessions(session, official)


async def named(session: AsyncSession, username: str) -> Official:
    """The account with this name. Raises NoSuchOfficial."""
    found = await session.scalar(select(Official).where(Official.username == username.strip().lower()))
    if found is None:
        raise NoSuchOfficial(f"there is no account {username!r}; try `sunwai officials list`")
    return found


async def _end_sessions(session: AsyncSession, official: Official) -> None:
    live = update(OfficialSession).where(OfficialSession.official_id == official.id, OfficialSession.ended_at.is_(None))
    await session.execute(live.values(ended_at=clock.now()))
    await session.flush()
