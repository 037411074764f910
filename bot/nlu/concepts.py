"""Meaning across writings, pure: which concepts of the word list a text mentions.

An example in one writing then teaches the others, and words that no example used still count. Decides nothing itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from bot.nlu.normalise import phonetic, words

WORDS_FILE = Path(__file__).parent / "words" / "concepts.txt"
# Pairs say more than concepts alone ("water" + "absent"); beyond so many a text is a story, and pairs are noise.
PAIRED_CONCEPTS = 12
SHORTEST_STEM = 2


@dataclass(frozen=True)
class Concepts:
    """The word list by sound: whole expressions and stems, each with the concepts it stands for."""

    whole: dict[tuple[str, ...], tuple[str, ...]]
    stems: dict[tuple[str, ...], tuple[str, ...]]
    longest: int

    def of(self, text: str) -> list[str]:
        """Concepts mentioned, in the order of the text; the longest expression wins where several fit."""
        sounds = [phonetic(word) for word in words(text)]
        found: list[str] = []
        start = 0
        while start < len(sounds):
            length, concepts = self._at(sounds, start)
            found.extend(concepts)
            start += length
        return found

    def features(self, text: str) -> list[str]:
        """Concepts and unordered pairs of them, as words for a vectorizer."""
        once = sorted(set(self.of(text)))
        return once + [f"{one}+{other}" for one, other in combinations(once[:PAIRED_CONCEPTS], 2)]

    def _at(self, sounds: list[str], start: int) -> tuple[int, tuple[str, ...]]:
        for length in range(min(self.longest, len(sounds) - start), 0, -1):
            expression = tuple(sounds[start : start + length])
            concepts = self.whole.get(expression) or self._stem(expression)
            if concepts:
                return length, concepts
        return 1, ()

    def _stem(self, expression: tuple[str, ...]) -> tuple[str, ...]:
        *before, last = expression
        for end in range(len(last), SHORTEST_STEM - 1, -1):
            concepts = self.stems.get((*before, last[:end]))
            if concepts:
                return concepts
        return ()


def load(path: Path = WORDS_FILE) -> Concepts:
    """Read the word list."""
    whole: dict[tuple[str, ...], list[str]] = defaultdict(list)
    stems: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        concept, separator, listed = line.partition(":")
        if not separator or line.startswith("#"):
            continue
        for entry in listed.split(","):
            sounds = tuple(phonetic(word) for word in words(entry))
            index = stems if entry.strip().endswith("*") else whole
            if sounds and concept not in index[sounds]:
                index[sounds].append(concept)
    longest = max(len(one) for one in (*whole, *stems))
    return Concepts(_frozen(whole), _frozen(stems), longest)


def _frozen(index: dict[tuple[str, ...], list[str]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {sounds: tuple(concepts) for sounds, concepts in index.items()}
