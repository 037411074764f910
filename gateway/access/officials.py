"""Officials sign in with a password (argon2) and hold a session whose secret only their browser has.

Five wrong passwords lock the account for fifteen minutes; a wrong name and a wrong password look and cost the same.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.audit import service as audit
from gateway.errors import NotSignedIn
from models.official import Official, OfficialSession

SESSION_LENGTH = timedelta(hours=8)
LOCK_AFTER = 5
LOCK_LENGTH = timedelta(minutes=15)
_passwords = PasswordHash((Argon2Hasher(),))
_NOBODY = _passwords.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """Argon2id hash with its parameters."""
    return _passwords.hash(password)


async def sign_in(session: AsyncSession, username: str, password: str, *, now: datetime) -> str | None:
    """A new session's secret, or None when refused. Counts failures on the account. Does not commit."""
    official = await session.scalar(
        select(Official).where(Official.username == username.strip().lower(), Official.is_active).with_for_update()
    )
    is_right = _passwords.verify(password, official.password_hash if official else _NOBODY)
    if official is None or (official.locked_until and official.locked_until > now):
        return None
    if not is_right:
        await _count_failure(session, official, now)
        return None
    official.failed_sign_ins, official.locked_until = 0, None
    secret = secrets.token_urlsafe(32)
    session.add(OfficialSession(official_id=official.id, secret_hash=_digest(secret), expires_at=now + SESSION_LENGTH))
    await audit.record(session, audit.Deed(audit.official(official.id), "signed_in", official.id))
    return secret


async def current(session: AsyncSession, secret: str | None, *, now: datetime) -> Official:
    """The official of a live session. Raises NotSignedIn."""
    if not secret:
        raise NotSignedIn
    official = await session.scalar(
        select(Official)
        .join(OfficialSession, OfficialSession.official_id == Official.id)
        .where(
            OfficialSession.secret_hash == _digest(secret),
            OfficialSession.expires_at > now,
            OfficialSession.ended_at.is_(None),
            Official.is_active,
        )
    )
    if official is None:
        raise NotSignedIn
    return official


async def sign_out(session: AsyncSession, secret: str, *, now: datetime) -> None:
    """End the session, here and wherever its cookie was copied. Does not commit."""
    row = await session.scalar(select(OfficialSession).where(OfficialSession.secret_hash == _digest(secret)))
    if row is not None:
        row.ended_at = now


def form_token(secret: str) -> str:
    """The token every form of this session carries against cross-site requests."""
    return hashlib.sha256(b"form:" + secret.encode()).hexdigest()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


async def _count_failure(session: AsyncSession, official: Official, now: datetime) -> None:
    official.failed_sign_ins += 1
    await audit.record(session, audit.Deed(audit.NOBODY, "sign_in_failed", official.id))
    if official.failed_sign_ins >= LOCK_AFTER:
        official.locked_until, official.failed_sign_ins = now + LOCK_LENGTH, 0
        await audit.record(session, audit.Deed(audit.NOBODY, "account_locked", official.id))
