"""The area a message is about, pure: an index of names built once from the gazetteer file and kept in the model.

A name that stands for areas in different districts is left to the citizen: all candidates, most populous first.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.areas import Area, Caution, abbreviations, forms_of, key_of, read_areas, read_names
from bot.nlu.localities import localities
from bot.nlu.mentions import Mention, MentionFinder, Names
from bot.nlu.name_index import NameIndex
from bot.nlu.speech import Speech
from bot.nlu.tokens import Tokens, tokens_of
from bot.nlu.weighing import LEAST, weight

LEVELS = ("province", "division", "district", "tehsil")
LOCAL = frozenset({"district", "tehsil"})
# A district's own name means the district unless another area of the name has a third of its people.
DOMINANT = 3
# A tehsil is meant rather than its namesakes when it has this many times their people, all told.
FAR_GREATER = 20
FARTHEST_KM = 100
# Words between a town and a quarter of it: "ke mohalla".
WITHIN = 2


@dataclass(frozen=True)
class Found:
    """What a text says about place: one area, or several candidates to ask back, or neither."""

    area: Area | None = None
    candidates: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Weighed:
    """A mention with the districts and tehsils it may stand for."""

    mention: Mention
    weight: float
    options: tuple[Area, ...]


@dataclass(frozen=True)
class Gazetteer:
    """Areas by id, and the finder of their names."""

    areas: dict[str, Area]
    finder: MentionFinder

    @classmethod
    def read(cls, areas_file: Path, words_folder: Path, speech: Speech) -> Gazetteer:
        """Build from the CSV and the word lists."""
        areas, names = read_areas(areas_file)
        caution = Caution.read(words_folder / "ordinary_names.txt")
        pairs = [(area, name) for area, listed in names.items() for name in listed]
        # "لیے" is "for" before it is Layyah.
        bent = [
            (area, form) for area, name in pairs for form in forms_of(name)[1:] if key_of(form) not in speech.everyday
        ]
        rigid = frozenset(key_of(form) for _, form in bent) - frozenset(key_of(name) for _, name in pairs)
        pairs += [
            (area.id, short)
            for area in areas.values()
            if area.level == "district"
            for short in abbreviations(*names[area.id][:2])
        ]
        pairs += read_names(words_folder / "other_names.txt")
        index = NameIndex.build(pairs + bent, speech.everyday - caution.weak, caution.refused, rigid=rigid)
        parts = localities(read_names(words_folder / "localities.txt"), caution, speech)
        return cls(areas, MentionFinder(areas, (Names(index, caution), parts)))

    def find(self, text: str) -> Found:
        """The area the complaint is about, as far as the text tells."""
        tokens = tokens_of(text)
        mentions = self.finder.find(tokens)
        weighed = self._without_namesakes(_without_slips(self._weighed(tokens, mentions)))
        weighed = self._without_other_quarters(weighed)
        local = [one for one in weighed if one.options and one.weight > LEAST]
        if not local:
            return Found(candidates=self._districts_of_division(tokens, mentions))
        top = max(one.weight for one in local)
        return self._settle([one for one in local if one.weight == top], local)

    def nearest(self, latitude: float, longitude: float) -> Area | None:
        """The tehsil whose centre is nearest to a shared place; None further than 100 km from all."""
        far = [
            (_kilometres(latitude, longitude, area.latitude, area.longitude), area.id)
            for area in self.areas.values()
            if area.level == "tehsil" and area.latitude is not None and area.longitude is not None
        ]
        best = min(far, default=(math.inf, ""))
        return self.areas[best[1]] if best[0] <= FARTHEST_KM else None

    def _weighed(self, tokens: Tokens, mentions: Sequence[Mention]) -> list[Weighed]:
        return [
            Weighed(one, weight(tokens, one), self._options(one, [other for other in mentions if other is not one]))
            for one in mentions
        ]

    def _options(self, mention: Mention, others: Sequence[Mention]) -> tuple[Area, ...]:
        """Districts and tehsils a mention may mean, narrowed by the level said and the larger areas named beside it."""
        options = [self.areas[one] for one in sorted(mention.areas) if self.areas[one].level in LOCAL]
        options = [one for one in options if one.level == mention.level] or options
        named = {area for one in others for area in one.areas}
        namesakes = [self.areas[one] for one in sorted(mention.namesakes)]
        for listed in (options, namesakes):
            within = [one for one in listed if set(one.path[1 - mention.is_locality :]) & named]
            if within:
                return tuple(within)
        carved = {one.name_en for one in options if one.is_carved}
        return tuple(_verified([one for one in options if one.is_carved or not carved or one.level == "district"]))

    def _without_namesakes(self, weighed: list[Weighed]) -> list[Weighed]:
        """Localities must lie in a city, district or province that is named and meant: others have the same names."""
        meant = [one.mention for one in weighed if one.weight >= 0 and not one.mention.is_part]
        named = {area for one in meant for area in one.areas}
        districts = {self.areas[area].district_id for area in named} - {None}
        return [
            one
            for one in weighed
            if not (named and one.mention.is_locality)
            or any(area.district_id in districts or set(area.path) & named for area in one.options)
        ]

    def _without_other_quarters(self, weighed: list[Weighed]) -> list[Weighed]:
        """A quarter said after the town it is of lies there: "Kamoke ke mohalla Rasul Nagar"."""
        towns = [one for one in weighed if one.mention.is_exact and not one.mention.is_locality and one.weight >= 0]
        return [one for one in weighed if not one.mention.is_locality or all(_may_hold(town, one) for town in towns)]

    def _districts_of_division(self, tokens: Tokens, mentions: Sequence[Mention]) -> tuple[Area, ...]:
        """A division named alone that no district is named after, such as Karachi: its districts, to choose from."""
        named = {area for one in mentions if weight(tokens, one) > LEAST for area in one.areas}
        divisions = {area for area in named if self.areas[area].level == "division"}
        if not divisions:
            return ()
        within = [area for area in self.areas.values() if area.level == "district" and set(area.path[1:]) & divisions]
        return tuple(sorted(within, key=lambda area: -area.population))

    def _settle(self, best: list[Weighed], local: list[Weighed]) -> Found:
        """One district of the strongest mentions, and the smallest area named in it."""
        districts = [{area.district_id for area in one.options} for one in best]
        common = set.intersection(*districts) or _most_named(districts)
        options = [area for one in best for area in one.options if area.district_id in common]
        chosen = _dominant(options)
        if chosen is None:
            return Found(candidates=_largest_of_each_district(options))
        return Found(
            area=_smallest([area for one in local for area in one.options if area.district_id == chosen], local)
        )


def _without_slips(weighed: list[Weighed]) -> list[Weighed]:
    """What was only nearly a name gives way to a district that is named as it is written: "Karimabad, Hunza"."""
    sure = [one for one in weighed if one.mention.is_exact and one.weight >= 0 and not one.mention.is_locality]
    districts = {area.district_id for one in sure for area in one.options}
    return [
        one
        for one in weighed
        if one.mention.is_exact or not districts or districts & {area.district_id for area in one.options}
    ]


def _may_hold(town: Weighed, quarter: Weighed) -> bool:
    """Not when the quarter follows the town within a few words and none of its name is in the same district."""
    gap = quarter.mention.start - town.mention.end
    if not 0 <= gap <= WITHIN:
        return True
    return bool({area.district_id for area in town.options} & {area.district_id for area in quarter.options})


def _most_named(districts: list[set[str | None]]) -> set[str | None]:
    """Who names a place twice means it; without one named more often than the others, all of them."""
    counts = Counter(one for named in districts for one in named)
    most = max(counts.values())
    return {one for one, count in counts.items() if count == most}


def _verified(options: list[Area]) -> list[Area]:
    return [one for one in options if one.is_verified] or options


def _dominant(options: Collection[Area]) -> str | None:
    """The only district, or the one whose own name it is and whose people are several times the others'."""
    districts = {area.district_id for area in options}
    if len(districts) == 1:
        return next(iter(districts))
    own = [area for area in options if area.level == "district"]
    if not own:
        return _far_greater(options)
    if len({area.id for area in own}) != 1:
        return None
    others = [area.population for area in options if area.district_id != own[0].id]
    return own[0].id if own[0].population > DOMINANT * max(others) else None


