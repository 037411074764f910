"""Officials' accounts: make, list, new password, end. Signing in is `officials.py`. Does not commit."""

from typing import Literal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import clock
from gateway.access import resets, second_factor
from gateway.access.officials import hash_password
from gateway.audit import service as audit
from gateway.errors import NotFound, SunwaiError
from gateway.protect import Protector
from models.area import Area
from models.base import new_id
from models.office import Office
from models.official import AREA_ROLES, Official, OfficialSession
from models.types import LANGUAGES

Role = Literal[
    "officer", "office_head", "district_administrator", "province_administrator", "oversight", "triage", "auditor",
    "operator",
]  # fmt: skip
# They see their office's cases and no others.
OFFICE_ROLES = ("officer", "office_head")


class NameTaken(SunwaiError):
    """There is an account with this name."""

    status = 409
    code = "name_taken"


class NeedsOffice(SunwaiError):
    """An officer needs an office: she sees its cases and no others."""

    code = "needs_office"


class NeedsArea(SunwaiError):
    """This role sees an area and what lies beneath: name the area, or an office that has one."""

    code = "needs_area"


class NoSuchOfficial(NotFound):
    """There is no such account."""

    code = "no_such_official"


class NoSuchWriting(SunwaiError):
    """The writings are ur, ur_Latn and en."""

    code = "no_such_writing"


async def ensure_official(  # noqa: PLR0913 - what an account consists of
    session: AsyncSession, *, username: str, password: str, display_name: str, role: str, office_id: UUID | None,
    area_id: str | None = None,
) -> bool:  # fmt: skip
    """Make the account unless the name is taken; returns whether it was made. An existing password stays as it is.

    Whoever sees an area sees that of her office unless `area_id` names another. Raises NeedsArea.
    """
    name = username.strip().lower()  # as signing in reads it
    if await session.scalar(select(Official.id).where(Official.username == name)) is not None:
        return False
    area = await _area(session, office_id, area_id) if role in AREA_ROLES else None
    if role in AREA_ROLES and area is None:
        raise NeedsArea
    made = Official(
        id=new_id(), username=name, display_name=display_name, role=role, office_id=office_id,
        password_hash=hash_password(password), area_id=area.id if area else None,
        area_level=area.level if area else None,
    )  # fmt: skip
    session.add(made)
    await _note(session, "account_made", made, role=role, office_id=str(office_id or ""), area_id=made.area_id)
    return True


async def add_official(  # noqa: PLR0913 - what an account consists of
    session: AsyncSession, *, username: str, password: str, display_name: str, role: Role, office_id: UUID | None,
    area_id: str | None = None,
) -> None:  # fmt: skip
    """Make the account. Raises NameTaken, NeedsOffice, NeedsArea."""
    if role in OFFICE_ROLES and office_id is None:
        raise NeedsOffice
    is_new = await ensure_official(
        session, username=username, password=password, display_name=display_name, role=role, office_id=office_id,
        area_id=area_id,
    )  # fmt: skip
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
    await _note(session, "password_set", official)


async def issue_reset(session: AsyncSession, username: str) -> str:
    """Path of a one-time link for a new password. Raises NoSuchOfficial."""
    return await resets.issue(session, await named(session, username), audit.COMMAND_LINE, now=clock.now())


async def forget_second_factor(session: AsyncSession, username: str) -> None:
    """A lost phone: sessions end and the next sign-in enrols anew. Raises NoSuchOfficial."""
    official = await named(session, username)
    await second_factor.forget(session, official)
    await _end_sessions(session, official)
    await _note(session, "second_factor_forgotten", official)


async def demonstrate_code(session: AsyncSession, username: str, protector: Protector) -> str:
    """Her present code, as her phone would show it. Not for production. Raises NoSuchOfficial."""
    official = await named(session, username)
    code = second_factor.current_code(official, protector, clock.now())
    await _note(session, "code_demonstrated", official)
    return code


async def end_official(session: AsyncSession, username: str) -> None:
    """No more signing in, and sessions end; the row stays, since events point to it. Raises NoSuchOfficial."""
    official = await named(session, username)
    official.is_active = False
    await _end_sessions(session, official)
    await _note(session, "account_ended", official)


async def _note(session: AsyncSession, action: str, official: Official, **data: str | None) -> None:
    await session.flush()
    await audit.record(session, audit.Deed(audit.COMMAND_LINE, action, official.id, data=data))


async def _area(session: AsyncSession, office_id: UUID | None, area_id: str | None) -> Area | None:
    if area_id is not None:
        return await session.get(Area, area_id)
    of_office = select(Area).join(Office, Office.area_id == Area.id).where(Office.id == office_id)
    return (await session.scalars(of_office)).one_or_none()


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
