"""An official's own sessions and password: what is signed in where, ending it, choosing a new password. No commit."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.access import officials
from gateway.audit import service as audit
from gateway.errors import SunwaiError
from models.official import Official, OfficialSession

SHORTEST_PASSWORD = 10


class WrongPassword(SunwaiError):
    """The present password is not right."""

    code = "wrong_password"


class PasswordTooShort(SunwaiError):
    """A password has at least 10 letters."""

    code = "password_too_short"


async def live(session: AsyncSession, official: Official, *, now: datetime) -> Sequence[OfficialSession]:
    """Her sessions that still sign her in, the one seen last first."""
    query = select(OfficialSession).where(
        OfficialSession.official_id == official.id, OfficialSession.ended_at.is_(None),
        OfficialSession.expires_at > now, OfficialSession.last_seen_at > now - officials.IDLE_LENGTH,
    )  # fmt: skip
    return (await session.scalars(query.order_by(OfficialSession.last_seen_at.desc(), OfficialSession.id))).all()


async def end(
    session: AsyncSession, official: Official, *, now: datetime, only: UUID | None = None, but: UUID | None = None
) -> None:
    """End her sessions: `only` that one, or all `but` that one. Others' sessions are out of reach."""
    hers = update(OfficialSession).where(OfficialSession.official_id == official.id, OfficialSession.ended_at.is_(None))
    if only is not None:
        hers = hers.where(OfficialSession.id == only)
    if but is not None:
        hers = hers.where(OfficialSession.id != but)
    ended = (await session.scalars(hers.values(ended_at=now).returning(OfficialSession.id))).all()
    if ended:
        deed = audit.Deed(audit.official(official.id), "sessions_ended", official.id, data={"count": len(ended)})
        await audit.record(session, deed)


async def change_password(
    session: AsyncSession, official: Official, row: OfficialSession, old: str, new: str, *, now: datetime
) -> None:
    """A new password for who knows the old one; her other sessions end. Wrong ones count as wrong sign-ins do.

    Raises PasswordTooShort. A wrong or locked one is WrongPassword, which the caller must let commit.
    """
    if len(new) < SHORTEST_PASSWORD:
        raise PasswordTooShort
    await session.refresh(official, with_for_update=True)
    if officials.is_locked(official, now):
        raise WrongPassword
    if not officials.is_password(official, old):
        await officials.count_failure(session, official, "password_change_failed", now)
        raise WrongPassword
    official.password_hash, official.failed_sign_ins = officials.hash_password(new), 0
    await end(session, official, now=now, but=row.id)
    await audit.record(session, audit.Deed(audit.official(official.id), "password_changed", official.id))
