"""The second factor: a code of six digits that changes every half minute, from an app on the official's phone.

A code counts once. Recovery codes stand in for a lost phone, each once. Wrong ones count and lock as wrong passwords
do. The secret is kept encrypted, recovery codes as hashes. Does not commit.

Source: RFC 6238 (TOTP, May 2011), section 5.2: a window of one step each way, and no code twice.
"""

import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.access import officials
from gateway.audit import service as audit
from gateway.protect import Protector
from models.official import Official, OfficialSession, RecoveryCode

ISSUER = "Sunwai"
STEP_SECONDS = 30
RECOVERY_CODES = 8


def is_enrolled(official: Official) -> bool:
    """Whether she has shown a right code once."""
    return official.totp_confirmed_at is not None


def secret_of(official: Official, protector: Protector) -> str:
    """Her secret; made when there is none."""
    if official.totp_secret_encrypted is None:
        official.totp_secret_encrypted = protector.encrypt(pyotp.random_base32())
    return protector.decrypt(official.totp_secret_encrypted)


def address_of(official: Official, protector: Protector) -> str:
    """What her app reads from the picture. Holds the secret: shown to herself, and only until a first code came."""
    return pyotp.TOTP(secret_of(official, protector)).provisioning_uri(name=official.username, issuer_name=ISSUER)


def current_code(official: Official, protector: Protector, now: datetime) -> str:
    """The code of this half minute, for machines that demonstrate."""
    return pyotp.TOTP(secret_of(official, protector)).at(now)


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The half minute whose code this is: this one, the one before or the next; None: a wrong code.

    >>> from datetime import UTC
    >>> matching_step("GEZDGNBVGY3TQOJQ" * 2, "287082", datetime.fromtimestamp(59, UTC))
    1
    """
    here = int(now.timestamp()) // STEP_SECONDS
    for step in (here - 1, here, here + 1):
        if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step), code):
            return step
    return None


async def prove(
    session: AsyncSession, official: Official, row: OfficialSession, code: str, protector: Protector, *, now: datetime
) -> tuple[str, ...] | None:
    """Make the session good when the code is right; None when it is refused.

    Returns recovery codes, to be shown once, when this was her first right code; else nothing.
    """
    await session.refresh(official, with_for_update=True)
    if officials.is_locked(official, now):
        return None
    if not await _counts(session, official, "".join(code.split()), protector, now):
        await officials.count_failure(session, official, "second_factor_failed", now)
        return None
    official.failed_sign_ins, official.locked_until, row.is_proven = 0, None, True
    is_first = not is_enrolled(official)
    codes = await _enrol(session, official, now) if is_first else ()
    action = "second_factor_enrolled" if is_first else "second_factor_proven"
    await audit.record(session, audit.Deed(audit.official(official.id), action, official.id))
    return codes


async def forget(session: AsyncSession, official: Official) -> None:
    """A lost phone: her next sign-in enrols anew."""
    official.totp_secret_encrypted, official.totp_confirmed_at, official.totp_last_step = None, None, None
    await session.execute(delete(RecoveryCode).where(RecoveryCode.official_id == official.id))


async def _counts(session: AsyncSession, official: Official, code: str, protector: Protector, now: datetime) -> bool:
    step = matching_step(secret_of(official, protector), code, now)
    if step is None:
        return is_enrolled(official) and await _use_recovery_code(session, official, code, now)
    if official.totp_last_step is not None and step <= official.totp_last_step:
        return False
    official.totp_last_step = step
    return True


async def _use_recovery_code(session: AsyncSession, official: Official, code: str, now: datetime) -> bool:
    query = select(RecoveryCode).where(
        RecoveryCode.official_id == official.id, RecoveryCode.used_at.is_(None),
        RecoveryCode.code_hash == officials.digest(code.lower()),
    )  # fmt: skip
    found = (await session.scalars(query)).first()
    if found is None:
        return False
    found.used_at = now
    await audit.record(session, audit.Deed(audit.official(official.id), "recovery_code_used", official.id))
    return True


async def _enrol(session: AsyncSession, official: Official, now: datetime) -> tuple[str, ...]:
    official.totp_confirmed_at = now
    codes = tuple(secrets.token_hex(6) for _ in range(RECOVERY_CODES))
    session.add_all(RecoveryCode(official_id=official.id, code_hash=officials.digest(code)) for code in codes)
    await session.flush()
    return codes
