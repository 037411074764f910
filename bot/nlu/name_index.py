"""Names of areas by spelling, by sound and by near sound. Built once; looking up is pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.nlu.areas import key_of, spelling_of
from bot.nlu.normalise import phonetic, words
from bot.nlu.place_words import BEING, GLUED, INSIDE_AFTER, SIDE_AFTER
from bot.nlu.tokens import Tokens

LONGEST_NAME = 5
# Sounds this short are shared by too many words: below it only the spelling itself counts. Urdu leaves short vowels
# out, so that a sound of it says less.
SHORTEST_SOUND = 4
SHORTEST_URDU_SOUND = 5
SHORTEST_NEAR = 6
TWO_SLIPS = 9
SHORTEST_GLUED = 4
SMALL_WORD = 2
VOWELS = frozenset("aeoh")
# More words than this are never one misspelt name.
LONGEST_NEAR = 3
# Two words are one name only when neither is a postposition or "is".
PARTICLES = INSIDE_AFTER | SIDE_AFTER | BEING

Ids = frozenset[str]


@dataclass(frozen=True)
class Match:
    """Areas a run of words may name. `key`: sound key of the name they were taken for.

    `is_exact`: by spelling or sound, without a slip; `is_word_for_word`: as many words, of the same sound, short names
    of the same spelling.
    """

    areas: Ids
    key: str
    is_exact: bool
    is_word_for_word: bool = False


@dataclass(frozen=True)
class NameIndex:
    """`everyday`: sounds of common words, never bent into a name unless they are `parts` of names ("Dera", "Khan")."""

    spellings: Mapping[str, Ids]
    sounds: Mapping[str, Ids]
    nearby: Mapping[tuple[str, int], tuple[str, ...]]
    everyday: frozenset[str]
    parts: frozenset[str]
    listed: frozenset[str]

    @classmethod
    def build(
        cls,
        names: Iterable[tuple[str, str]],
        everyday: frozenset[str],
        refused: frozenset[str],
        *,
        shortest_near: int = 0,
        rigid: frozenset[str] = frozenset(),
    ) -> NameIndex:
        """From pairs of an area's id and one of its names.

        Found by slips are only sounds longer than `shortest_near`, and none of `rigid`.
        """
        spellings: dict[str, set[str]] = defaultdict(set)
        sounds: dict[str, set[str]] = defaultdict(set)
        several: list[str] = []
        listed: set[str] = set()
        for area, name in names:
            listed |= {" ".join(words(name)), " ".join(phonetic(word) for word in words(name))}
            several += [name] if " " in name.strip() else []
            spelling = spelling_of(name)
            if not spelling or spelling in refused:
                continue
            spellings[spelling].add(area)
            if len(key_of(name)) >= _shortest(spelling):
                sounds[_scripted(spelling, key_of(name))].add(area)
        nearby: dict[tuple[str, int], list[str]] = defaultdict(list)
        for key in sorted(sounds):
            if len(key) > shortest_near and key[1:] not in rigid:
                nearby[key[:2], len(key)].append(key)
        return cls(
            {one: frozenset(ids) for one, ids in spellings.items()},
            {one: frozenset(ids) for one, ids in sounds.items()},
            {bucket: tuple(keys) for bucket, keys in nearby.items()},
            everyday,
            frozenset(part for name in several for part in (phonetic(word) for word in words(name))),
            frozenset(listed),
        )

    def match(self, tokens: Tokens, start: int, end: int) -> Match | None:
        """What the words [start, end) name: as spelt, as they sound, with a postposition glued on, or nearly."""
        spelling = "".join(tokens.words[start:end])
        sound = "".join(tokens.sounds[start:end])
        if end - start > 1 and any(word in PARTICLES for word in tokens.words[start:end]):
            return None
        exact = self.spellings.get(spelling)
        if exact is None and not self._is_everyday(tokens.sounds[start:end]):
            exact = self._by_sound(spelling, sound)
        if exact:
            is_listed = self._is_listed(tokens, start, end)
            if not is_listed and end > start + 1 and all(one in self.everyday for one in tokens.sounds[start:end]):
                return None  # "do bande" are two men, not Dobandi
            match = Match(exact, sound, is_exact=True, is_word_for_word=is_listed)
            is_whole_name = match.is_word_for_word and end > start + 1
            return match if is_whole_name or not self._is_nisba(tokens.words[start], match) else None
        if not self._can_be_misspelt(tokens.sounds[start:end]):
            return None
        found = self._glued(spelling) or self._near(spelling, sound)
        return None if found and self._is_nisba(tokens.words[start], found) else found

    def is_name(self, spelling: str, sound: str) -> bool:
        """Whether a word by itself is a name, as spelt or as it sounds."""
        return spelling in self.spellings or bool(self._by_sound(spelling, sound))

    def _is_listed(self, tokens: Tokens, start: int, end: int) -> bool:
        said = tokens.sounds if sum(map(len, tokens.sounds[start:end])) >= TWO_SLIPS else tokens.words
        return " ".join(said[start:end]) in self.listed

    def _can_be_misspelt(self, sounds: tuple[str, ...]) -> bool:
        """Not when the slip may be a whole small word: "gujranwala jao" is one slip and two words."""
        if len(sounds) > LONGEST_NEAR or self._is_everyday(sounds):
            return False
        return len(sounds) == 1 or all(len(one) > SMALL_WORD for one in sounds)

    def _is_everyday(self, sounds: tuple[str, ...]) -> bool:
        """Whether there are common words among these, or nothing else than common words that are parts of names."""
        common = [one for one in sounds if one in self.everyday]
        return len(common) == len(sounds) or any(one not in self.parts for one in common)

    def _by_sound(self, spelling: str, sound: str) -> Ids | None:
        return self.sounds.get(_scripted(spelling, sound)) if len(sound) >= _shortest(spelling) else None

    def _is_nisba(self, first: str, match: Match) -> bool:
        """Whether the first word is made of the name of a town: a "Lahori" is a man or a shoe of Lahore."""
        if first[-1] not in "iی" or first in self.spellings:
            return False
        stem = first[:-1]
        sound = key_of(stem)
        return match.key.startswith(sound) and self.is_name(stem, sound)

    def _glued(self, spelling: str) -> Match | None:
        for ending in GLUED:
            stem = spelling.removesuffix(ending)
            if stem != spelling and len(stem) >= SHORTEST_GLUED:
                sound = key_of(stem)
                areas = self.spellings.get(stem) or self._by_sound(stem, sound)
                if areas and len(sound) >= SHORTEST_GLUED:
                    return Match(areas, sound, is_exact=True)
        return None

    def _near(self, spelling: str, sound: str) -> Match | None:
        """The nearest name one slip away, two in long names or when the consonants agree; such a name is nearer."""
        if len(sound) < SHORTEST_NEAR - 1:
            return None
        best = min(self._slips(_scripted(spelling, sound)), default=None)
        if best is None:
            return None
        return Match(self.sounds[best[1]], best[1][1:], is_exact=False)

    def _slips(self, sound: str) -> Iterable[tuple[float, str]]:
        bones = _bones(sound)
        for length in range(len(sound) - 2, len(sound) + 3):
            for name in self.nearby.get((sound[:2], length), ()):
                slips = OSA.distance(sound, name, score_cutoff=2)
                if slips <= _allowed(sound, name, bones):
                    yield slips - 0.5 * (_bones(name) == bones), name


def _allowed(sound: str, name: str, bones: str) -> int:
    """Slips allowed. Sounds come with the mark of their script."""
    shortest = min(len(sound), len(name)) - 1
    has_same_bones = _bones(name) == bones and len(bones) > 3
    if shortest >= TWO_SLIPS or (has_same_bones and shortest >= SHORTEST_NEAR):
        return 2
    return 1


def _bones(sound: str) -> str:
    return sound[:2] + "".join(one for one in sound[2:] if one not in VOWELS)


def _scripted(spelling: str, sound: str) -> str:
    """Sounds of Urdu names are kept apart from those of Roman ones: they lack the short vowels."""
    return ("r" if spelling.isascii() else "u") + sound


def _shortest(spelling: str) -> int:
    return SHORTEST_SOUND if spelling.isascii() else SHORTEST_URDU_SOUND
