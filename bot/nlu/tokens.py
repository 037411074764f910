"""A message as the place finder reads it: words, their sounds, the clause of each. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.nlu.normalise import normalise, phonetic
from bot.nlu.place_words import TURN

# A full stop ends a clause, but not after an initial ("D.G. Khan").
_BREAK = re.compile(r"[,;:!?،۔؛|()]| - |(?<=\w\w)\.(?=\s)")
_WORD = re.compile(r"[^\W_]+")
_PROPER = re.compile(r"(?<=[a-z0-9,;:] )[A-Z][a-z]+")
_OPENING = re.compile(r"\s*[A-Z][a-z]+")


@dataclass(frozen=True)
class Tokens:
    """Words, their sound keys and the number of each one's clause, side by side.

    `proper`: words written with a capital inside a sentence; `has_capital`: whether the first one is.
    """

    words: tuple[str, ...]
    sounds: tuple[str, ...]
    clauses: tuple[int, ...]
    proper: frozenset[str]
    has_capital: bool

    def __len__(self) -> int:
        return len(self.words)

    def word(self, at: int) -> str:
        """The word at a place; empty outside the message."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def before(self, start: int, count: int) -> tuple[str, ...]:
        """Up to `count` words before, of the same clause."""
        return tuple(
            self.words[at] for at in range(max(start - count, 0), start) if self.clauses[at] == self.clauses[start]
        )

    def after(self, end: int, count: int) -> tuple[str, ...]:
        """Up to `count` words after, of the same clause."""
        last = min(end + count, len(self))
        return tuple(self.words[at] for at in range(end, last) if self.clauses[at] == self.clauses[end - 1])

    def clause(self, at: int) -> tuple[str, ...]:
        """All words of the clause of the word at a place."""
        return tuple(word for word, one in zip(self.words, self.clauses, strict=True) if one == self.clauses[at])


def tokens_of(text: str) -> Tokens:
    """Split at punctuation and at words that turn to another matter ("lekin", "but")."""
    found: list[str] = []
    clauses: list[int] = []
    clause = 0
    for part in _BREAK.split(normalise(text.replace("\n", "; "))):
        clause += 1
        for word in _WORD.findall(part):
            clause += word in TURN
            found.append(word)
            clauses.append(clause)
    proper = frozenset(match.group().lower() for match in _PROPER.finditer(text))
    sounds = tuple(phonetic(word) for word in found)
    return Tokens(tuple(found), sounds, tuple(clauses), proper, bool(_OPENING.match(text)))
