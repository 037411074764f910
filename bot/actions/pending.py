"""Answers to the question that the gateway asked last, which the message's metadata names. The bot asked nothing."""

from __future__ import annotations

from bot.actions.commands import answer_neighbours
from bot.actions.turn import Turn

NEIGHBOURS = "neighbours"
YES, NO = 1, 2


def answer(turn: Turn, number: int | None) -> bool:
    """Propose what the number answers to the gateway's question; False when it asked none, or not this."""
    if turn.reading.metadata.get("pending_question") != NEIGHBOURS or number not in {YES, NO}:
        return False
    turn.propose(answer_neighbours(is_same=number == YES))
    return True
