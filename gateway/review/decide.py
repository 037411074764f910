"""Which turns a person should read, and which of them only oversight may. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

# Below these the understanding is in doubt. Measured on the evaluation sets: see docs/review.md.
INTENT_SURE = 0.7
CATEGORY_SURE = 0.7
# From this probability on, a guess at a sensitive category hides the words from all but oversight. Low on purpose:
# hiding too much costs a look by oversight, hiding too little shows a complaint to whom it accuses.
SENSITIVE_DOUBT = 0.1
GRIEVANCE = "file_grievance"
# Sentences that ask for the same thing a second time.
AGAIN = frozenset({"ask_problem_again", "ask_place_again", "ask_category_again", "not_understood"})
# Said again, or instead of naming the matter where somebody else may hold the phone: again only when it was asked.
CONFIRM_AGAIN, CONFIRMATION = "confirm_again", "confirmation"
# To these questions the citizen answers in free words, so that the classifier's reading matters.
FREE_ANSWERS = frozenset({None, "problem"})


@dataclass(frozen=True)
class Signals:
    """What a turn shows of how well it was understood. Probabilities are in [0, 1].

    `asked`: the slot that an open question waited for. `said`: keys of the answer. `is_handed_over`: to a person,
    because the bot gave up; a citizen who asks for a person was understood.
    """

    has_words: bool
    is_exact: bool
    intent: str
    intent_probability: float
    categories: Mapping[str, float]
    asked: str | None
    said: frozenset[str]
    is_handed_over: bool
    is_accusation: bool


def review_reasons(signals: Signals) -> tuple[str, ...]:
    """Why a person should read the turn; empty: nothing can be learnt from it.

    A bare number or a picture teaches nothing. A short answer to "where?" resembles no intent and need not.
    """
    if not signals.has_words or signals.is_exact:
        return ()
    is_again = bool(AGAIN & signals.said) or (CONFIRM_AGAIN in signals.said and signals.asked == CONFIRMATION)
    is_free = signals.asked in FREE_ANSWERS
    is_grievance = signals.intent == GRIEVANCE or signals.asked == "problem"
    is_vague = max(signals.categories.values(), default=0.0) < CATEGORY_SURE
    found = {
        "low_intent": is_free and signals.intent_probability < INTENT_SURE,
        "low_category": is_free and is_grievance and is_vague,
        "asked_again": is_again,
        "handed_over": signals.is_handed_over,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def suspects(signals: Signals) -> frozenset[str]:
    """Categories that the words may well be about; with a sensitive one among them, they are oversight's."""
    return frozenset(name for name, probability in signals.categories.items() if probability >= SENSITIVE_DOUBT)
