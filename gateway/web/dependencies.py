"""What handlers ask for: a unit of work, the token or the official behind a request. Loads and authorises only.

`create_app` puts `database`, `protector` and `keeper` on `app.state`.
"""

from collections.abc import AsyncIterator
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import clock
from gateway.access import officials, tokens
from gateway.cases.visibility import Viewer
from gateway.db import Database
from gateway.media.storage import Store
from gateway.media.uploads import Keeper
from gateway.protect import Protector
from models.api_token import ApiToken
from models.official import Official

SESSION_COOKIE = "sunwai_session"


async def unit_of_work(request: Request) -> AsyncIterator[AsyncSession]:
    """One transaction a request, committed when the handler returns."""
    async with cast(Database, request.app.state.database).unit_of_work() as session:
        yield session


def protector(request: Request) -> Protector:
    """This installation's keys."""
    return cast(Protector, request.app.state.protector)


def keeper(request: Request) -> Keeper:
    """Takes files in, one picture at a time."""
    return cast(Keeper, request.app.state.keeper)


def files_of_citizens(request: Request) -> Store:
    """Where attachments are kept."""
    return keeper(request).store


# "function": committed before the answer leaves, so that a slow download holds no connection.
Session = Annotated[AsyncSession, Depends(unit_of_work, scope="function")]
Keys = Annotated[Protector, Depends(protector)]
Keeping = Annotated[Keeper, Depends(keeper)]
Files = Annotated[Store, Depends(files_of_citizens)]


async def token_of(request: Request, session: Session) -> ApiToken:
    """The bearer token. Raises TokenRefused."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return await tokens.verify(session, token if scheme.lower() == "bearer" else None, now=clock.now())


async def official_of(request: Request, session: Session) -> Official:
    """The signed-in official. Raises NotSignedIn."""
    return await officials.current(session, request.cookies.get(SESSION_COOKIE), now=clock.now())


Token = Annotated[ApiToken, Depends(token_of)]
CurrentOfficial = Annotated[Official, Depends(official_of)]


def viewer_of_token(token: ApiToken) -> Viewer:
    """A token sees what triage sees, and sealed cases only with the scope for it. Raises ScopeMissing."""
    tokens.require(token, "cases:read")
    return Viewer("oversight" if "cases:sealed" in token.scopes else "triage", None)


def viewer_of_official(official: Official) -> Viewer:
    """An official sees by role and office."""
    return Viewer(official.role, official.office_id)
