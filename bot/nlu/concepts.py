"""Words of one meaning, whatever their writing: how an English example teaches an Urdu message. Pure but for one file.

Words are data (`words/concepts.txt`). A word may stand for several meanings; it then counts for each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from bot.nlu.normalise import phonetic, words

FILE = Path(__file__).with_name("words") / "concepts.txt"
# Meanings this near to each other are also counted as a pair, in either order: Urdu puts its verb last.
NEAR = 3
SHORTEST_STEM = 3
ENGLISH_ENDINGS = ("s", "es", "ed", "ing", "d", "er")
_VOWELS_AT_END = re.compile(r"[aeo]+n?$")
_REMEMBERED_WORDS = 50_000


def concepts(text: str) -> str:
    """Meanings of the words of a text, and pairs of near ones, as words of an invented language.

    >>> set(concepts("paani band").split()) == set(concepts("پانی بند").split())
    True
    """
    found = [one for one in (meanings(word) for word in words(text)) if one]
    singles = [meaning for one in found for meaning in one]
    pairs = [
        f"{min(first, second)}_{max(first, second)}"
        for at, here in enumerate(found)
        for there in found[at + 1 : at + 1 + NEAR]
        for first, second in product(here, there)
        if first != second
    ]
    return " ".join([*singles, *pairs])


@lru_cache(_REMEMBERED_WORDS)
def meanings(word: str) -> tuple[str, ...]:
    """Meanings of one normalised word: as it sounds, without an English ending, or without its last vowels."""
    by_sound, by_stem = _lexicon()
    sound = phonetic(word)
    for key in (sound, *_without_ending(word)):
        if key in by_sound:
            return by_sound[key]
    return by_stem.get(_stem(sound), ())


def _without_ending(word: str) -> list[str]:
    if not word.isascii():
        return []
    return [
        phonetic(word.removesuffix(ending))
        for ending in ENGLISH_ENDINGS
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM
    ]


def _stem(sound: str) -> str:
    """Urdu nouns and verbs bend in their last vowels: "khamba", "khambe", "khambon"."""
    stem = _VOWELS_AT_END.sub("", sound)
    return stem if len(stem) >= SHORTEST_STEM else sound


@cache
def _lexicon() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Meanings by sound and by stem. A meaning is the number of its line among the meanings."""
    by_sound: dict[str, set[str]] = defaultdict(set)
    by_stem: dict[str, set[str]] = defaultdict(set)
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for number, line in enumerate(lines):
        for sound in (phonetic(word) for word in words(line) if len(word) > 1):
            by_sound[sound].add(f"m{number}")
            by_stem[_stem(sound)].add(f"m{number}")
    return _sorted(by_sound), _sorted(by_stem)


def _sorted(found: dict[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted(ids)) for key, ids in found.items()}