def _far_greater(options: Collection[Area]) -> str | None:
    """The district of the tehsil beside which its namesakes are villages."""
    first, *others = sorted(options, key=lambda area: -area.population)
    rest = sum(area.population for area in others if area.district_id != first.district_id)
    return first.district_id if first.population > FAR_GREATER * max(rest, 1) else None


def _largest_of_each_district(options: Collection[Area]) -> tuple[Area, ...]:
    largest: dict[str | None, Area] = {}
    for area in sorted(options, key=lambda area: (area.population, area.level == "tehsil")):
        largest[area.district_id] = area
    return tuple(sorted(largest.values(), key=lambda area: -area.population))


def _smallest(areas: list[Area], local: list[Weighed]) -> Area:
    """The tehsil named, if one is; a name shared by a district and its tehsil means the district."""
    shared = [{area.id for area in one.options} for one in local]
    tehsils = [
        area
        for area in areas
        if area.level == "tehsil" and not any(area.id in ids and area.district_id in ids for ids in shared)
    ]
    return (tehsils or [area for area in areas if area.level == "district"] or areas)[0]


def _kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance, haversine on a sphere of 6371 km."""
    a = math.sin(math.radians(lat2 - lat1) / 2) ** 2
    b = math.sin(math.radians(lon2 - lon1) / 2) ** 2
    b *= math.cos(math.radians(lat1)) * math.cos(math.radians(lat2))
    return 2 * 6371 * math.asin(math.sqrt(a + b))
