"""Words the SMS provider acts on by itself, so that we record consent and nobody is answered twice. Pure.

Source: Twilio, "Support for opt-out keywords (SMS STOP filtering)" and "Customizing HELP/STOP messages for SMS
filtering" (help.twilio.com, articles 223134027 and 223181748, read 2026-11-25): whole body, one word, any case; the
provider answers, blocks or unblocks the pair, and still calls the webhook. With Advanced Opt-Out the webhook carries
OptOutType. Standalone short codes are not handled, and support can turn the handling off for an account: then nobody
has answered, and the bot does. YES ends an opt-out as START does, but without one it is an answer to us.
"""

import re
from dataclasses import dataclass
from typing import Literal

ProviderKeyword = Literal["stop", "start", "help"]
STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "UNSTOP"})
_YES = "YES"
HELP_WORDS = frozenset({"HELP", "INFO"})
OPT_OUT_TYPES: dict[str, ProviderKeyword] = {"STOP": "stop", "START": "start", "HELP": "help"}
_SHORT_CODE = re.compile(r"\d{3,8}")


@dataclass(frozen=True, slots=True)
class Received:
    """What decides whether the provider has answered. `has_opted_out`: the provider holds back what we send."""

    channel: str
    body: str
    our_address: str
    opt_out_type: str | None = None
    has_opted_out: bool = False


def provider_keyword(received: Received, *, is_handling: bool = True) -> ProviderKeyword | None:
    """What the provider has already answered on its own, if anything.

    Args:
        is_handling: whether the provider handles keywords without Advanced Opt-Out, as it does unless told otherwise.

    >>> provider_keyword(Received("sms", " Help ", "+14155550100"))
    'help'
    >>> provider_keyword(Received("whatsapp", "STOP", "+14155550100")) is None
    True
    """
    if received.opt_out_type:
        return OPT_OUT_TYPES.get(received.opt_out_type.upper())
    if received.channel != "sms" or not is_handling or _SHORT_CODE.fullmatch(received.our_address):
        return None
    return _meaning(_word(received.body), has_opted_out=received.has_opted_out)


def _word(body: str) -> str:
    """The body as the provider compares it."""
    return body.strip().upper()


def _meaning(word: str, *, has_opted_out: bool) -> ProviderKeyword | None:
    if word in STOP_WORDS:
        return "stop"
    if word in START_WORDS or (word == _YES and has_opted_out):
        return "start"
    return "help" if word in HELP_WORDS else None
