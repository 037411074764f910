"""The inbox worker: advances messages one after the other, several citizens side by side."""

import asyncio

from gateway.db import Database
from gateway.dialogue.bot_client import BotClient
from gateway.dialogue.service import Line, advance
from gateway.eligibility.files import rulebook
from gateway.protect import Protector
from gateway.settings import Settings
from gateway.workers import runner


async def run_until(stop: asyncio.Event, settings: Settings, database: Database, protector: Protector) -> None:
    """Work until `stop` is set."""
    rulebook()  # wrong rules of eligibility stop the worker here, and not a citizen's turn
    bot = BotClient(settings.bot_origin, timeout_seconds=settings.bot_timeout_seconds)
    line = Line(
        database, bot, protector, lease_seconds=settings.inbound_lease_seconds,
        is_provider_handling_keywords=settings.twilio_handles_keywords, console_origin=settings.public_origin,
    )  # fmt: skip
    try:
        await runner.run(
            lambda: advance(line), name="inbox", wake_channel="inbox", database=database,
            concurrency=settings.worker_concurrency, stop=stop,
        )  # fmt: skip
    finally:
        await bot.close()
