"""The triage desk: who finds which items, and that one is settled once, with words."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from gateway.access.policy import COUNTRY
from gateway.cases.visibility import Viewer
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.desk import service
from gateway.desk.rights import has_desk
from gateway.protect import Protector
from gateway.triage.repository import open_item
from models.base import new_id
from models.conversation import Conversation
from models.official import Official
from models.triage_item import TriageItem
from tests.support.dialogue import Talk, grievance
from tests.support.review import sealed_case

TRIAGE, OVERSIGHT = Viewer("triage", None), Viewer("oversight", None, COUNTRY)


@pytest.fixture
async def official_id(seeded: Database) -> UUID:
    made = Official(id=new_id(), username="desk", display_name="Desk", password_hash="-", role="triage")
    async with seeded.unit_of_work() as session:
        session.add(made)
    return made.id


async def add(database: Database, clock: SimulatedClock, **values: Any) -> UUID:
    async with database.unit_of_work() as session:
        await open_item(session, TriageItem(reason="asked", opened_at=clock.now(), **values))
        return (await session.scalars(select(TriageItem.id).order_by(TriageItem.created_at.desc()).limit(1))).one()


async def found(database: Database, viewer: Viewer) -> set[UUID]:
    async with database.unit_of_work() as session:
        if not has_desk(viewer.role):
            with pytest.raises(service.NoDesk):
                await service.list_waiting(session, viewer, None)
            return set()
        rows = {row[0].id for row in (await service.list_waiting(session, viewer, None)).rows}
        assert len(rows) == await service.count_waiting(session, viewer)
    return rows


async def test_sealed_items_are_for_oversight_alone(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await Talk(seeded, protector, phone="+923009999999").say("pani nahi", grievance(), now=clock.now())
    await sealed_case(seeded, protector)
    async with seeded.unit_of_work() as session:
        open_one, hers = await session.scalars(select(Conversation.id).order_by(Conversation.created_at))
    plain = await add(seeded, clock, text="call me", conversation_id=open_one)
    sealed = {
        await add(seeded, clock, text="call me", is_sealed=True),
        await add(seeded, clock, text="call me", conversation_id=hers),
    }
    assert await found(seeded, TRIAGE) == {plain}
    assert await found(seeded, OVERSIGHT) == sealed | {plain}
    assert await found(seeded, Viewer("officer", new_id())) == set()
    async with seeded.unit_of_work() as session:
        for item_id in sealed:
            with pytest.raises(service.NoSuchItem):
                await service.read_item(session, TRIAGE, item_id)


async def test_an_item_is_settled_once_and_with_words(
    seeded: Database, clock: SimulatedClock, official_id: UUID
) -> None:
    item_id = await add(seeded, clock, text="call me")

    async def settle(viewer: Viewer, reason: str) -> None:
        async with seeded.unit_of_work() as session:
            await service.settle(session, viewer, official_id, item_id, reason, now=clock.now())

    with pytest.raises(service.SettledWithoutReason):
        await settle(TRIAGE, "  ok \n ")
    with pytest.raises(service.NoSuchItem):
        await settle(Viewer("officer", new_id()), "called her back")
    await settle(TRIAGE, " called  her back ")
    with pytest.raises(service.AlreadySettled):
        await settle(TRIAGE, "called her back too")
    assert await found(seeded, TRIAGE) == set()
    async with seeded.unit_of_work() as session:
        item = await session.get_one(TriageItem, item_id)
    assert (item.settled_reason, item.settled_by_id) == ("called her back", official_id)
