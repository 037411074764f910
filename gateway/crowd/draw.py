"""Draws invented cases: what they say, when, where and how far they are. Pure: the same seed draws the same crowd."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.cases.reference import ALPHABET, check_character

# Shares of writings and of categories with many complaints; the rest share what is left.
LANGUAGES = {"ur_Latn": 55, "ur": 30, "en": 15}
FREQUENT = {"water_supply": 14, "electricity": 14, "sewerage_drainage": 10, "payment_not_received": 10, "gas": 8}
DAYS_BACK = 400
SOON_CLOSED_DAYS = 30
STATES = ("routed", "acknowledged", "in_progress", "waiting_for_citizen", "answered")
# Odd, so that it visits every number of 30 bits once before it repeats.
_STRIDE, _BITS = 736_338_717, 30
# 0399 is given to no operator: nobody is texted by accident (PTA national numbering plan).
PHONE = "+92399{:07d}"


@dataclass(frozen=True)
class Drawn:
    """One case before it has ids. `place` is an area's id; `answered_after` and `closed_after` are days, or None."""

    category: str
    language: str
    place: str
    text: str
    state: str
    opened_at: datetime
    is_urgent: bool
    dispute_count: int


class Crowd:
    """Draws one case after the other.

    Args:
        seed: of the random numbers.
        places: area id to (weight, English name, Urdu name).
        sentences: (category or "*" or "tail", language) to sentences with `{place}` and `{days}`.
    """

    def __init__(
        self, seed: int, places: Mapping[str, tuple[int, str, str]], categories: Sequence[str],
        sentences: Mapping[tuple[str, str], Sequence[str]],
    ) -> None:  # fmt: skip
        self._random = random.Random(seed)  # noqa: S311 - invented cases, not secrets
        self._places, self._sentences = places, sentences
        self._areas, self._area_weights = list(places), [weight for weight, _, _ in places.values()]
        self._categories = list(categories)
        self._category_weights = [FREQUENT.get(category, 2) for category in categories]

    def draw(self, now: datetime) -> Drawn:
        """The next case."""
        rnd = self._random
        [category] = rnd.choices(self._categories, self._category_weights)
        [language] = rnd.choices(list(LANGUAGES), list(LANGUAGES.values()))
        [place] = rnd.choices(self._areas, self._area_weights)
        age = rnd.random() ** 1.5 * DAYS_BACK
        is_closed = rnd.random() < (0.95 if age > SOON_CLOSED_DAYS else 0.4)
        return Drawn(
            category, language, place, self._text(category, language, place),
            "closed" if is_closed else rnd.choice(STATES), now - timedelta(days=age), rnd.random() < 0.03,
            int(rnd.random() < 0.06),
        )  # fmt: skip

    def _text(self, category: str, language: str, place: str) -> str:
        rnd = self._random
        own = self._sentences.get((category, language)) or self._sentences["*", language]
        named = self._places[place][2 if language == "ur" else 1]
        said = rnd.choice(own).format(place=named, days=rnd.randint(2, 40))
        return f"{said}, {rnd.choice(self._sentences['tail', language])}" if rnd.random() < 0.6 else said


def reference(number: int) -> str | None:
    """The reference of the case with this number, no two alike; None for a number that would read as a word."""
    value = (number * _STRIDE + 1) % (1 << _BITS)
    body = "".join(ALPHABET[value >> shift & 31] for shift in range(25, -1, -5))
    return None if body.isdigit() or body.isalpha() else body + check_character(body)
