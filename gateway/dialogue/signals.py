"""What a settled turn shows of how well it was understood, for review. Pure; decides nothing."""

from gateway.dialogue.contract import RequestHuman, Say, TurnResponse
from gateway.review.decide import Signals
from models.inbound_message import InboundMessage


def signals_of(inbound: InboundMessage, response: TurnResponse, *, was_silent: bool) -> Signals:
    """`was_silent`: the bot proposed nothing that could be said, so a person has the message."""
    understood, commands = response.understanding, response.commands
    gave_up = any(isinstance(one, RequestHuman) and one.reason != "asked" for one in commands)
    return Signals(
        has_words=inbound.choice is None and any(one.isalpha() for one in inbound.body),
        is_exact=understood.is_exact,
        intent=understood.intent,
        intent_probability=understood.intent_confidence,
        categories={one.name: one.probability for one in understood.categories},
        asked=understood.asked,
        said=frozenset(one.key for one in commands if isinstance(one, Say)),
        is_handed_over=gave_up or was_silent,
        is_accusation=understood.is_accusation,
    )
