"""Officials with a registered phone, as tests need them."""

from gateway import clock
from gateway.access.accounts import Role
from gateway.db import Database
from gateway.notices import phones, repository
from gateway.offices import repository as offices
from gateway.protect import Protector
from models.base import new_id
from models.official import AREA_ROLES, Official
from tests.support.inbound import OUR_NUMBER

OFFICER = "+923017654321"
ADDRESSES = {"sms": OUR_NUMBER, "whatsapp": OUR_NUMBER}


async def add_official(
    database: Database,
    protector: Protector,
    office_code: str,
    *,
    phone: str | None = OFFICER,
    role: Role = "officer",
    notify_by: str = "sms",
    language: str = "en",
    addresses: dict[str, str] = ADDRESSES,
) -> Official:
    """An active official of the office; with a phone it is confirmed, and she chose `notify_by`."""
    async with database.unit_of_work() as session:
        office = await offices.office_by_code(session, office_code)
        assert office is not None, office_code
        official = Official(
            id=new_id(), username=str(new_id()), display_name="O", password_hash="x", role=role, office_id=office.id,
            language=language, area_id=office.area_id if role in AREA_ROLES else None,
            area_level="province" if role in AREA_ROLES else None,
        )  # fmt: skip
        session.add(official)
        await session.flush()
        if phone:
            code = await phones.begin(session, protector, official, phone, addresses, clock.now())
            waiting = await repository.phone_of(session, official.id)
            assert waiting is not None
            assert await phones.confirm(session, protector, waiting, code, clock.now(), "sms")
            official.notify_by = notify_by
        return official
