"""The gazetteer: load it, import and export it, search it, find the area of a point. Does not commit."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.places import repository
from gateway.places.rows import OPTIONAL, REQUIRED, AreaRow, area_rows, path_of
from gateway.places.search import Entry, rank
from gateway.tabular import ImportReport, read_table, write_table
from models.area import Area

AREAS_FILE = Path(__file__).parent / "data" / "areas.csv"
EXPORT_COLUMNS = (
    "id", "level", "parent_id", "name_en", "name_ur", "alt_en", "alt_ur", "population", "latitude", "longitude",
    "status",
)  # fmt: skip
EARTH_KM = 6371.0
# Centres, not borders, are known. Within this distance of a tehsil's centre the tehsil is a fair guess; farther off,
# or nearer to a district's middle, only the district is; beyond the last distance the point is not in Pakistan.
TEHSIL_WITHIN_KM, DISTRICT_WITHIN_KM = 15.0, 120.0
# A new district has its only town's centre: at one distance the tehsil is meant.
NEAREST_LEVELS = ("tehsil", "district")
BOX_DEGREES = 1.3  # a little more than DISTRICT_WITHIN_KM anywhere in Pakistan


@dataclass(frozen=True)
class Found:
    """An area that a search found, with its path. `score` is 0 to 100."""

    area: Area
    path: list[Area]
    score: float


async def import_areas(
    session: AsyncSession, path: Path = AREAS_FILE, *, dry_run: bool = False, only_new: bool = False
) -> ImportReport:
    """Add and overwrite areas from a file; nothing is written when any row is wrong. Repeating it changes nothing.

    `only_new` leaves alone what is there; `dry_run` writes nothing and reports what would be.
    """
    table = read_table(path, REQUIRED, OPTIONAL)
    known = await repository.existing(session)
    parents = {row.id: (row.level, row.parent_id) for row in known.values()}
    areas, errors = area_rows(table.rows, parents)
    errors = sorted([*table.errors, *errors], key=lambda error: error.line)
    if errors:
        return ImportReport(rows=len(table.rows), errors=errors)
    added = [area for area in areas if area["id"] not in known]
    kept = () if only_new else [area for area in areas if area["id"] in known]
    changed = [area for area in kept if _differs(area, known[area["id"]])]
    if not dry_run:
        await repository.save_areas(session, [*added, *changed, *_moved(known, areas)])
    return ImportReport(
        rows=len(areas), added=len(added), changed=len(changed), unchanged=len(areas) - len(added) - len(changed)
    )


def _differs(area: AreaRow, row: Any) -> bool:
    return any(getattr(row, name) != value for name, value in area.items())


def _moved(known: dict[str, Any], areas: list[AreaRow]) -> list[AreaRow]:
    """Areas not in the file whose path changes because one above them moved."""
    tree = {row.id: (row.level, row.parent_id) for row in known.values()}
    tree |= {area["id"]: (area["level"], area["parent_id"]) for area in areas}
    listed = {area["id"] for area in areas}
    stale = [row for row in known.values() if row.id not in listed and path_of(row.id, tree) != row.path]
    return [dict(row._mapping) | {"path": path_of(row.id, tree)} for row in stale]


async def export_areas(session: AsyncSession, file: TextIO) -> int:
    """Write every area, parents before children, in a shape that `import_areas` reads; returns how many."""
    areas = await repository.all_areas(session)
    rows = ({name: getattr(area, name) for name in EXPORT_COLUMNS} for area in areas)
    write_table(file, EXPORT_COLUMNS, rows)
    return len(areas)


async def search(session: AsyncSession, text: str, limit: int = 10) -> list[Found]:
    """Areas whose names are like `text`, best first; empty when nothing is near. For officials and the command line."""
    areas = {area.id: area for area in await repository.all_areas(session)}
    entries = [
        Entry(
            area.id, area.level, (area.name_en, *area.alt_en, area.name_ur, *area.alt_ur), area.population or 0,
            tuple(name for step in area.path[1:] for name in (areas[step].name_en, areas[step].name_ur)),
        )
        for area in areas.values()
    ]  # fmt: skip
    return [
        Found(areas[hit.id], [areas[step] for step in areas[hit.id].path], hit.score)
        for hit in rank(text, entries, limit)
    ]


async def show(session: AsyncSession, area_id: str) -> list[Area]:
    """The area and its ancestors; empty for an unknown id."""
    return await repository.path_of(session, area_id)


async def nearest_area(session: AsyncSession, latitude: float, longitude: float) -> Area | None:
    """The area most likely to hold the point (WGS 84 degrees); a guess to confirm. None: far from Pakistan.

    A tehsil near its centre, else a district; the division where its districts share one centre, as in Karachi.
    """
    near = await repository.near(session, latitude, longitude, BOX_DEGREES)
    if not near:
        return None
    distance, level, found = min(
        (_km(area, latitude, longitude), NEAREST_LEVELS.index(area.level), area.id) for area in near
    )
    if distance > DISTRICT_WITHIN_KM:
        return None
    closest = next(area for area in near if area.id == found)
    same_centre = [a for a in near if (a.latitude, a.longitude) == (closest.latitude, closest.longitude)]
    is_unclear = level > 0 and len(same_centre) > 1
    if is_unclear or (level == 0 and distance > TEHSIL_WITHIN_KM):
        return await repository.get_area(session, closest.path[1])
    return closest


def _km(area: Area, latitude: float, longitude: float) -> float:
    """Great-circle distance by the haversine formula."""
    assert area.latitude is not None
    assert area.longitude is not None
    south, north = radians(area.latitude), radians(latitude)
    half = sin((north - south) / 2) ** 2
    half += cos(south) * cos(north) * sin(radians(longitude - area.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
