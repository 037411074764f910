"""Words the SMS provider acts on by itself, so that we record consent and say nothing twice. Pure.

Source: Twilio, "Support for opt-out keywords" (docs.twilio.com/messaging, read 2026-11-24): whole body, one word, any
case; the provider answers and blocks the pair, and still calls the webhook. With Advanced Opt-Out the webhook carries
OptOutType. YES is left out on purpose: it is far more often an answer than a wish to hear from us again.
"""

from typing import Literal

ProviderKeyword = Literal["stop", "start", "help"]
STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "UNSTOP"})
OPT_OUT_TYPES: dict[str, ProviderKeyword] = {"STOP": "stop", "START": "start", "HELP": "help"}


def provider_keyword(*, channel: str, body: str, opt_out_type: str | None) -> ProviderKeyword | None:
    """What the provider has already answered on its own, if anything.

    >>> provider_keyword(channel="sms", body=" Stop ", opt_out_type=None)
    'stop'
    >>> provider_keyword(channel="whatsapp", body="STOP", opt_out_type=None) is None
    True
    """
    if opt_out_type:
        return OPT_OUT_TYPES.get(opt_out_type.upper())
    word = body.strip().upper()
    if channel != "sms":
        return None
    if word in STOP_WORDS:
        return "stop"
    return "start" if word in START_WORDS else None
