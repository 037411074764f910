"""Many cases made from one that came down the line: copies that differ where a test says."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from gateway.cases.reference import generate
from gateway.db import Database
from models.base import new_id
from models.case import Case

_OWN = {"id", "reference", "created_at", "words"}
_COPIED = [column.key for column in Case.__table__.columns if column.key not in _OWN]


async def copies(database: Database, reference: str, count: int, **changed: Any) -> list[str]:
    """`count` copies of a case, each a minute older than the one before; their references, newest first."""
    async with database.unit_of_work() as session:
        first = (await session.scalars(select(Case).where(Case.reference == reference))).one()
        made = []
        for number in range(count):
            values: dict[str, Any] = {name: getattr(first, name) for name in _COPIED}
            values |= {"command_number": await _next_number(session, first.turn_id) + number}
            values["opened_at"] = changed.get("opened_at", first.opened_at) - timedelta(minutes=number)
            values |= {name: value for name, value in changed.items() if name != "opened_at"}
            made.append(Case(id=new_id(), reference=generate(), **values))
        session.add_all(made)
        await session.flush()
        return [case.reference for case in made]


async def _next_number(session: Any, turn_id: UUID) -> int:
    numbers = await session.scalars(select(Case.command_number).where(Case.turn_id == turn_id))
    return max(numbers, default=0) + 1


def late(now: datetime, days: float = 1) -> dict[str, datetime]:
    """Deadlines that passed so many days ago."""
    due = now - timedelta(days=days)
    return {"acknowledge_due_at": due, "first_action_due_at": due, "resolve_due_at": due}
