"""How sure we must be of a category: take it, offer a choice, or ask again. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions.reading import Reading

# Measured on sets of three strangers (docs/understanding.md): from 0.8 on 0 to 2.1 % of grievances are wrong, from 0.7
# on 1.6 to 3.2 %. Five of six are still taken without a question, and the citizen confirms each.
ACCEPT = 0.8
# Below this the text says nothing of a category; a list would be guessing.
OFFER = 0.15
OPTION_MIN = 0.04
MAX_OPTIONS = 5
OTHER = "other"
OTHER_WORDS = 6


@dataclass(frozen=True)
class Topic:
    """`category` when sure; `options` when the citizen should choose; neither when the text tells nothing."""

    category: str | None = None
    options: tuple[str, ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether the message says what it is about."""
        return bool(self.category or self.options)


def topic_of(reading: Reading, *, is_problem: bool = False) -> Topic:
    """What the message is about. `is_problem`: we know that these words are the problem, so offer what is likeliest."""
    if reading.category == OTHER and reading.word_count < OTHER_WORDS:
        # "I have a complaint": about something else is not yet about something.
        return Topic(options=_options(reading)) if is_problem else Topic()
    if reading.category and reading.category_confidence >= ACCEPT:
        return Topic(category=reading.category)
    if reading.category_confidence >= OFFER or (is_problem and reading.category_ranking):
        return Topic(options=_options(reading))
    return Topic()


def _options(reading: Reading) -> tuple[str, ...]:
    """Two to five codes, likeliest first, `other` always last."""
    likely = [code for code, confidence in reading.category_ranking if code != OTHER and confidence >= OPTION_MIN]
    return (*likely[: MAX_OPTIONS - 1], OTHER) if likely else ()
