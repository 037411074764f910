"""Whole-line tests: signed webhook in; a captured channel out, or a simulator with phones at its end."""

from collections.abc import AsyncIterator, Iterator

import pytest

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.bot_client import BotClient
from gateway.protect import Protector
from tests.fixtures import *  # noqa: F403 - fixtures are looked up by name
from tests.support import bot_process
from tests.support.bot_process import BotProcess
from tests.support.whole_line import WholeLine, whole_line


@pytest.fixture(scope="session")
def bot_server() -> Iterator[BotProcess]:
    """The trained bot, one process for all tests."""
    reason = bot_process.missing()
    if reason:
        pytest.skip(reason)
    with bot_process.serving_bot() as server:
        yield server


@pytest.fixture
async def whole(
    seeded: Database, protector: Protector, clock: SimulatedClock, bot_server: BotProcess
) -> AsyncIterator[WholeLine]:
    """The whole line with the trained bot and the starting directory."""
    bot = BotClient(bot_server.origin, timeout_seconds=20)
    async with whole_line(seeded, protector, clock, bot) as line:
        yield line
    await bot.close()
