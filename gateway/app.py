"""The web application: middleware, routers, errors, and what lives as long as the process. No logic.

`app.state` carries: settings, keeper, database, protector, bot, group_commit, inbox, twilio_webhook.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles

from gateway.db import Database
from gateway.dialogue.bot_client import BotClient
from gateway.inbox.group_commit import GroupCommit
from gateway.inbox.service import Inbox
from gateway.media.storage import Store
from gateway.media.uploads import Keeper
from gateway.protect import Protector
from gateway.settings import Settings, load
from gateway.web import errors
from gateway.web.api import cases as api_cases
from gateway.web.api import health
from gateway.web.citizens import case_file
from gateway.web.console import (
    account,
    attachments,
    casework,
    home,
    identity,
    notices,
    pages,
    photo,
    queues,
    resets,
    review,
    search,
    second_factor,
    sign_in,
    triage,
)
from gateway.web.console import case_file as console_case_file
from gateway.web.console import cases as console_cases
from gateway.web.middleware import CorrelationId
from gateway.web.webhooks.twilio import TwilioWebhook, TwilioWebhooks

# Every surface, once. A new one is one line here.
ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    api_cases.router,
    sign_in.router,
    account.router,
    resets.router,
    second_factor.router,
    home.router,
    queues.router,
    search.router,
    console_cases.router,
    console_case_file.router,  # before casework, whose acts are words of the same path
    identity.router,
    casework.router,
    attachments.router,
    triage.router,
    notices.router,
    photo.router,
    review.router,
    case_file.router,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; without settings those of the environment. Nothing is opened before it starts."""
    settings = settings or load()
    app = FastAPI(title="Sunwai", version="0.1.0", lifespan=_lifespan)
    app.state.settings = settings
    app.state.keeper = Keeper(Store(settings.media_dir))
    app.state.twilio_webhook = TwilioWebhook.of(settings)
    app.add_middleware(CorrelationId)
    app.add_middleware(TwilioWebhooks)  # the last one added is the outermost
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/console/static", StaticFiles(directory=pages.FOLDER / "static"))
    app.mount("/c/static", StaticFiles(directory=case_file.FOLDER / "static"))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    database = Database(settings.database_address, pool_size=settings.database_pool_size)
    protector = Protector.of(settings)
    bot = BotClient(settings.bot_origin, timeout_seconds=settings.bot_timeout_seconds)
    group_commit = GroupCommit(database.connect_raw)
    group_commit.start()
    app.state.database, app.state.protector, app.state.bot = database, protector, bot
    app.state.group_commit, app.state.inbox = group_commit, Inbox(group_commit, protector)
    try:
        yield
    finally:
        await group_commit.close()
        await bot.close()
        await database.close()
