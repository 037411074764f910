"""What is asked of the database about areas. Flushes, never commits."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.area import Area

# Parents first: a row may point only to one that is there.
LEVEL_ORDER = ("province", "division", "district", "tehsil")


async def get_area(session: AsyncSession, area_id: str) -> Area | None:
    """The area with this id."""
    return await session.get(Area, area_id)


def _path() -> Select[tuple[Area]]:
    start, step = aliased(Area), aliased(Area)
    ids = func.unnest(start.path).table_valued("id", with_ordinality="place", name="steps").render_derived()
    return (
        select(step).select_from(start).join(ids, start.id == bindparam("area_id")).join(step, step.id == ids.c.id)
        .order_by(ids.c.place)
    )  # fmt: skip


# Built once, because every turn asks for it several times and building costs more than the query.
PATH = _path()


async def path_of(session: AsyncSession, area_id: str) -> list[Area]:
    """The area, its parents up to the province, in that order; empty for an unknown id. One statement."""
    return list(await session.scalars(PATH, {"area_id": area_id}))


async def areas_of(session: AsyncSession, area_ids: Collection[str]) -> dict[str, Area]:
    """The areas with these ids."""
    rows = await session.scalars(select(Area).where(Area.id.in_(area_ids))) if area_ids else ()
    return {area.id: area for area in rows}


async def large_areas(session: AsyncSession) -> list[Area]:
    """Provinces and districts, each province before its districts; some 170 rows."""
    rows = await session.scalars(select(Area).where(Area.level.in_(("province", "district"))))
    return sorted(rows, key=lambda area: (area.path[-1], area.level != "province", area.name_en))


async def area_ids(session: AsyncSession) -> list[str]:
    """Ids of all areas."""
    return list(await session.scalars(select(Area.id)))


async def all_areas(session: AsyncSession) -> list[Area]:
    """The whole gazetteer, parents before children; some 900 rows."""
    rows = await session.scalars(select(Area).order_by(func.cardinality(Area.path), Area.id))
    return list(rows)


async def near(session: AsyncSession, latitude: float, longitude: float, within_degrees: float) -> list[Area]:
    """Tehsils and districts whose centre lies in a box round the point. Six hundred rows: no index is needed."""
    rows = await session.scalars(
        select(Area).where(
            Area.level.in_(("tehsil", "district")),
            Area.latitude.between(latitude - within_degrees, latitude + within_degrees),
            Area.longitude.between(longitude - within_degrees, longitude + within_degrees),
        )
    )
    return list(rows)


async def existing(session: AsyncSession) -> dict[str, Any]:
    """All areas as plain rows by id."""
    rows = await session.execute(select(Area.__table__))
    return {row.id: row for row in rows}


async def save_areas(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert or overwrite areas."""
    if not rows:
        return
    statement = insert(Area.__table__)  # type: ignore[arg-type]  # a declared class has a Table
    columns = {name: statement.excluded[name] for name in rows[0] if name != "id"}
    ordered = sorted((dict(row) for row in rows), key=lambda row: LEVEL_ORDER.index(row["level"]))
    saving = statement.on_conflict_do_update(index_elements=["id"], set_=columns)
    await (await session.connection()).execute(saving, ordered)
    session.expire_all()
