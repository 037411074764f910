"""The draft of a grievance: what a message adds to it, as slot values. Says nothing but emergency numbers.

Kept apart from the form, so that the first message and every later answer follow the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.actions.categories import OTHER, Topic, topic_of
from bot.actions.commands import show_helpline
from bot.actions.matters import SEPARABLE, Matter, added, matters_of
from bot.actions.places import Place, last_place, place_of
from bot.actions.reading import Reading
from bot.actions.turn import Changes, Turn
from bot.actions.words import join

UNKNOWN_AREA = "unknown"
PROTECTION = "protection"
SEALED = frozenset({"corruption", "payment_deduction", PROTECTION})
# Forms whose words must not be lost when they are left in the middle.
KEPT_FORMS = frozenset({"grievance_form", "detail_form"})
# From this many words on, a complaint is taken as told even when no category comes to mind.
TELLING_WORDS = 6
MAX_MESSAGES = 20
# At the confirmation so few words are the name of the thing meant; more are words about something.
NAMING_WORDS = 2
_COMMA = re.compile(r"[,،]")
SLOTS = (
    "problem", "preface", "category", "category_options", "matters", "area", "area_options", "is_area_offered",
    "place_text", "is_accusation", "is_urgent", "told_helplines", "told_messages", "media_messages", "is_changing",
    "is_new_case", "own_case", "confirmation",
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
    place = place_of(reading)
    changes.update(place_changes(turn, place))
    last = last_place(reading)
    if last and not place.is_found:
        changes.update({"area": last, "is_area_offered": True})
    return changes


def problem_told(turn: Turn, preface: str | None) -> Changes:
    """The message is the problem: its words and what it is about; several matters when it tells of several."""
    reading = turn.reading
    changes = {"problem": join(preface, reading.words), "preface": None}
    found = matters_of(reading)
    if found:
        return {**changes, "matters": [one.kept() for one in found], "category": found[0].category}
    return {**changes, **topic_changes(topic_of(reading, is_problem=True))}


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
        return {**changes, "area": place.area, "area_options": None, "is_area_offered": None}
    if place.options:
        return {**changes, "area": None, "area_options": list(place.options), "is_area_offered": None}
    return changes


def mark(turn: Turn, changes: Changes) -> Changes:
    """Accusation, urgency and messages once there stay; emergency numbers are told first, each kind once a draft."""
    reading = turn.reading
    told = list(turn.slot("told_helplines") or [])
    situation = _situation(turn, changes)
    if situation and situation not in told:
        turn.propose(show_helpline(situation))
        told.append(situation)
    is_telling = bool(changes.get("problem") or changes.get("preface"))
    marks: Changes = {"told_helplines": told or None, **messages(turn, is_telling=is_telling)}
    if reading.is_accusation:
        marks["is_accusation"] = True
    if situation:
        marks["is_urgent"] = True
    return {**changes, **marks}


def messages(turn: Turn, *, is_telling: bool) -> Changes:
    """Ids of what the draft is made of, this message last: those that told something, and those with media.

    More than a contract takes are not named.
    """
    named = turn.reading.message_id
    return {
        slot: _with(turn.slot(slot) or [], named if is_part else None) or None
        for slot, is_part in (("told_messages", is_telling), ("media_messages", turn.reading.has_media))
    }


def all_messages(turn: Turn) -> list[str]:
    """Ids of all messages that the draft is made of."""
    return list(dict.fromkeys([*(turn.slot("told_messages") or []), *(turn.slot("media_messages") or [])]))


def _with(known: list[str], named: str | None) -> list[str]:
    return ([*known, named] if named and named not in known else known)[:MAX_MESSAGES]


def _situation(turn: Turn, changes: Changes) -> str | None:
    if (changes.get("category") or turn.slot("category")) == PROTECTION:
        return "violence"
    return "danger" if turn.reading.is_urgent else None


def corrected(turn: Turn) -> Changes:
    """What a message at the confirmation puts right: another place, another category. Empty: nothing."""
    reading, changes = turn.reading, Changes()
    place = place_of(reading)
    if place.is_found and (place.area != turn.slot("area") or turn.slot("is_area_offered")):
        changes.update(place_changes(turn, place))
    return {**changes, **other_category(turn)}


def is_refusal(reading: Reading) -> bool:
    """Whether the message begins with a no."""
    return reading.intent == "deny" or "no" in reading.keywords


def other_category(turn: Turn) -> Changes:
    """The category said in place of the draft's, after a no or alone: "nahi, gas", "gas"."""
    reading, category = turn.reading, topic_of(turn.reading).category
    if not category or category == turn.slot("category"):
        return {}
    if not is_refusal(reading) and len(_COMMA.split(reading.words)[-1].split()) > NAMING_WORDS:
        return {}
    return {"category": category, "matters": None, "problem": join(turn.slot("problem"), reading.words)}


def more_told(turn: Turn) -> Changes:
    """The message joins the draft: as words about its matter, or as one more matter."""
    reading, category = turn.reading, turn.slot("category")
    changes: Changes = {"problem": join(turn.slot("problem"), reading.words)}
    found = topic_of(reading).category
    if category == OTHER and found:
        return {**changes, "category": found}
    is_accusation = turn.slot("is_accusation") or reading.is_accusation
    if is_accusation or found not in SEPARABLE or category not in SEPARABLE:
        return changes
    kept = turn.slot("matters") or [Matter(category, turn.slot("problem"), bool(turn.slot("is_urgent"))).kept()]
    kept = added(kept, Matter(found, reading.words, reading.is_urgent))
    return {**changes, "matters": kept if len(kept) > 1 else None}


def all_words(turn: Turn) -> str:
    """Everything the citizen said in this draft, this message last."""
    return join(told_words(turn.slots), turn.reading.words)


def told_words(slots: Mapping[str, Any]) -> str:
    """Everything said in an unfinished form; of the place only what does not stand in the problem already."""
    problem = slots.get("problem") or ""
    place = [spot for spot in re.split(r"\n|, ", slots.get("place_text") or "") if spot not in problem]
    return join(slots.get("preface"), problem, *place, slots.get("detail"), slots.get("heard"))


def is_sensitive(slots: Mapping[str, Any]) -> bool:
    """Whether a draft would become a sealed case."""
    return bool(slots.get("is_accusation")) or slots.get("category") in SEALED


def waiting(state: Mapping[str, Any]) -> dict[str, Any] | None:
    """The contract's `Draft` of a dialogue state: what she began and has not finished; None: nothing to lose."""
    slots = state["slots"]
    words = told_words(slots)
    if state["form"] not in KEPT_FORMS or not (words or slots.get("media_messages")):
        return None
    return {"words": words, "is_sensitive": is_sensitive(slots)}


def emptied() -> Changes:
    """Slots of a draft that is over."""
    return dict.fromkeys(SLOTS)
