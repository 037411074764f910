"""Is it alive, is it ready, what does it count. Says nothing about people; needs no sign-in.

`/metrics` is for the operator's own network: a public proxy should not pass it on.
"""

import asyncio

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.db import Database
from gateway.dialogue.bot_client import BotClient

_PATIENCE_SECONDS = 2.0

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process runs."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """200 when messages can be stored. A bot that is down is reported but refuses nothing: messages are kept."""
    database, bot = await asyncio.gather(
        _has_database(request.app.state.database), _has_bot(request.app.state.bot)
    )  # fmt: skip
    parts = {"database": _word(database), "bot": _word(bot)}
    return JSONResponse({"status": _word(database), **parts}, 200 if database else 503)


@router.get("/metrics")
async def metrics() -> Response:
    """Prometheus text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _has_database(database: Database) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS), database.unit_of_work() as session:
            return bool(await session.scalar(text("SELECT true")))
    except (SQLAlchemyError, OSError):
        return False


async def _has_bot(bot: BotClient) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await bot.is_healthy()
    except TimeoutError:
        return False


def _word(is_there: bool) -> str:
    return "ok" if is_there else "down"
