"""The draft of a grievance: what a message adds to it, as slot values. Says nothing but emergency numbers.

Kept apart from the form, so that the first message and every later answer follow the same rules.
"""

from __future__ import annotations

from bot.actions.categories import Topic, topic_of
from bot.actions.places import Place, place_of, place_or_last
from bot.actions.turn import Changes, Turn
from bot.actions.words import join

UNKNOWN_AREA = "unknown"
RESCUE = "1122"
POLICE = "15"
# From this many words on, a complaint is taken as told even when no category comes to mind.
TELLING_WORDS = 6
MAX_MEDIA_MESSAGES = 20
SLOTS = (
    "problem", "preface", "category", "category_options", "area", "area_options", "place_text",
    "is_accusation", "is_urgent", "told_numbers", "media_messages", "is_changing", "confirmation",
)  # fmt: skip


def begin(turn: Turn) -> Changes:
    """What the first message tells. A number from the menu tells nothing."""
    reading = turn.reading
    changes: Changes = {"preface": join(turn.slot("preface"), turn.slot("heard")) or None}
    if reading.words:
        topic = topic_of(reading)
        if topic.is_told or reading.word_count >= TELLING_WORDS:
            changes.update(problem_told(turn, changes["preface"]))
        else:
            changes["preface"] = join(changes["preface"], reading.words)
    elif reading.has_media:
        changes["failures"] = 1  # a second picture or voice without words goes to a person
    changes.update(place_changes(turn, place_or_last(reading)))
    return changes


def problem_told(turn: Turn, preface: str | None) -> Changes:
    """The message is the problem: its words and what it is about."""
    changes = {"problem": join(preface, turn.reading.words), "preface": None}
    return {**changes, **topic_changes(topic_of(turn.reading, is_problem=True))}


def topic_changes(topic: Topic) -> Changes:
    """Category, or the options to choose from."""
    if topic.category:
        return {"category": topic.category}
    return {"category_options": list(topic.options) or None}


def place_changes(turn: Turn, place: Place) -> Changes:
    """Area, or the options to choose from, and the words for the way there."""
    changes: Changes = {}
    words = join(turn.slot("place_text"), turn.reading.place_text, turn.reading.pin)
    if words:
        changes["place_text"] = words
    if place.area:
        return {**changes, "area": place.area, "area_options": None}
    if place.options:
        return {**changes, "area": None, "area_options": list(place.options)}
    return changes


def mark(turn: Turn, changes: Changes) -> Changes:
    """Accusation, urgency and media once there stay there; emergency numbers are told first, and once a draft."""
    reading = turn.reading
    told = list(turn.slot("told_numbers") or [])
    needed = [RESCUE] if reading.is_urgent else []
    if (changes.get("category") or turn.slot("category")) == "protection":
        needed.append(POLICE)
    for number in needed:
        if number not in told:
            turn.say("emergency_number", number=number)
            told.append(number)
    marks: Changes = {"told_numbers": told or None, "media_messages": media_messages(turn) or None}
    if reading.is_accusation:
        marks["is_accusation"] = True
    if reading.is_urgent:
        marks["is_urgent"] = True
    return {**changes, **marks}


def media_messages(turn: Turn) -> list[str]:
    """Ids of the draft's messages with media, this one last. More than a contract takes are not named."""
    known = list(turn.slot("media_messages") or [])
    named = turn.reading.message_id if turn.reading.has_media else None
    return ([*known, named] if named and named not in known else known)[:MAX_MEDIA_MESSAGES]


def corrected(turn: Turn) -> Changes:
    """What a message at the confirmation puts right: another place, another category. Empty: nothing."""
    reading, changes = turn.reading, Changes()
    place = place_of(reading)
    if place.is_found and place.area != turn.slot("area"):
        changes.update(place_changes(turn, place))
    topic = topic_of(reading)
    is_refusal = reading.intent == "deny" or "no" in reading.keywords
    if is_refusal and topic.category and topic.category != turn.slot("category"):
        changes.update({"category": topic.category, "problem": join(turn.slot("problem"), reading.words)})
    return changes


def all_words(turn: Turn) -> str:
    """Everything the citizen said in this draft, this message last."""
    return join(
        turn.slot("preface"), turn.slot("problem"), turn.slot("place_text"), turn.slot("heard"), turn.reading.words
    )


def emptied() -> Changes:
    """Slots of a draft that is over."""
    return dict.fromkeys(SLOTS)
