"""Walks messages through the dialogue on a real database with a scripted bot, and reads what became of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from gateway.db import Database
from gateway.dialogue.contract import Command, Draft, OpenCase
from gateway.dialogue.service import Line, advance
from gateway.protect import Protector
from models.inbound_message import InboundMessage
from models.outbound_message import OutboundMessage
from tests.support.bot import Script, ScriptedBot
from tests.support.inbound import receive

KAMOKE = "punjab-gujranwala-teh-kamoke"


def grievance(category: str = "water_supply", area_id: str | None = KAMOKE, *, is_accusation: bool = False) -> OpenCase:
    """A command that opens a case."""
    return OpenCase(
        category=category, description="5 din se pani nahi", area_id=area_id, place_text=None,
        is_accusation=is_accusation,
    )  # fmt: skip


def always(*commands: Command) -> Script:
    """The same commands whatever is asked."""
    return lambda _request: list(commands)


def line(database: Database, protector: Protector, script: Script, language: str = "ur_Latn") -> Line:
    """A line with a scripted bot."""
    bot = ScriptedBot(script, language)
    return Line(database, bot, protector, lease_seconds=30)  # type: ignore[arg-type]  # same shape as the client


async def drain(walked: Line) -> None:
    """Answer what waits."""
    while await advance(walked):
        pass


async def rows[T](database: Database, model: type[T]) -> list[T]:
    """Every row of a table, oldest first."""
    async with database.unit_of_work() as session:
        return list(await session.scalars(select(model).order_by(model.created_at, model.id)))  # type: ignore[attr-defined]


async def bodies(database: Database) -> list[str]:
    """Every text for citizens, in order."""
    async with database.unit_of_work() as session:
        return list(await session.scalars(select(OutboundMessage.body).order_by(OutboundMessage.seq)))


class Talk:
    """One citizen and what the bot is told to make of each of her messages."""

    def __init__(self, database: Database, protector: Protector, phone: str = "+923001234567") -> None:
        self.database, self.protector, self.phone = database, protector, phone
        self.line = line(database, protector, always())
        self._hash = protector.hash(phone)

    async def say(
        self, text: str, *commands: Command, now: datetime, draft: Draft | None = None, **more: Any
    ) -> list[str]:
        """Write `text`, let the bot answer with `commands` and leave `draft`; what she is told."""
        bot = self.line.bot
        bot.script, bot.draft = always(*commands), draft  # type: ignore[attr-defined]  # the scripted bot
        before = len(await bodies(self.database))
        await receive(self.database, self.protector, text, now=now, phone=self.phone, **more)
        await drain(self.line)
        return (await bodies(self.database))[before:]

    async def message_id(self, number: int) -> UUID:
        """Id of her message of that number, from 0."""
        own = [one for one in await rows(self.database, InboundMessage) if one.contact_hash == self._hash]
        return own[number].id

    def asked(self) -> list[Any]:
        """What the bot was asked, in order."""
        return list(self.line.bot.asked)  # type: ignore[attr-defined]  # the scripted bot
