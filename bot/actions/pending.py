"""Answers to the question that the gateway asked last, which the message's metadata names. The bot asked nothing."""

from __future__ import annotations

from bot.actions.commands import Command, answer_neighbours, record_contact, record_satisfaction, record_verdict
from bot.actions.turn import Turn

# Followed by the reference of the case that an office asks about; as in `bot/state.py`.
OFFICE_ASKS = "detail:"
NEIGHBOURS, CONTACTED, SOLVED, DURABLE, SATISFIED = "neighbours", "contacted", "solved", "durable", "satisfied"
SOLVED_OR_APPEAL = "solved_or_appeal"
YES, NO, PARTLY, APPEAL = 1, 2, 3, 4
WORDS = {YES: "yes", NO: "no", PARTLY: "partly", APPEAL: "appeal"}
# Which numbers answer which question.
ANSWERS = {
    NEIGHBOURS: {YES, NO}, CONTACTED: {YES, NO}, SOLVED: {YES, NO, PARTLY}, SOLVED_OR_APPEAL: set(WORDS),
    DURABLE: {YES, NO}, SATISFIED: {1, 2, 3},
}  # fmt: skip


def answer(turn: Turn, number: int | None, *, is_word: bool = False) -> bool:
    """Propose what the number answers to the gateway's question; False when it asked none, or not this.

    `is_word`: she said yes or no in words, which is no place on a scale.
    """
    asked = str(turn.reading.metadata.get("pending_question") or "")
    if number is None or number not in ANSWERS.get(asked, ()) or (is_word and asked == SATISFIED):
        return False
    turn.propose(_command(asked, number))
    return True


def _command(asked: str, number: int) -> Command:
    if asked == NEIGHBOURS:
        return answer_neighbours(is_same=number == YES)
    if asked == CONTACTED:
        return record_contact(is_contacted=number == YES)
    return record_satisfaction(number) if asked == SATISFIED else record_verdict(WORDS[number])


def asked_case(turn: Turn) -> str | None:
    """Reference of the case that an office has asked about, while its question waits."""
    asked = str(turn.reading.metadata.get("pending_question") or "")
    return asked.removeprefix(OFFICE_ASKS) if asked.startswith(OFFICE_ASKS) else None
