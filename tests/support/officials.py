"""Officials for tests of pages: one of each role round an ordinary case, three far away, and their cookies."""

from uuid import UUID

from gateway import clock
from gateway.access import accounts, officials
from gateway.db import Database
from gateway.offices import repository as offices
from models.official import ROLES

PASSWORD = "a long enough password"
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
            await accounts.ensure_official(
                session, username=role, password=PASSWORD, display_name=role, role=role, office_id=own.get(role),
                area_id=areas.get(role),
            )  # fmt: skip
        for name, (role, code, area_id) in FAR.items():
            office = await offices.office_by_code(session, code) if code else None
            await accounts.ensure_official(
                session, username=name, password=PASSWORD, display_name=name, role=role,
                office_id=office.id if office else None, area_id=area_id,
            )  # fmt: skip


async def cookie_of(database: Database, username: str) -> str:
    """The secret of a new session of this official, as her browser has it."""
    async with database.unit_of_work() as session:
        secret = await officials.sign_in(session, username, PASSWORD, now=clock.now())
    assert secret
    return secret
