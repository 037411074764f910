"""Answers to the question that the gateway asked last, which the message's metadata names. The bot asked nothing."""

from __future__ import annotations

from bot.actions.commands import answer_neighbours, record_verdict
from bot.actions.turn import Turn

# Followed by the reference of the case that an office asks about; as in `bot/state.py`.
OFFICE_ASKS = "detail:"
NEIGHBOURS, SOLVED, DURABLE = "neighbours", "solved", "durable"
SOLVED_OR_APPEAL = "solved_or_appeal"
YES, NO, PARTLY, APPEAL = 1, 2, 3, 4
WORDS = {YES: "yes", NO: "no", PARTLY: "partly", APPEAL: "appeal"}
# Which numbers answer which question.
ANSWERS = {NEIGHBOURS: {YES, NO}, SOLVED: {YES, NO, PARTLY}, SOLVED_OR_APPEAL: set(WORDS), DURABLE: {YES, NO}}


def answer(turn: Turn, number: int | None) -> bool:
    """Propose what the number answers to the gateway's question; False when it asked none, or not this."""
    asked = str(turn.reading.metadata.get("pending_question") or "")
    if number is None or number not in ANSWERS.get(asked, ()):
        return False
    turn.propose(answer_neighbours(is_same=number == YES) if asked == NEIGHBOURS else record_verdict(WORDS[number]))
    return True


def asked_case(turn: Turn) -> str | None:
    """Reference of the case that an office has asked about, while its question waits."""
    asked = str(turn.reading.metadata.get("pending_question") or "")
    return asked.removeprefix(OFFICE_ASKS) if asked.startswith(OFFICE_ASKS) else None
