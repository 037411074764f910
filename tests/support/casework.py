"""Officials of the offices that cases are in, to act as."""

from uuid import UUID

from gateway.access.policy import viewer_of
from gateway.casework.service import Actor
from gateway.clock import now
from gateway.db import Database
from gateway.places import repository as places
from gateway.protect import Protector
from models.base import new_id
from models.office import Office
from models.official import AREA_ROLES, Official


async def officer_of(database: Database, protector: Protector, office_id: UUID, **fields: object) -> Actor:
    """A new officer of the office, acting now."""
    named = {"username": str(new_id()), "display_name": "O", "password_hash": "x", "role": "officer"} | fields
    async with database.unit_of_work() as session:
        made = Official(id=new_id(), office_id=office_id, **named)
        if made.role in AREA_ROLES:
            office = await session.get_one(Office, office_id)
            path = await places.path_of(session, office.area_id or "")
            made.area_id, made.area_level = path[-1].id, path[-1].level
        session.add(made)
    return Actor(made.id, viewer_of(made), now(), protector)
