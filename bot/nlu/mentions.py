"""Finds names of areas in a message, and leaves those that name something else. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.nlu import place_words as w
from bot.nlu.areas import Area, Caution
from bot.nlu.name_index import LONGEST_NAME, Match, NameIndex
from bot.nlu.tokens import Tokens

# Words between a name and the town it belongs to ("Topi, Swabi"; "Swat ki tehsil Matta").
NEIGHBOURS = 2
# Two words that are written as one village elsewhere ("para chinar"): letters of each, and of both.
SHORTEST_HALF = 3
SHORTEST_SPLIT = 8
# Letters of a sound key from which a misspelt name is sure by itself, and below which it needs "mein" after it.
LONG_NAME = 9
SHORT_NAME = 6


@dataclass(frozen=True)
class Mention:
    """A name found at words [start, end); `areas` all it may stand for, `level` the level said beside it.

    `is_locality`: the name is of a town or a part of one, not of an area itself; `is_part`: at most a tehsil bears it;
    `is_exact`: found without a slip; `namesakes`: towns of the same name, for beside a larger place that holds one.
    """

    start: int
    end: int
    areas: frozenset[str]
    level: str | None = None
    is_locality: bool = False
    is_part: bool = False
    is_exact: bool = True
    namesakes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Names:
    """Names of one kind and what they are mistaken for."""

    index: NameIndex
    caution: Caution
    is_locality: bool = False


@dataclass(frozen=True)
class MentionFinder:
    """Longest names first, areas' own before localities; see `Caution` for names that need a word beside them."""

    areas: dict[str, Area]
    kinds: tuple[Names, ...]  # the areas' own first

    def find(self, tokens: Tokens) -> list[Mention]:
        """Mentions in order. A name that is also another word counts beside a sure mention of its district."""
        sure, doubtful = self._walk(tokens)
        supported = [one for one in doubtful if self._is_beside_its_district(one, sure) or self._is_in(one, doubtful)]
        return sorted(sure + supported, key=lambda one: one.start)

    def _walk(self, tokens: Tokens) -> tuple[list[Mention], list[Mention]]:
        sure: list[Mention] = []
        doubtful: list[Mention] = []
        start = 0
        while start < len(tokens):
            mention, is_sure = self._at(tokens, start)
            if mention is None:
                start += 1
                continue
            (sure if is_sure else doubtful).append(mention)
            start = mention.end if is_sure else start + 1
        return sure, [
            one for one in doubtful if not any(one.start < other.end and other.start < one.end for other in sure)
        ]

    def _at(self, tokens: Tokens, start: int) -> tuple[Mention | None, bool]:
        doubtful: Mention | None = None
        for end in range(min(start + LONGEST_NAME, len(tokens)), start, -1):
            if tokens.clauses[end - 1] != tokens.clauses[start]:
                continue
            for mention, match, caution in self._named(tokens, start, end):
                if self._is_somebody(tokens, mention):
                    return None, False
                if self._is_place(tokens, mention, match, caution):
                    return mention, True
                doubtful = doubtful or mention
        return doubtful, False

    def _named(self, tokens: Tokens, start: int, end: int) -> list[tuple[Mention, Match, Caution]]:
        """What the words may name, areas before towns, but a town as written before an area nearly so."""
        matches = [(names, names.index.match(tokens, start, end)) for names in self.kinds]
        found = [(names, one) for names, one in matches if one and _is_whole(tokens, start, end, names, one)]
        if found and not found[0][1].is_exact:
            found.sort(key=lambda one: not one[1].is_word_for_word)
        towns = frozenset(area for names, one in found if names.is_locality and one.is_exact for area in one.areas)
        level = self._level(tokens, start, end) if found else None
        return [(self._mention(start, end, names, match, level, towns), match, names.caution) for names, match in found]

    def _mention(
        self, start: int, end: int, names: Names, match: Match, level: str | None, towns: frozenset[str]
    ) -> Mention:
        is_part = names.is_locality or all(self.areas[one].level == "tehsil" for one in match.areas)
        return Mention(start, end, match.areas, level, names.is_locality, is_part, match.is_exact, towns - match.areas)

    def _level(self, tokens: Tokens, start: int, end: int) -> str | None:
        """Level said before the name, or after it unless that belongs to the next name ("Kamoke zila Gujranwala")."""
        before, after = tokens.word(start - 1), tokens.word(end)
        if _level_of(before):
            return _level_of(before)
        follows = tokens.word(end + 1)
        if _level_of(after) and not (follows and self.kinds[0].index.is_name(follows, tokens.sounds[end + 1])):
            return _level_of(after)
        return None

    def _is_place(self, tokens: Tokens, mention: Mention, match: Match, caution: Caution) -> bool:
        """Whether the words name a place here, and nothing else."""
        spelling = "".join(tokens.words[mention.start : mention.end])
        if spelling in caution.plain or mention.level or tokens.word(mention.end) in w.CITY:
            return True
        if spelling in caution.fair and _has_word_of_place(tokens, mention):
            return True
        if match.key in caution.ordinary:
            is_proper = match.is_exact and tokens.words[mention.start] in tokens.proper
            return (is_proper and _has_word_of_place(tokens, mention)) or _has_office(tokens, mention)
        if match.key in caution.weak or (mention.is_locality and not match.is_word_for_word):
            return _has_word_of_place(tokens, mention)
        return match.is_exact or self._is_sure_though_misspelt(tokens, mention, match)

    def _is_sure_though_misspelt(self, tokens: Tokens, mention: Mention, match: Match) -> bool:
        """Short names are near to many words: they must stand as a place or be written with a capital."""
        if len(match.key) >= LONG_NAME:
            return True
        if len(match.key) < SHORT_NAME:
            return tokens.word(mention.end) in w.INSIDE_AFTER
        is_capital = tokens.words[mention.start] in tokens.proper or (mention.start == 0 and tokens.has_capital)
        return is_capital or _has_word_of_place(tokens, mention)

    def _is_somebody(self, tokens: Tokens, mention: Mention) -> bool:
        """A name or a byname: "Malik Multan Khan", "Sialkot wala thekedar"."""
        after = tokens.after(mention.end, 3)
        if after[:1] and after[0] in w.WALA:
            return not any(word in w.WAY | w.OFFICE | w.FIXTURE for word in after[1:])
        if after[:1] and after[0] in w.AGENT:
            return True  # towns do nothing: "Dadu ne" is a grandmother
        before = tokens.before(mention.start, 1)
        if any(word in w.INSIDE_AFTER | w.FROM_AFTER for word in after[:1]) or mention.level:
            return False
        if after[:1] and after[0] in w.SURNAME:
            return not (len(after) > 1 and self.kinds[0].index.is_name("".join(after[:2]), ""))
        return bool(before) and before[0] in w.TITLE and bool(after) and after[0] not in w.SIDE_AFTER

    def _is_beside_its_district(self, doubtful: Mention, sure: list[Mention]) -> bool:
        near = [one for one in sure if _gap(one, doubtful) <= NEIGHBOURS]
        return any(set(self.areas[area].path[1:]) & one.areas for one in near for area in doubtful.areas)

    def _is_in(self, doubtful: Mention, others: list[Mention]) -> bool:
        """Whether it stands right beside the district it lies in, or a part of it: two doubts are none."""
        return any(
            set(self.areas[area].path[1:]) & larger.areas
            for other in others
            if _gap(other, doubtful) == 0
            for smaller, larger in ((doubtful, other), (other, doubtful))
            for area in smaller.areas
        )


