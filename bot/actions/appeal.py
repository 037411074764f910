"""Appeals: somebody was found not eligible, and says that it is wrong. Registered at once, nothing asked back. Pure."""

from __future__ import annotations

from bot.actions.categories import topic_of
from bot.actions.commands import Command, open_case
from bot.actions.draft import place_changes
from bot.actions.places import place_or_last
from bot.actions.reading import Reading
from bot.actions.turn import Changes, Turn
from bot.actions.vocabulary import APPEAL, REFUSED, WRONGLY, contains
from bot.actions.words import join
from bot.nlu.normalise import words

CATEGORY = "registration_survey"


def is_told(reading: Reading) -> bool:
    """Whether she says that she was rejected wrongly; surely about registration, because nothing is asked back.

    Not when somebody is accused of something: such a case is sealed, and confirmed as any other.
    """
    said = words(reading.text)
    is_refusal = contains(said, REFUSED) and contains(said, WRONGLY)
    return is_refusal and topic_of(reading).category == CATEGORY and not reading.is_accusation


def case(reading: Reading) -> Command:
    """The appeal as a case; without an area the desk finds the office."""
    return open_case(
        category=CATEGORY,
        description=reading.words,
        area_id=place_or_last(reading).area,
        place_text=join(reading.place_text, reading.pin) or None,
        is_accusation=False,
        is_urgent=reading.is_urgent,
        media_messages=[reading.message_id] if reading.has_media and reading.message_id else [],
    )


def is_called(reading: Reading) -> bool:
    """Whether she only writes that she appeals, as our answer told her to."""
    return tuple(words(reading.text)) in APPEAL


def begun(turn: Turn) -> Changes:
    """A draft that knows what it is about, so that she only tells why."""
    return {"category": CATEGORY, **place_changes(turn, place_or_last(turn.reading))}
