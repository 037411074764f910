"""Officials sign in with a password (argon2) and hold a session whose secret only their browser has.

Five wrong passwords or codes lock the account for fifteen minutes; a wrong name and a wrong password look and cost the
same. The second factor is `second_factor.py`.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.access import policy
from gateway.audit import service as audit
from gateway.errors import NotSignedIn
from models.official import Official, OfficialSession

SESSION_LENGTH = timedelta(hours=8)
# Unused for so long it ends: somebody has left the desk.
IDLE_LENGTH = timedelta(minutes=60)
# The moment a session was last seen is written down no oftener.
SEEN_EVERY = timedelta(minutes=1)
LOCK_AFTER = 5
LOCK_LENGTH = timedelta(minutes=15)
_passwords = PasswordHash((Argon2Hasher(),))
_NOBODY = _passwords.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """Argon2id hash with its parameters."""
    return _passwords.hash(password)


class SecondFactorMissing(NotSignedIn):
    """The password was right; the code of the second factor is still to come."""

    code = "second_factor_missing"


async def sign_in(
    session: AsyncSession, username: str, password: str, *, now: datetime, browser: str = ""
) -> str | None:
    """A new session's secret, or None when refused. Counts failures on the account. Does not commit.

    Where a second factor is due the session is good for nothing else until that is proven.
    """
    official = await session.scalar(
        select(Official).where(Official.username == username.strip().lower(), Official.is_active).with_for_update()
    )
    is_right = _passwords.verify(password, official.password_hash if official else _NOBODY)
    if official is None or is_locked(official, now):
        return None
    if not is_right:
        await count_failure(session, official, "sign_in_failed", now)
        return None
    is_proven = not needs_proof(official)
    if is_proven:
        official.failed_sign_ins, official.locked_until = 0, None
    secret = await begin_session(session, official, now=now, browser=browser, is_proven=is_proven)
    await audit.record(session, audit.Deed(audit.official(official.id), "signed_in", official.id))
    return secret


async def begin_session(
    session: AsyncSession, official: Official, *, now: datetime, browser: str = "", is_proven: bool = True
) -> str:
    """A new session's secret. Asks for nothing: who comes here has shown who she is."""
    secret = secrets.token_urlsafe(32)
    row = OfficialSession(
        official_id=official.id, secret_hash=digest(secret), expires_at=now + SESSION_LENGTH, last_seen_at=now,
        is_proven=is_proven, browser=browser,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return secret


def needs_proof(official: Official) -> bool:
    """Whether a code is asked for besides the password: by the role, or because she chose it."""
    return policy.needs_second_factor(official.role) or official.totp_confirmed_at is not None


def is_locked(official: Official, now: datetime) -> bool:
    """Whether too many wrong passwords or codes came lately."""
    return official.locked_until is not None and official.locked_until > now


async def live_session(session: AsyncSession, secret: str | None, *, now: datetime) -> tuple[Official, OfficialSession]:
    """The official and the row of a live session, proven or not; notes that it was seen. Raises NotSignedIn."""
    if not secret:
        raise NotSignedIn
    query = (
        select(Official, OfficialSession)
        .join(OfficialSession, OfficialSession.official_id == Official.id)
        .where(
            OfficialSession.secret_hash == digest(secret),
            OfficialSession.expires_at > now,
            OfficialSession.last_seen_at > now - IDLE_LENGTH,
            OfficialSession.ended_at.is_(None),
            Official.is_active,
        )
    )
    found = (await session.execute(query)).tuples().first()
    if found is None:
        raise NotSignedIn
    official, row = found
    if now - row.last_seen_at >= SEEN_EVERY:
        row.last_seen_at = now
    return official, row


async def current(session: AsyncSession, secret: str | None, *, now: datetime) -> Official:
    """The official of a live session. Raises NotSignedIn, SecondFactorMissing."""
    official, row = await live_session(session, secret, now=now)
    if not row.is_proven:
        raise SecondFactorMissing
    return official


async def sign_out(session: AsyncSession, secret: str, *, now: datetime) -> None:
    """End the session, here and wherever its cookie was copied. Does not commit."""
    row = await session.scalar(select(OfficialSession).where(OfficialSession.secret_hash == digest(secret)))
    if row is not None:
        row.ended_at = now


def form_token(secret: str) -> str:
    """The token every form of this session carries against cross-site requests."""
    return hashlib.sha256(b"form:" + secret.encode()).hexdigest()


def digest(secret: str) -> bytes:
    """What is kept of a long random secret."""
    return hashlib.sha256(secret.encode()).digest()


def is_password(official: Official, password: str) -> bool:
    """Whether this is her password."""
    return _passwords.verify(password, official.password_hash)


async def count_failure(session: AsyncSession, official: Official, action: str, now: datetime) -> None:
    """One wrong password or code more; the fifth locks the account. Does not commit."""
    official.failed_sign_ins += 1
    await audit.record(session, audit.Deed(audit.NOBODY, action, official.id))
    if official.failed_sign_ins >= LOCK_AFTER:
        official.locked_until, official.failed_sign_ins = now + LOCK_LENGTH, 0
        await audit.record(session, audit.Deed(audit.NOBODY, "account_locked", official.id))
