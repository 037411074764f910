"""Ranks areas by likeness of name. Pure; a scan over some 900 areas takes a few milliseconds.

This serves officials and the command line. What citizens write is understood by the bot's own place component.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from gateway.places.folding import fold, fold_query

ENOUGH = 78.0
# Among equal names a person who names no level means the bigger unit, but nobody means a division.
LEVEL_BONUS = {"district": 0.4, "tehsil": 0.3, "province": 0.2, "division": 0.0}
folded = lru_cache(maxsize=8192)(fold)


@dataclass(frozen=True)
class Entry:
    """An area to search: its own names and those of the areas it lies in."""

    id: str
    level: str
    names: tuple[str, ...]
    population: int
    context: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A found area; `score` is 0 to 100."""

    id: str
    score: float


def rank(text: str, entries: Sequence[Entry], limit: int) -> list[Hit]:
    """Entries like `text`, best first, then the bigger population. "Khanpur Rahim Yar Khan" prefers that Khanpur."""
    query = fold_query(text)
    if not query:
        return []
    scored = [(_score(query, entry), entry) for entry in entries]
    good = [(score, entry) for score, entry in scored if score >= ENOUGH]
    good.sort(key=lambda pair: (-pair[0] - LEVEL_BONUS[pair[1].level], -pair[1].population, pair[1].id))
    return [Hit(entry.id, round(score, 1)) for score, entry in good[:limit]]


def _score(query: str, entry: Entry) -> float:
    alone = max(fuzz.ratio(query, folded(name)) for name in entry.names)
    if " " not in query or alone >= 99:
        return alone
    return max(alone, *(_with_context(query, folded(name), entry.context) for name in entry.names))


def _with_context(query: str, name: str, context: tuple[str, ...]) -> float:
    """The name is somewhere in the query; what is left over must be like an area it lies in."""
    size, words = len(name.split()), query.split()
    best = 0.0
    for start in range(len(words) - size + 1):
        rest = " ".join(words[:start] + words[start + size :])
        own = fuzz.ratio(" ".join(words[start : start + size]), name)
        if rest and own >= ENOUGH:
            around = max((fuzz.ratio(rest, folded(place)) for place in context), default=0.0)
            best = max(best, min(own, around) if around >= ENOUGH else 0.0)
    return best
