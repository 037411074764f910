"""Which words people say when they do not name places, learnt from the examples. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.nlu.normalise import phonetic, words

# A word this frequent in the examples is everyday speech; names of places are spread thinner.
EVERYDAY_COUNT = 3


@dataclass(frozen=True)
class Speech:
    """Sound keys of words. `everyday`: common ones, never bent into a name; `spoken`: all that were ever said."""

    everyday: frozenset[str]
    spoken: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Speech:
        """From the examples, each a text of a citizen."""
        counts = Counter(phonetic(word) for text in texts for word in set(words(text)))
        return cls(frozenset(word for word, count in counts.items() if count >= EVERYDAY_COUNT), frozenset(counts))
