"""Turns for the review queue: a message walked down the line by a bot that understood it as the test says."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from gateway.clock import now
from gateway.db import Database
from gateway.dialogue.contract import Command, OpenCase, Say, TurnRequest, TurnResponse, Understanding
from gateway.dialogue.service import Line, advance
from gateway.protect import Protector
from models.turn import Turn
from tests.support.bot import ScriptedBot, understood
from tests.support.inbound import receive

KAMOKE = "punjab-gujranwala-teh-kamoke"
GUJRANWALA = "punjab-dist-gujranwala"
ASKED: list[Command] = [Say(key="ask_place")]


def guesses(**probabilities: float) -> list[dict[str, Any]]:
    """Guesses in the contract's shape, in the given order."""
    return [{"name": name, "probability": probability} for name, probability in probabilities.items()]


# Sure of the intent, unsure of the category.
VAGUE: dict[str, Any] = {
    "intent": "file_grievance", "intent_confidence": 0.95, "category": "gas", "category_confidence": 0.41,
    "intents": guesses(file_grievance=0.95, greet=0.03, help=0.01),
    "categories": guesses(gas=0.41, electricity=0.3, water_supply=0.08), "model_version": "c0ffee00beef",
    "area": {"id": KAMOKE, "level": "tehsil", "name_en": "Kamoke", "district_id": GUJRANWALA},
}  # fmt: skip


class ReadingBot(ScriptedBot):
    """Says what it is told to have understood."""

    def __init__(self, commands: list[Command], reading: dict[str, Any], language: str) -> None:
        super().__init__(lambda _request: commands, language)
        self._reading = reading

    async def turn(self, request: TurnRequest) -> TurnResponse:
        """The scripted answer with this test's understanding."""
        answer = await super().turn(request)
        values = understood(self.language).model_dump() | self._reading
        return answer.model_copy(update={"understanding": Understanding.model_validate(values)})


async def written(
    database: Database,
    protector: Protector,
    text: str,
    *,
    commands: list[Command] | None = None,
    language: str = "ur_Latn",
    phone: str = "+923001234567",
    **reading: Any,
) -> UUID:
    """A citizen writes and is answered; the turn's id."""
    inbound_id = await receive(database, protector, text, now=now(), phone=phone)
    bot = ReadingBot(ASKED if commands is None else commands, VAGUE | reading, language)
    assert await advance(Line(database, bot, protector, lease_seconds=30))  # type: ignore[arg-type]  # same shape
    async with database.unit_of_work() as session:
        return (await session.scalars(select(Turn.id).where(Turn.inbound_message_id == inbound_id))).one()


async def sealed_case(database: Database, protector: Protector, *, phone: str = "+923001234567") -> UUID:
    """The same citizen opens a sealed case in a turn that nobody need review."""
    command = OpenCase(category="corruption", description="rishwat", area_id=KAMOKE)
    return await written(database, protector, "1", commands=[command], phone=phone, is_exact=True)
