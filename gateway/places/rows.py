"""From cells of an areas file to rows of the table `areas`, with every fault named. Pure.

Source: columns of `data/areas.csv`, described in `data/README.md`.
"""

import re
from collections.abc import Mapping
from typing import Any

from gateway.places.repository import LEVEL_ORDER
from gateway.tabular import Row, RowError

REQUIRED = ("id", "level", "parent_id", "name_en", "name_ur")
OPTIONAL = (
    "alt_en", "alt_ur", "population", "latitude", "longitude", "status", "ur_source", "unit_type", "area_km2",
    "pop_2023", "pop_2017", "lat", "lon", "coord_source", "ext_id", "note",
)  # fmt: skip
COUNTRY = "pk"
# A centre borrowed from the district says nothing about where the tehsil is.
BORROWED_CENTRE = "district_centroid_fallback"
ID_SHAPE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ARABIC_LETTER = re.compile(r"[\u0620-\u06ff\u0750-\u077f]")

AreaRow = dict[str, Any]


def area_rows(rows: list[Row], parents: Mapping[str, tuple[str, str | None]]) -> tuple[list[AreaRow], list[RowError]]:
    """Rows with their paths, and what is wrong.

    Args:
        rows: of the file.
        parents: level and parent id of every area that exists already.
    """
    parsed = [_area(row) for row in rows]
    errors = [error for _, faults in parsed for error in faults] + _twice(rows)
    tree = dict(parents) | {area["id"]: (area["level"], area["parent_id"]) for area, _ in parsed}
    for row, (area, _) in zip(rows, parsed, strict=True):
        fault = _misplaced(area, tree)
        if fault:
            errors.append(row.error("parent_id", fault))
        else:
            area["path"] = path_of(area["id"], tree)
    return [area for area, _ in parsed], sorted(errors, key=lambda error: error.line)


def path_of(area_id: str, tree: Mapping[str, tuple[str, str | None]]) -> list[str]:
    """Ids from the area up to its province. Levels rise at each step, so this ends."""
    path: list[str] = []
    step: str | None = area_id
    while step is not None and step in tree and step not in path:
        path.append(step)
        step = tree[step][1]
    return path


def _twice(rows: list[Row]) -> list[RowError]:
    first: dict[str, int] = {}
    faults = []
    for row in rows:
        line = first.setdefault(row.cells["id"], row.line)
        if line != row.line:
            faults.append(row.error("id", f"'{row.cells['id']}' is on line {line} already"))
    return faults


def _misplaced(area: AreaRow, tree: Mapping[str, tuple[str, str | None]]) -> str | None:
    level, parent_id = area["level"], area["parent_id"]
    if level not in LEVEL_ORDER:
        return None  # said already
    if (level == "province") != (parent_id is None):
        return "a province has no parent; everything else has one"
    if parent_id is None:
        return None
    if parent_id not in tree:
        return f"there is no area '{parent_id}'"
    above = tree[parent_id][0]
    if above not in LEVEL_ORDER or LEVEL_ORDER.index(above) >= LEVEL_ORDER.index(level):
        return f"a {level} cannot lie in a {above}"
    return None


def _area(row: Row) -> tuple[AreaRow, list[RowError]]:
    cells, faults = row.cells, _words(row)
    read = _Numbers(row, faults)
    has_own_centre = cells.get("coord_source") != BORROWED_CENTRE
    people = [read.whole(column) for column in ("population", "pop_2023", "pop_2017")]
    latitude = read.degrees("latitude", 90) or read.degrees("lat", 90)
    longitude = read.degrees("longitude", 180) or read.degrees("lon", 180)
    parent = cells["parent_id"]
    area: AreaRow = {
        "id": cells["id"], "level": cells["level"], "parent_id": None if parent in ("", COUNTRY) else parent,
        "path": [], "name_en": cells["name_en"], "name_ur": cells["name_ur"],
        "alt_en": _names(cells.get("alt_en", "")), "alt_ur": _names(cells.get("alt_ur", "")),
        "population": next((count for count in people if count is not None), None),
        "latitude": latitude if has_own_centre else None, "longitude": longitude if has_own_centre else None,
        "status": cells.get("status") or "current",
    }  # fmt: skip
    return area, faults


def _words(row: Row) -> list[RowError]:
    cells, faults = row.cells, []
    if not ID_SHAPE.fullmatch(cells["id"]):
        faults.append(row.error("id", "an id is small Latin letters and digits parted by single hyphens"))
    if cells["level"] not in LEVEL_ORDER:
        faults.append(row.error("level", f"'{cells['level']}' is none of {', '.join(LEVEL_ORDER)}"))
    if not cells["name_en"]:
        faults.append(row.error("name_en", "the English name is missing"))
    if not ARABIC_LETTER.search(cells["name_ur"]):
        faults.append(row.error("name_ur", "the Urdu name is missing or not in Urdu script"))
    return faults


def _names(cell: str) -> list[str]:
    return [name.strip() for name in cell.split("|") if name.strip()]


class _Numbers:
    """Reads optional numbers of one row and notes what is wrong."""

    def __init__(self, row: Row, faults: list[RowError]) -> None:
        self._row, self._faults = row, faults

    def whole(self, column: str) -> int | None:
        """A count of people."""
        value = self._number(column, 1e9, low=0)
        return None if value is None else int(value)

    def degrees(self, column: str, limit: float) -> float | None:
        """Degrees between -limit and limit."""
        return self._number(column, limit, low=-limit)

    def _number(self, column: str, high: float, *, low: float) -> float | None:
        text = self._row.cells.get(column, "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            self._faults.append(self._row.error(column, f"'{text}' is not a number"))
            return None
        if low <= value <= high:
            return value
        self._faults.append(self._row.error(column, f"{text} is not between {low:g} and {high:g}"))
        return None
