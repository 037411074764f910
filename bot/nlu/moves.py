"""Short messages with one meaning, found in the word list `words/moves.yml`. Pure but for reading that file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from bot.nlu.normalise import words

WORDS_FILE = Path(__file__).parent / "words" / "moves.yml"


@dataclass(frozen=True)
class Moves:
    """The word list, folded and ready."""

    whole: dict[str, str]
    refusal: frozenset[str]
    unknown: frozenset[str]
    languages: dict[str, str]
    everything: frozenset[str]
    parts: dict[str, str]

    def intent_of(self, text: str) -> str | None:
        """Intent of a message that is nothing but one of the listed expressions.

        >>> load().intent_of("WAPAS!"), load().intent_of("wapas pani band ho gaya")
        ('step_back', None)
        """
        return self.whole.get(fold(text))

    def keywords_of(self, text: str) -> list[str]:
        """What the words say beside the intent: `no`, `unknown`, `all`, `language:<code>`, `part:problem|place`."""
        folded = fold(text)
        tokens = folded.split(" ")
        found = ["no"] if tokens[0] in self.refusal else []
        if folded in self.unknown:
            found.append("unknown")
        if folded in self.parts:
            found.append(f"part:{self.parts[folded]}")
        padded = f" {folded} "
        language = next((code for name, code in self.languages.items() if f" {name} " in padded), None)
        if language:
            found.append(f"language:{language}")
        if any(f" {name} " in padded for name in self.everything):
            found.append("all")
        return found


def fold(text: str) -> str:
    """The form in which messages and entries are compared."""
    return " ".join(words(text))


def load(path: Path = WORDS_FILE) -> Moves:
    """Read the word list."""
    listed: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Moves(
        whole={fold(entry): intent for intent, entries in listed["whole"].items() for entry in entries},
        refusal=_folded(listed["refusal"]),
        unknown=_folded(listed["unknown"]),
        languages={fold(entry): code for code, entries in listed["languages"].items() for entry in entries},
        everything=_folded(listed["all"]),
        parts={fold(entry): part for part, entries in listed["parts"].items() for entry in entries},
    )


def _folded(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(entry) for entry in entries)
