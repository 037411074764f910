"""Officials of the offices that cases are in, to act as."""

from uuid import UUID

from gateway.cases.visibility import Viewer
from gateway.casework.service import Actor
from gateway.clock import now
from gateway.db import Database
from gateway.protect import Protector
from models.base import new_id
from models.official import Official


async def officer_of(database: Database, protector: Protector, office_id: UUID, **fields: object) -> Actor:
    """A new officer of the office, acting now."""
    named = {"username": str(new_id()), "display_name": "O", "password_hash": "x", "role": "officer"} | fields
    async with database.unit_of_work() as session:
        made = Official(id=new_id(), office_id=office_id, **named)
        session.add(made)
    return Actor(made.id, Viewer(made.role, office_id), now(), protector)
