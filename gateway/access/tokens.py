"""API tokens: 32 random bytes shown once; only their SHA-256 is kept, which suffices for a secret of that length."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.errors import NotAllowed, NotSignedIn, SunwaiError
from models.api_token import ApiToken

PREFIX = "sunwai_"
SCOPES = ("cases:read", "cases:sealed", "contacts:search")


class UnknownScope(SunwaiError):
    """There is no such scope."""

    code = "unknown_scope"


class TokenRefused(NotSignedIn):
    """The token is missing, wrong, expired or revoked."""

    code = "token_refused"


class ScopeMissing(NotAllowed):
    """The token lacks the scope this needs."""

    code = "scope_missing"


def digest(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


async def create(session: AsyncSession, *, name: str, scopes: list[str], expires_at: datetime | None = None) -> str:
    """Make a token and return it: the only time it can be read. Raises UnknownScope. Does not commit."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown:
        raise UnknownScope(f"unknown scope: {', '.join(unknown)}; known: {', '.join(SCOPES)}")
    token = PREFIX + secrets.token_urlsafe(32)
    session.add(ApiToken(name=name, token_hash=digest(token), scopes=scopes, expires_at=expires_at))
    await session.flush()
    return token


async def ensure(session: AsyncSession, token: str, *, name: str, scopes: list[str]) -> None:
    """Make the token called `name` be this one, live. For machines of the same installation. Does not commit."""
    values = {"token_hash": digest(token), "scopes": scopes, "revoked_at": None, "expires_at": None}
    await session.execute(
        insert(ApiToken).values(name=name, **values).on_conflict_do_update(index_elements=["name"], set_=values)
    )


async def verify(session: AsyncSession, token: str | None, *, now: datetime) -> ApiToken:
    """The live token row. Raises TokenRefused."""
    if not token:
        raise TokenRefused
    found = await session.scalar(
        select(ApiToken).where(
            ApiToken.token_hash == digest(token),
            ApiToken.revoked_at.is_(None),
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
        )
    )
    if found is None:
        raise TokenRefused
    return found


def require(token: ApiToken, scope: str) -> None:
    """Raises ScopeMissing."""
    if scope not in token.scopes:
        raise ScopeMissing(f"this needs the scope {scope}")
