"""Fixtures of the bot's tests: the trained model, and conversations that carry their state themselves."""

import asyncio
import json
import uuid
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot import settings
from bot.engine.turns import Bot

CONTRACT = json.loads((Path(__file__).parents[2] / "bot" / "contract" / "turn.schema.json").read_text(encoding="utf-8"))


def shape(name: str) -> Draft202012Validator:
    """Validator of one shape of the contract."""
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": CONTRACT["$defs"]})


WORDS = json.loads((Path(__file__).parents[2] / "bot" / "contract" / "eligibility.json").read_text(encoding="utf-8"))
# Questions in the order of that file: what a gateway might ask. Its own order follows from its rules.
QUESTIONS = list(WORDS["facts"])[:3]


class Conversation:
    """One citizen's side. Both directions are held against the contract; the state goes through JSON, as over HTTP.

    Of the gateway it plays one part: after `assess_eligibility` the first of `questions` is asked that is not told.
    """

    def __init__(self, bot: Bot, questions: Sequence[str] = QUESTIONS, **metadata: Any) -> None:
        self._bot = bot
        self._questions = questions
        self._metadata = {"channel": "sms", "language": None, **metadata}
        self.ids: list[str] = []
        self.pending: str | None = None
        self.state: dict[str, Any] | None = None
        self.draft: dict[str, Any] | None = None
        self.understanding: dict[str, Any] = {}

    async def asend(self, text: str = "", **message: Any) -> list[dict[str, Any]]:
        """The commands that answer a message."""
        self.ids.append(message.setdefault("id", str(uuid.UUID(int=len(self.ids) + 1))))
        asked = {"pending_question": self.pending} if self.pending else {}
        metadata = {**self._metadata, **asked}
        question = {"state": self.state, "message": {"text": text, **message}, "metadata": metadata}
        shape("TurnRequest").validate(question)
        answer = json.loads(json.dumps(await self._bot.turn(question)))
        shape("TurnResponse").validate(answer)
        self.state, self.understanding, self.draft = answer["state"], answer["understanding"], answer["draft"]
        commands: list[dict[str, Any]] = answer["commands"]
        for command in commands:
            if command["command"] == "assess_eligibility":
                self.pending = self._next_question(command)
        return commands

    def _next_question(self, command: dict[str, Any]) -> str | None:
        known = {told["fact"] for told in command["facts"]}
        unknown = [f"eligibility:{code}" for code in self._questions if code not in known]
        return unknown[0] if unknown else None if command["area_id"] else "eligibility:area"

    def send(self, text: str = "", **message: Any) -> list[dict[str, Any]]:
        """As `asend`, from a plain test."""
        return run(self.asend(text, **message))

    def says(self, text: str = "", **message: Any) -> list[str]:
        """Short form of the answer: keys of sentences, names of other commands."""
        return [short(command) for command in self.send(text, **message)]


def short(command: dict[str, Any]) -> str:
    """`key` of a sentence, name of any other command."""
    return str(command["key"] if command["command"] == "say" else command["command"])


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a loop of its own."""
    return asyncio.run(work)


@pytest.fixture(scope="session")
def bot() -> Bot:
    """The really trained model; `make test-bot` trains it first."""
    return Bot(settings.read().model)


@pytest.fixture
def conversation(bot: Bot) -> Conversation:
    """A citizen nobody knows yet."""
    return Conversation(bot)
