"""The bot as a pure function: `turn(request) -> response`, `understand(texts)`. Rasa's Agent inside; keeps nothing."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from threadpoolctl import threadpool_limits

from bot import observability, state
from bot.actions.commands import request_human
from bot.actions.draft import waiting
from bot.engine import event_types, graph_runner, model_storage, result_validator, rule_index, slot_copies
from bot.engine.action_endpoint import InProcessActions
from bot.engine.clauses import clauses
from bot.engine.context import RequestInHand, in_hand
from bot.engine.lock_store import NoLockStore
from bot.engine.tracker_store import RequestTrackerStore
from bot.state import resumed
from bot.understand import understanding

log = structlog.get_logger()

# More of a message is kept by the gateway; understanding needs no more, and its cost grows with length.
MAX_TEXT_CHARS = 6000
VERSION_CHARS = 12
# Rasa obeys messages that begin with a slash ("/restart", "/intent{…}"). A citizen's never may.
_COMMAND_PREFIX = re.compile(r"^[\s/\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00]+")


class TurnFailed(RuntimeError):
    """An action failed, so there is no whole answer; half an answer would be worse."""


class Bot:
    """A trained model, ready to answer."""

    def __init__(self, model: Path) -> None:
        """Load the model. Raises ModelMissing when there is none."""
        if not model.is_file():
            raise ModelMissing(f"no trained model at {model}; train one with: python -m bot train")
        observability.configure()
        # The sums of one message are too small to share: a second thread of BLAS only doubles what they cost.
        threadpool_limits(limits=1)
        for replaced in (event_types, graph_runner, model_storage, result_validator, rule_index, slot_copies):
            replaced.install()
        self.model_version = hashlib.sha256(model.read_bytes()).hexdigest()[:VERSION_CHARS]
        self._agent = Agent.load(
            model,
            tracker_store=RequestTrackerStore(None),
            lock_store=NoLockStore(),
            action_endpoint=InProcessActions("bot.actions"),
        )

    async def turn(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer one message.

        Args:
            request: a `TurnRequest` of the contract, already checked.

        Returns:
            A `TurnResponse`. The same request gives the same response.

        Raises:
            TurnFailed: an action failed; nothing of the turn may be used.
        """
        pending_question = request["metadata"].get("pending_question")
        hand = RequestInHand(state=resumed(request.get("state"), pending_question))
        token = in_hand.set(hand)
        try:
            commands = await self._commands(request)
        finally:
            in_hand.reset(token)
        if hand.error is not None:
            raise TurnFailed(type(hand.error).__name__) from hand.error
        assert hand.new_state is not None
        assert hand.parse is not None
        if not commands:
            # Silence never happens, whatever a rule forgot.
            log.error("turn_without_answer", intent=(hand.parse.get("intent") or {}).get("name"))
            commands = [request_human("not_understood", clean(request["message"].get("text") or ""))]
        language = request["metadata"].get("language")
        read = understanding(
            hand.parse, language=language, model_version=self.model_version, asked=state.asked_in(hand.state)
        )
        return {
            "state": hand.new_state,
            "commands": commands,
            "understanding": read,
            "draft": waiting(hand.new_state),
        }

    async def understand(self, texts: list[str]) -> list[dict[str, Any]]:
        """An `Understanding` of each text, in order, outside any conversation."""
        found = []
        for text in texts:
            parsed = await self._agent.parse_message(clean(text))
            found.append(understanding(parsed, language=None, model_version=self.model_version))
        return found

    async def _commands(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        message, channel = request["message"], CollectingOutputChannel()
        text = _text(message)
        await self._agent.handle_message(
            UserMessage(
                text=text,
                output_channel=channel,
                sender_id="citizen",
                message_id="message",
                metadata={
                    **request["metadata"],
                    "message_id": message.get("id"),
                    "media_types": message.get("media_types") or [],
                    "location": message.get("location"),
                    "clauses": [await self._agent.parse_message(clean(clause)) for clause in clauses(text)],
                },
            )
        )
        return [answer["custom"] for answer in channel.messages if answer.get("custom")]


class ModelMissing(FileNotFoundError):
    """There is no trained model where one was looked for."""


def _text(message: dict[str, Any]) -> str:
    """What was said: a pressed button counts as its number, if it carries one."""
    choice = (message.get("choice") or "").strip()
    return choice if choice.isdecimal() else clean(message.get("text") or choice)


def clean(text: str) -> str:
    """Text that Rasa cannot take for an order.

    >>> clean(' /restart'), clean('//file_grievance{"area": "x"}'), clean("24/7 pani band")
    ('restart', 'file_grievance{"area": "x"}', '24/7 pani band')
    """
    return _COMMAND_PREFIX.sub("", text[:MAX_TEXT_CHARS]).replace("\x00", "")
