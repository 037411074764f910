"""Finds areas in free text, pure: an index of names by sound, built once from the gazetteer file and kept in the model.

Longest names first, exact sound before near sound; ordinary words need a cue beside them. A name that stands for areas
in different districts is left to the citizen: all candidates, most populous first.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz.distance import OSA

from bot.nlu.normalise import phonetic, words

LEVELS = ("province", "division", "district", "tehsil")
LONGEST_NAME = 4
SHORTEST_FUZZY = 6
UNVERIFIED = "listed_by_pakdatakit_unverified"


def _cues(text: str) -> frozenset[str]:
    """Words as they look after normalising."""
    return frozenset(words(text))


TEHSIL_CUES = _cues("tehsil tahsil tehseel taluka تحصیل تعلقہ")
DISTRICT_CUES = _cues("district distt dist disst zila zilla zilah zille zile ضلع")
CITY_CUES = _cues("city shehar shehr sheher شہر")
IN_CUES = _cues("mein me mei may main mai men in at ka ki ke kay میں مین کا کی کے")
LIVING_CUES = _cues(
    "rehta rehti rehte rahta rahti rahte raihta live lives living resident rehaishi belong رہتا رہتی رہتے رہائشی"
)
WALA_CUES = _cues("wala wale wali waley walay walon والا والی والے والوں")


@dataclass(frozen=True)
class Area:
    """One area of the gazetteer. `path`: ids from itself up to its province."""

    id: str
    level: str
    name_en: str
    path: tuple[str, ...]
    district_id: str | None
    population: int
    latitude: float | None
    longitude: float | None
    is_verified: bool


@dataclass(frozen=True)
class Mention:
    """A name found at words [start, end); `areas` all it may stand for."""

    start: int
    end: int
    areas: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Found:
    """What a text says about place: one area, or several candidates to ask back, or neither."""

    area: Area | None = None
    candidates: tuple[Area, ...] = ()


@dataclass
class Gazetteer:
    """Areas by id, and ids by sound key (all words of a name joined)."""

    areas: dict[str, Area]
    keys: dict[str, set[str]]
    abbreviations: dict[str, set[str]]
    ordinary: frozenset[str]
    known_words: frozenset[str] = frozenset()
    _by_letter: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls, file: Path, ordinary_file: Path, known_words: frozenset[str]) -> Gazetteer:
        """Build from the CSV. `known_words`: sound keys of everyday words, which are never bent into a name."""
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        parents = {row["id"]: row["parent_id"] for row in rows}
        levels = {row["id"]: row["level"] for row in rows}
        areas = {row["id"]: _area(row, parents, levels) for row in rows}
        keys: dict[str, set[str]] = defaultdict(set)
        abbreviations: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            for name in _names(row):
                keys[_key(words(name))].add(row["id"])
                for short in _abbreviations(name) if row["level"] == "district" else ():
                    abbreviations[short].add(row["id"])
        lines_of_words = ordinary_file.read_text(encoding="utf-8").splitlines()
        ordinary = frozenset(_key(words(line)) for line in lines_of_words if line and not line.startswith("#"))
        made = cls(areas, dict(keys), dict(abbreviations), ordinary, known_words - set(keys))
        for key in keys:
            if len(key) >= SHORTEST_FUZZY - 1:
                made._by_letter[key[0]].append(key)
        return made

    def find(self, text: str) -> Found:
        """The area the complaint is about, as far as the text tells."""
        tokens = words(text)
        mentions = self._mentions(tokens)
        if not mentions:
            return Found()
        return self._settle(mentions)

    def nearest(self, latitude: float, longitude: float) -> Area | None:
        """The tehsil whose centre is nearest to a shared place; None further than 100 km from all."""
        best: tuple[float, Area] | None = None
        for area in self.areas.values():
            if area.level == "tehsil" and area.latitude is not None and area.longitude is not None:
                far = _kilometres(latitude, longitude, area.latitude, area.longitude)
                if best is None or far < best[0]:
                    best = (far, area)
        return best[1] if best and best[0] <= 100 else None

    def _mentions(self, tokens: list[str]) -> list[Mention]:
        sounds = [phonetic(token) for token in tokens]
        found: list[Mention] = []
        start = 0
        while start < len(tokens):
            mention = self._mention_at(tokens, sounds, start)
            if mention is None:
                start += 1
                continue
            found.append(mention)
            start = mention.end
        return [one for one in found if one.weight > -5]

    def _mention_at(self, tokens: list[str], sounds: list[str], start: int) -> Mention | None:
        for length in range(min(LONGEST_NAME, len(tokens) - start), 0, -1):
            end = start + length
            key = "".join(sounds[start:end])
            short = self.abbreviations.get("".join(tokens[start:end]))
            ids = short or self.keys.get(key)
            if ids is None and length <= 2:
                ids = self._near(key, sounds[start:end])
            if not ids:
                continue
            before = tokens[start - 1] if start else ""
            after = tokens[end] if end < len(tokens) else ""
            if (
                not short
                and self._needs_cue(key, length)
                and not ({before, after} & (TEHSIL_CUES | DISTRICT_CUES | CITY_CUES))
            ):
                continue
            kept = self._by_cue(ids, before, after)
            if kept:
                return Mention(start, end, tuple(sorted(kept)), self._weight(tokens, start, end))
        return None

    def _needs_cue(self, key: str, length: int) -> bool:
        return key in self.ordinary or (length == 1 and len(key) <= 3) or (length == 1 and key in self.known_words)

    def _near(self, key: str, parts: list[str]) -> set[str] | None:
        """Names one slip away (two in long names); never from everyday words."""
        if len(key) < SHORTEST_FUZZY or any(part in self.known_words for part in parts):
            return None
        allowed = 2 if len(key) >= 9 else 1
        best: tuple[int, str] | None = None
        for candidate in self._by_letter.get(key[0], ()):
            if abs(len(candidate) - len(key)) <= allowed:
                slips = OSA.distance(key, candidate, score_cutoff=allowed)
                if slips <= allowed and (best is None or slips < best[0]):
                    best = (slips, candidate)
        return self.keys[best[1]] if best and best[1] not in self.ordinary else None

    def _by_cue(self, ids: set[str], before: str, after: str) -> set[str]:
        """Narrow by what stands beside the name: "tehsil Kamoke", "Kamoke tehsil"."""
        if {before, after} & TEHSIL_CUES:
            narrowed = {one for one in ids if self.areas[one].level == "tehsil"}
        elif {before, after} & DISTRICT_CUES:
            narrowed = {one for one in ids if self.areas[one].level == "district"}
        else:
            narrowed = set()
        return narrowed or ids

    def _weight(self, tokens: list[str], start: int, end: int) -> float:
        """How much this mention is the complaint's place rather than the writer's home."""
        after = tokens[end : end + 4]
        before = tokens[max(start - 3, 0) : start]
        if after[:1] and after[0] in WALA_CUES:
            return -10.0
        weight = 0.0
        if any(word in LIVING_CUES for word in after) or any(word in LIVING_CUES for word in before):
            weight -= 2.0
        if after[:1] and after[0] in IN_CUES:
            weight += 1.0
        return weight

    def _settle(self, mentions: list[Mention]) -> Found:
        """The strongest mention; others above it in the tree choose among its candidates."""
        local = [one for one in mentions if any(self.areas[a].level in ("district", "tehsil") for a in one.areas)]
        if not local:
            return Found()
        depth = {one: max(LEVELS.index(self.areas[a].level) for a in one.areas) for one in local}
        best = max(local, key=lambda one: (one.weight, self._supported(one, mentions), depth[one], one.start))
        options = [self.areas[a] for a in best.areas if self.areas[a].level in ("district", "tehsil")]
        others = {p for one in mentions if one is not best for a in one.areas for p in self.areas[a].path[:1]}
        within = [area for area in options if set(area.path[1:]) & others]
        return self._choose(within or options)

    def _supported(self, mention: Mention, mentions: list[Mention]) -> bool:
        others = {a for one in mentions if one is not mention for a in one.areas}
        return any(set(self.areas[a].path[1:]) & others for a in mention.areas)

    def _choose(self, options: list[Area]) -> Found:
        verified = [area for area in options if area.is_verified] or options
        districts = {area.district_id for area in verified}
        if len(districts) > 1:
            largest = {d: max(verified, key=lambda a: (a.district_id == d, a.population)) for d in districts}
            named_districts = [area for area in verified if area.level == "district"]
            # A district's own name means the district, unless a tehsil elsewhere bears it too and is no smaller by far.
            if len(named_districts) == 1 and named_districts[0].population > 8 * max(
                (a.population for a in largest.values() if a.district_id != named_districts[0].id), default=0
            ):
                return Found(area=named_districts[0])
            ordered = sorted(largest.values(), key=lambda area: -area.population)
            return Found(candidates=tuple(ordered))
        return Found(area=min(verified, key=lambda area: LEVELS.index(area.level)))


def _area(row: dict[str, str], parents: dict[str, str], levels: dict[str, str]) -> Area:
    path, here = [], row["id"]
    while here in parents:
        path.append(here)
        here = parents[here]
    return Area(
        id=row["id"], level=row["level"], name_en=row["name_en"], path=tuple(path),
        district_id=next((one for one in path if levels[one] == "district"), None),
        population=int(float(row["pop_2023"] or row["pop_2017"] or 0)),
        latitude=float(row["lat"]) if row["lat"] else None, longitude=float(row["lon"]) if row["lon"] else None,
        is_verified=row["status"] != UNVERIFIED,
    )  # fmt: skip


def _names(row: dict[str, str]) -> list[str]:
    columns = (row["name_en"], row["alt_en"], row["name_ur"], row["alt_ur"])
    return [name.strip() for column in columns for name in column.split("|") if name.strip()]


def _key(parts: list[str]) -> str:
    return "".join(phonetic(part) for part in parts)


def _abbreviations(name: str) -> set[str]:
    """How people shorten a name of three or more words: "r y khan", "ryk". Joined, lower case, not folded."""
    parts = words(name)
    if len(parts) < 3 or not all(part.isascii() for part in parts):
        return set()
    initials = "".join(part[0] for part in parts)
    return {initials, initials[:-1] + parts[-1]}


def _kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance, haversine on a sphere of 6371 km."""
    a = math.sin(math.radians(lat2 - lat1) / 2) ** 2
    b = math.sin(math.radians(lon2 - lon1) / 2) ** 2
    b *= math.cos(math.radians(lat1)) * math.cos(math.radians(lat2))
    return 2 * 6371 * math.asin(math.sqrt(a + b))
