"""Officials for tests of pages: one of each role round an ordinary case, three far away, and their cookies."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import clock
from gateway.access import officials
from gateway.db import Database
from gateway.offices import repository as offices
from models.area import Area
from models.base import new_id
from models.office import Office
from models.official import AREA_ROLES, ROLES, Official, OfficialSession

FAR = {
    "far_officer": ("officer", "wasa-punjab-dist-faisalabad", None),
    "far_district": ("district_administrator", None, "punjab-dist-faisalabad"),
    "far_oversight": ("oversight", "oversight-sindh", None),
}
NAMES = (*ROLES, *FAR)


async def make_officials(database: Database, office_id: UUID) -> None:
    """One of each role whose office or area has cases of the office, called as the role; and those of FAR."""
    areas = {"province_administrator": "punjab", "auditor": "punjab"}
    areas["district_administrator"] = "punjab-dist-gujranwala"
    async with database.unit_of_work() as session:
        cell = await offices.office_by_code(session, "oversight-punjab")
        assert cell is not None
        own = {"officer": office_id, "office_head": office_id, "oversight": cell.id}
        for role in ROLES:
            await add(session, role, role, own.get(role), areas.get(role))
        for name, (role, code, area_id) in FAR.items():
            office = await offices.office_by_code(session, code) if code else None
            await add(session, name, role, office.id if office else None, area_id)


async def add(session: AsyncSession, name: str, role: str, office_id: UUID | None, area_id: str | None) -> None:
    """An official who has no password; her area is her office's where the role has one and none is given."""
    office = await session.get(Office, office_id) if office_id else None
    area = await session.get(Area, area_id or (office.area_id if office else None) or "")
    if role not in AREA_ROLES:
        area = None
    session.add(
        Official(
            id=new_id(), username=name, display_name=name, role=role, password_hash="none", office_id=office_id,
            area_id=area.id if area else None, area_level=area.level if area else None,
        )
    )  # fmt: skip
    await session.flush()


async def cookie_of(database: Database, username: str) -> str:
    """The secret of a new session of this official, as her browser has it."""
    async with database.unit_of_work() as session:
        official = (await session.scalars(select(Official).where(Official.username == username))).one()
        return await officials.begin_session(session, official, now=clock.now())


def proving(database: Database) -> dict[str, list[Callable[[httpx.Response], Awaitable[None]]]]:
    """For a test's browser: every sign-in has its second factor proven, as if the official had typed the code."""

    async def prove(answer: httpx.Response) -> None:
        if answer.request.method == "POST" and answer.request.url.path == "/console/sign-in":
            async with database.unit_of_work() as session:
                await session.execute(update(OfficialSession).values(is_proven=True))

    return {"response": [prove]}
