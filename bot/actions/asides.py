"""Which messages do not answer a form's question: the rules answer them, then the form goes on.

Every intent named here has a rule with the form in its condition (`bot/data/rules/asides_*.yml`); a test compares both.
"""

from __future__ import annotations

from bot.actions import pending
from bot.actions.categories import topic_of
from bot.actions.places import place_of
from bot.actions.turn import Turn

# Exact words (HELP, STOP, …) come with confidence 1; a sentence must be fairly sure to leave the question open.
ASIDE_MIN = 0.6
SHORT_ANSWER_WORDS = 4
# What an office asked must not be answered by opening a case: only what is surely something else is.
SURE_OF_ANOTHER = 0.8

CHEAP = frozenset({"help", "greet", "thanks", "check_status", "opt_in", "opt_out", "change_language", "talk_to_human"})
ASIDES: dict[str, frozenset[str]] = {
    "grievance_form": CHEAP | {"programme_info", "check_eligibility", "find_office", "reopen_case", "add_information"},
    "detail_form": CHEAP | {"file_grievance"},
    "office_form": CHEAP | {"file_grievance", "programme_info", "check_eligibility"},
    "eligibility_form": CHEAP | {"file_grievance", "programme_info", "find_office"},
}


def is_aside(turn: Turn, form: str) -> bool:
    """Whether the rules should answer this message, and the form wait."""
    reading = turn.reading
    if reading.intent not in ASIDES[form] or reading.confidence < ASIDE_MIN or _is_answer(turn):
        return False
    condition = CONDITIONS.get(reading.intent)
    return condition is None or condition(turn)


def _is_answer(turn: Turn) -> bool:
    """A short message that names what was asked for is the answer, whatever it resembles."""
    if turn.reading.confidence == 1.0:
        return False
    if turn.pick():
        return True
    is_place_asked = turn.requested in {"area", "office_area"}
    return is_place_asked and place_of(turn.reading).is_found and turn.reading.word_count <= SHORT_ANSWER_WORDS


def _names_case(turn: Turn) -> bool:
    return turn.reading.reference is not None


def _can_show_office(turn: Turn) -> bool:
    category = topic_of(turn.reading).category or turn.slot("category")
    area = place_of(turn.reading).area or turn.slot("area")
    return bool(category and area and area != "unknown")


def _is_new_complaint(turn: Turn) -> bool:
    """A whole sentence of complaint where a case number or a place was asked for, or not about the case asked about."""
    is_other = turn.requested != "detail" or _is_about_another_matter(turn)
    return is_other and turn.reading.word_count > SHORT_ANSWER_WORDS


def _is_about_another_matter(turn: Turn) -> bool:
    asked, reading = pending.asked_case(turn), turn.reading
    matter = next((case["category"] for case in reading.open_cases if case["reference"] == asked), None)
    is_sure = min(reading.confidence, reading.category_confidence) >= SURE_OF_ANOTHER
    return is_sure and matter is not None and reading.category != matter and reading.reference is None


def _is_no_topic(turn: Turn) -> bool:
    """ "BISP" is a good answer to "an office for what?"."""
    return turn.requested != "office_category"


CONDITIONS = {
    "programme_info": _is_no_topic,
    "check_eligibility": _is_no_topic,
    "reopen_case": _names_case,
    "add_information": _names_case,
    "find_office": _can_show_office,
    "file_grievance": _is_new_complaint,
}
