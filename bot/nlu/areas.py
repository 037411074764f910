"""Areas of the gazetteer file and the names people give them. Pure but for reading the files; finds nothing itself."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.normalise import phonetic, words

UNVERIFIED = "listed_by_pakdatakit_unverified"
CARVED = "notified_2022_after_census_frame"
# Initials of a district that mean something else to everybody: a province, a member of its assembly.
TAKEN_INITIALS = frozenset({"kpk", "mpa"})
# Endings of names that bend: "ہ" and "ا" of the last word, "ہ" of the first in "ڈیرہ اسماعیل خان", Roman "a" and "ah".
_BENT = (
    (re.compile(r"(?<=[^\sہ]{2})[ہا]$"), "ے"),
    (re.compile(r"(?<=^ڈیر)ہ(?= )"), "ے"),
    (re.compile(r"(?<=[a-z]{4})ah?$"), "e"),
)
# How Urdu writes the name of an English letter: "D G Khan" is "ڈی جی خان".
_LETTERS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        words("اے بی سی ڈی ای ایف جی ایچ آئی جے کے ایل ایم این او پی کیو آر ایس ٹی یو وی ڈبلیو ایکس وائی زیڈ"),
        strict=True,
    )
)


@dataclass(frozen=True)
class Area:
    """One area of the gazetteer. `path`: ids from itself up to its province.

    `is_carved`: a district made out of the tehsil of the same name, after the last census.
    """

    id: str
    level: str
    name_en: str
    path: tuple[str, ...]
    district_id: str | None
    population: int
    latitude: float | None
    longitude: float | None
    is_verified: bool
    is_carved: bool = False


@dataclass(frozen=True)
class Caution:
    """Sound keys of names that are also something else. Word list: `words/ordinary_names.txt`.

    `ordinary` need a cue ("tehsil Tank"), `weak` at least a word of place ("Mithi mein"), `refused` never name a place;
    `plain` are spellings, not sounds, that need none of this; `fair` are spellings for which a word of place will do.
    """

    ordinary: frozenset[str]
    weak: frozenset[str]
    refused: frozenset[str]
    plain: frozenset[str]
    fair: frozenset[str]

    @classmethod
    def read(cls, file: Path) -> Caution:
        """One name a line; "~" before a weak one, "!" a refused one, "+" a plain spelling, "=" a fair one."""
        found: dict[str, set[str]] = {"": set(), "~": set(), "!": set(), "+": set(), "=": set()}
        for line in _lines(file):
            mark = line[0] if line[0] in found else ""
            name = line.removeprefix(mark)
            found[mark].add(spelling_of(name) if mark in ("+", "!", "=") else key_of(name))
        weak = found["~"] - found[""]
        return cls(
            frozenset(found[""]), frozenset(weak), frozenset(found["!"]), frozenset(found["+"]), frozenset(found["="])
        )


def read_areas(file: Path) -> tuple[dict[str, Area], dict[str, list[str]]]:
    """Areas by id, and the names of each: English and Urdu first, then other spellings."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    parents = {row["id"]: row["parent_id"] for row in rows}
    levels = {row["id"]: row["level"] for row in rows}
    areas = {row["id"]: _area(row, parents, levels) for row in rows}
    own = _bearers(rows, areas)
    names = {row["id"]: [row["name_en"], row["name_ur"], *_aliases(row, areas, own)] for row in rows}
    return areas, {area: [name for name in listed if name] for area, listed in names.items()}


def read_names(file: Path) -> list[tuple[str, str]]:
    """Pairs of an area's id and a name, from lines "id: name, name"; a name under two areas is ambiguous.

    A name keeps its mark: "~" before one that needs a word of place.
    """
    found: list[tuple[str, str]] = []
    for line in _lines(file):
        area, _, names = line.partition(":")
        found += [(area.strip(), name.strip()) for name in names.split(",") if name.strip()]
    return found


def key_of(name: str) -> str:
    """The sound key of a name, its words joined: "Rahim Yar Khan" and "Raheemyar khan" are one."""
    return "".join(phonetic(word) for word in words(name))


def spelling_of(name: str) -> str:
    """The words of a name joined, as normalised."""
    return "".join(words(name))


def forms_of(name: str) -> tuple[str, ...]:
    """A name, and as Urdu bends it before a postposition: "ڈسکہ", "ڈسکے میں"; "Daska", "Daske ki"."""
    bent = name.lower()
    for ending, other in _BENT:
        bent = ending.sub(other, bent)
    return (name,) if bent == name.lower() else (name, bent)


def abbreviations(name_en: str, name_ur: str) -> set[str]:
    """How people shorten a name of three words or more: "r y khan", "ryk", "آر وائی خان"."""
    parts = words(name_en)
    if len(parts) < 3 or not all(part.isascii() for part in parts):
        return set()
    initials = "".join(part[0] for part in parts)
    letters = [_LETTERS.get(one, one) for one in initials[:-1]]
    urdu = {" ".join([*letters, name_ur.split()[-1]])} if name_ur else set()
    return {initials, initials[:-1] + parts[-1]} - TAKEN_INITIALS | urdu


def _lines(file: Path) -> Iterator[str]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def _bearers(rows: list[dict[str, str]], areas: dict[str, Area]) -> dict[str, Area]:
    """The greatest bearer of each own name, by sound key."""
    found: dict[str, Area] = {}
    for row in sorted(rows, key=lambda row: areas[row["id"]].population):
        found.update({key_of(row[column]): areas[row["id"]] for column in ("name_en", "name_ur") if row[column]})
    return found


def _aliases(row: dict[str, str], areas: dict[str, Area], own: dict[str, Area]) -> Iterator[str]:
    """Other spellings, but none that is the own name of a district or greater tehsil elsewhere: sources list them."""
    area = areas[row["id"]]
    for column in ("alt_en", "alt_ur"):
        for name in (one.split("،")[0] for one in row[column].split("|")):
            bearer = own.get(key_of(name), area)
            is_smaller = bearer.level == "tehsil" and bearer.population < area.population
            if is_smaller or bearer.id in area.path or bearer.district_id == area.district_id:
                yield name.strip()


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
        is_verified=row["status"] != UNVERIFIED, is_carved=row["status"] == CARVED,
    )  # fmt: skip
