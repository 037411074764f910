"""Abuse and spam: recognised only where nothing else was, answered politely once, never handed to a person."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from bot.actions.turn import Changes, Turn
from bot.nlu.normalise import words

Kind = Literal["abuse", "spam"]
LISTS = Path(__file__).with_name("lists")
_LINK = re.compile(r"https?://|www\.|\b(?:bit\.ly|wa\.me|t\.me)/", re.IGNORECASE)


def _phrases(kind: Kind) -> tuple[str, ...]:
    """Normalised phrases with a blank in front, and one behind unless any ending will do."""
    lines = (LISTS / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
    listed = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return tuple(f" {' '.join(words(line))}" + ("" if line.endswith("-") else " ") for line in listed)


PHRASES: dict[Kind, tuple[str, ...]] = {"abuse": _phrases("abuse"), "spam": _phrases("spam")}


def kind_of(text: str) -> Kind | None:
    """What a message is that says nothing to us.

    >>> kind_of("tum sab harami ho"), kind_of("you have won a prize"), kind_of("qwrt zxcv")
    ('abuse', 'spam', None)
    """
    if _LINK.search(text):
        return "spam"
    said = f" {' '.join(words(text))} "
    return next((kind for kind, listed in PHRASES.items() if any(phrase in said for phrase in listed)), None)


def answered(turn: Turn) -> Changes | None:
    """Answer abuse or spam with its sentence, if it has not just been said; None: it is neither, or once was enough."""
    kind, told = kind_of(turn.reading.text), turn.slot("courtesies") or []
    if kind is None or kind in told:
        return None
    turn.say(f"{kind}_answered")
    return {"courtesies": [*told, kind]}
