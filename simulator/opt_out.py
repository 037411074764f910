"""The words by which Twilio itself opts a phone out and in, and what it answers. Pure.

Source: Twilio, "Twilio support for opt-out keywords (SMS STOP filtering)" and "Advanced Opt-Out", read 2026-11-24. The
whole body must be one of the words, in any case. The answers are in our own words.
"""

from typing import Literal

Word = Literal["STOP", "START", "HELP"]

_WORDS: dict[Word, frozenset[str]] = {
    "STOP": frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}),
    "START": frozenset({"START", "YES", "UNSTOP"}),
    "HELP": frozenset({"HELP", "INFO"}),
}
ANSWERS: dict[Word, str] = {
    "STOP": "You will get no more messages from this number. Send START to get them again.",
    "START": "You get messages from this number again. Send HELP for help, STOP to end them.",
    "HELP": "Send STOP to get no more messages from this number. Message and data rates may apply.",
}


def word(body: str) -> Word | None:
    """Which kind of keyword the whole body is, if it is one."""
    said = body.strip().upper()
    return next((kind for kind, words in _WORDS.items() if said in words), None)