def _is_whole(tokens: Tokens, start: int, end: int, names: Names, match: Match) -> bool:
    """Words that only together sound like a village are none, but for a long name in two halves, as it is spelt."""
    if not names.is_locality or end == start + 1 or match.is_word_for_word:
        return True
    halves = tokens.words[start:end]
    return (
        len(halves) == 2
        and min(map(len, halves)) >= SHORTEST_HALF
        and len("".join(halves)) >= SHORTEST_SPLIT
        and "".join(halves) in names.index.spellings
    )


def _gap(one: Mention, other: Mention) -> int:
    return max(one.start - other.end, other.start - one.end)


def _level_of(word: str) -> str | None:
    if word in w.TEHSIL:
        return "tehsil"
    return "district" if word in w.DISTRICT else None


def _has_word_of_place(tokens: Tokens, mention: Mention) -> bool:
    """As in "Mithi mein", "near Kasur", "Murree bazar", or the name alone between commas."""
    after = tokens.after(mention.end, 4)
    before = tokens.before(mention.start, 1)
    if not after and not before:
        return True
    between = next((at for at, word in enumerate(after) if word not in w.BETWEEN), 0)
    if between and after[between] in w.PLACE_NOUN | w.OFFICE:
        return True
    if after[:1] and (after[0] in w.HERE_AFTER or after[0] in w.PLACE_NOUN or after[0].isdecimal()):
        return True  # "Landhi 89" is a part of Landhi
    if len(after) > 1 and after[0] in w.SIDE_AFTER and after[1] in w.PLACE_NOUN | w.NEAR_AFTER | w.OF_PLACE:
        return True
    return before[:1] != () and before[0] in w.AT_BEFORE | w.INSTITUTION_BEFORE | w.OFFICE


def _has_office(tokens: Tokens, mention: Mention) -> bool:
    """As in "Topi ke bank mein": what belongs to a cap has no bank."""
    after = tokens.after(mention.end, 3)
    return len(after) > 1 and after[0] in w.OF and any(word in w.OFFICE for word in after[1:])
