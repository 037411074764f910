"""One-time links by which an official chooses a new password: an hour, once, the newest only. Does not commit."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.access import devices, officials, policy
from gateway.access.policy import Viewer
from gateway.audit import service as audit
from gateway.errors import NotFound
from models.area import Area
from models.office import Office
from models.official import Official, PasswordReset

LINK_LENGTH = timedelta(hours=1)
PATH = "/console/reset/"
# An administrator looks after those who work in the offices of her area; all others are the operator's.
LOOKED_AFTER = ("officer", "office_head")


class NoSuchLink(NotFound):
    """This link is wrong, used, or too old."""

    code = "no_such_link"


async def manageable(session: AsyncSession, viewer: Viewer, official_id: UUID | None = None) -> Sequence[Official]:
    """Live accounts that the viewer may make links for, by name; of one id if given. Deny by default."""
    query = select(Official).where(Official.is_active).order_by(Official.username)
    if official_id is not None:
        query = query.where(Official.id == official_id)
    if viewer.role == "operator":
        return (await session.scalars(query)).all()
    if viewer.reach is None or not policy.may_enter(viewer.role, policy.ACCOUNTS):
        return []
    query = query.join(Office, Office.id == Official.office_id).join(Area, Area.id == Office.area_id)
    query = query.where(Official.role.in_(LOOKED_AFTER), Area.path.contains([viewer.reach.area_id]))
    return (await session.scalars(query)).all()


async def issue(session: AsyncSession, official: Official, actor: str, *, now: datetime) -> str:
    """The path of a new link, to be told this once; earlier links of hers end."""
    await _end_links(session, official, now)
    secret = secrets.token_urlsafe(32)
    session.add(
        PasswordReset(official_id=official.id, secret_hash=officials.digest(secret), expires_at=now + LINK_LENGTH)
    )
    await session.flush()
    await audit.record(session, audit.Deed(actor, "reset_link_issued", official.id))
    return f"{PATH}{secret}"


async def find(session: AsyncSession, secret: str, *, now: datetime) -> Official:
    """Whose link this is, her row held. Raises NoSuchLink."""
    query = (
        select(Official)
        .join(PasswordReset, PasswordReset.official_id == Official.id)
        .where(
            PasswordReset.secret_hash == officials.digest(secret), PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > now, Official.is_active,
        )
        .with_for_update()
    )  # fmt: skip
    found = await session.scalar(query)
    if found is None:
        raise NoSuchLink
    return found


async def redeem(session: AsyncSession, secret: str, password: str, *, now: datetime) -> None:
    """The new password; sessions end, a lock is lifted. Raises NoSuchLink, PasswordTooShort."""
    official = await find(session, secret, now=now)
    if len(password) < devices.SHORTEST_PASSWORD:
        raise devices.PasswordTooShort
    await _end_links(session, official, now)
    official.password_hash = officials.hash_password(password)
    official.failed_sign_ins, official.locked_until = 0, None
    await devices.end(session, official, now=now)
    await audit.record(session, audit.Deed(audit.official(official.id), "password_reset", official.id))


async def _end_links(session: AsyncSession, official: Official, now: datetime) -> None:
    live = update(PasswordReset).where(PasswordReset.official_id == official.id, PasswordReset.used_at.is_(None))
    await session.execute(live.values(used_at=now))
