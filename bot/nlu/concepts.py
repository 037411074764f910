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
# Pairs say more than concepts alone ("water" + "absent"); beyond this many concepts a text is a story, and pairs are noise.
PAIRED_CONCEPTS = 12
# Shorter words sound like too many others: they are compared letter by letter.
SHORTEST_BY_SOUND = 4
SHORTEST_STEM = 3

Expression = tuple[str, ...]
Index = dict[Expression, tuple[str, ...]]


@dataclass(frozen=True)
class Concepts:
    """The word list: expressions and stems by letter and by sound, each with the concepts it stands for."""

    letters: Index
    sounds: Index
    letter_stems: Index
    sound_stems: Index
    longest: int

    def of(self, text: str) -> list[str]:
        """Concepts mentioned, in the order of the text; the longest expression wins where several fit."""
        letters = words(text)
        sounds = [phonetic(word) for word in letters]
        found: list[str] = []
        start = 0
        while start < len(letters):
            length, concepts = self._at(letters, sounds, start)
            found.extend(concepts)
            start += length
        return found

    def features(self, text: str) -> list[str]:
        """Concepts and unordered pairs of them, as words for a vectorizer."""
        once = sorted(set(self.of(text)))
        return once + [f"{one}+{other}" for one, other in combinations(once[:PAIRED_CONCEPTS], 2)]

    def _at(self, letters: list[str], sounds: list[str], start: int) -> tuple[int, tuple[str, ...]]:
        for length in range(min(self.longest, len(letters) - start), 0, -1):
            spelt, heard = tuple(letters[start : start + length]), tuple(sounds[start : start + length])
            concepts = (
                self.letters.get(spelt)
                or self.sounds.get(heard)
                or _stem(self.letter_stems, spelt)
                or _stem(self.sound_stems, heard)
            )
            if concepts:
                return length, concepts
        return 1, ()


def load(path: Path = WORDS_FILE) -> Concepts:
    """Read the word list."""
    found: list[dict[Expression, list[str]]] = [defaultdict(list) for _ in range(4)]
    letters, sounds, letter_stems, sound_stems = found
    for line in path.read_text(encoding="utf-8").splitlines():
        concept, separator, listed = line.partition(":")
        if not separator or line.startswith("#"):
            continue
        for entry in listed.split(","):
            spelt = tuple(words(entry))
            heard = tuple(phonetic(word) for word in spelt)
            is_stem = entry.strip().endswith("*")
            _add(letter_stems if is_stem else letters, spelt, concept)
            if (
                min((len(one) for one in heard), default=0) >= SHORTEST_BY_SOUND
                or len("".join(heard)) > 2 * SHORTEST_BY_SOUND
            ):
                _add(sound_stems if is_stem else sounds, heard, concept)
    longest = max(len(one) for index in found for one in index)
    return Concepts(*(_frozen(index) for index in found), longest)


def _stem(index: Index, expression: Expression) -> tuple[str, ...]:
    *before, last = expression
    for end in range(len(last), SHORTEST_STEM - 1, -1):
        concepts = index.get((*before, last[:end]))
        if concepts:
            return concepts
    return ()


def _add(index: dict[Expression, list[str]], expression: Expression, concept: str) -> None:
    if expression and concept not in index[expression]:
        index[expression].append(concept)


def _frozen(index: dict[Expression, list[str]]) -> Index:
    return {expression: tuple(concepts) for expression, concepts in index.items()}
