"""Rows and policy say the same of every case and viewer; a page of an area is read off an index."""

from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from gateway.access import policy
from gateway.access.policy import COUNTRY, Reach, Viewer
from gateway.cases.visibility import allowed, visible_to
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.contract import OpenCase
from gateway.protect import Protector
from models.area import Area
from models.case import Case
from models.office import Office
from models.official import ROLES
from tests.support.dialogue import KAMOKE, Talk

SEEN_FROM = (
    None, COUNTRY, Reach("province", "punjab"), Reach("province", "sindh"), Reach("division", "punjab-div-gujranwala"),
    Reach("district", "punjab-dist-gujranwala"), Reach("district", "punjab-dist-sialkot"), Reach("tehsil", KAMOKE),
)  # fmt: skip
OPENED = (
    ("water_supply", KAMOKE, False), ("water_supply", KAMOKE, True), ("corruption", KAMOKE, False),
    ("water_supply", "punjab-dist-sialkot", True), ("police", "sindh-dist-karachi-south", True),
    ("water_supply", None, False), ("water_supply", None, True),
)  # fmt: skip


@pytest.fixture
async def cases(seeded: Database, protector: Protector, clock: SimulatedClock) -> list[Case]:
    """Open and sealed cases in several areas and in none; of one the accused office stands in the same district."""
    for number, (category, area_id, is_accusation) in enumerate(OPENED):
        talk = Talk(seeded, protector, phone=f"+92300123450{number}")
        command = OpenCase(category=category, description="words", area_id=area_id, is_accusation=is_accusation)
        await talk.say("words", command, now=clock.now())
    async with seeded.unit_of_work() as session:
        sealed = select(Case.id).where(Case.is_sealed, Case.area_id == "punjab-dist-sialkot")
        await session.execute(update(Case).where(Case.id.in_(sealed)).values(oversight_level="district"))
        return list(await session.scalars(select(Case).order_by(Case.created_at)))


async def test_rows_and_policy_agree(seeded: Database, cases: list[Case]) -> None:
    offices: list[UUID | None] = [None, *{one.office_id for one in cases}]
    offices += [one.accused_office_id for one in cases if one.accused_office_id]
    async with seeded.unit_of_work() as session:
        for action in ("see", "files", "reveal", "export", "transfer"):
            for role in (*ROLES, "stranger"):
                for reach in SEEN_FROM:
                    for office_id in offices:
                        viewer = Viewer(role, office_id, reach)
                        found = set(await session.scalars(select(Case.id).where(allowed(viewer, action))))
                        said = {one.id for one in cases if policy.may(viewer, action, policy.subject_of(one))}
                        assert found == said, (viewer, action)


async def test_the_database_knows_the_areas_and_routing_the_accused(seeded: Database, cases: list[Case]) -> None:
    accused = cases[1]
    assert (accused.district_id, accused.province_id) == ("punjab-dist-gujranwala", "punjab")
    async with seeded.unit_of_work() as session:
        office = await session.get_one(Office, accused.accused_office_id)
        assert office.id == cases[0].office_id, "whoever would have got it, were it not sealed"
        assert (accused.oversight_level, cases[0].accused_office_id) == ("province", None)


async def test_an_area_that_moves_takes_its_cases_along(seeded: Database, cases: list[Case]) -> None:
    async with seeded.unit_of_work() as session:
        there = await session.get_one(Area, "punjab-dist-sialkot")
        kamoke = await session.get_one(Area, KAMOKE)
        kamoke.parent_id, kamoke.path = there.id, [KAMOKE, *there.path]
    async with seeded.unit_of_work() as session:
        moved = await session.scalars(select(Case.district_id).where(Case.area_id == KAMOKE))
        assert set(moved) == {"punjab-dist-sialkot"}


@pytest.mark.parametrize(
    ("viewer", "index"),
    [
        (Viewer("district_administrator", None, Reach("district", "punjab-dist-gujranwala")), "ix_cases_district_id"),
        (Viewer("oversight", None, Reach("division", "punjab-div-gujranwala")), "ix_cases_division_id"),
        (Viewer("province_administrator", None, Reach("province", "punjab")), "ix_cases_province_id"),
    ],
)
async def test_a_page_of_an_area_is_read_off_an_index(seeded: Database, viewer: Viewer, index: str) -> None:
    query = select(Case.id).where(visible_to(viewer)).order_by(Case.opened_at.desc(), Case.id.desc()).limit(51)
    async with seeded.unit_of_work() as session:
        connection = await session.connection()
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        await session.execute(text("SET LOCAL enable_sort = off"))
        compiled = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        plan = "\n".join(row[0] for row in await session.execute(text(f"EXPLAIN {compiled}")))
    assert f"Index Scan Backward using {index}" in plan
    assert "Sort" not in plan
