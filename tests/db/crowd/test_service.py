"""An invented crowd is whole: the console, the search and a case's page find in it what they find in a real one."""

import pytest
from sqlalchemy import func, select

from gateway.cases.queues.filters import Filters
from gateway.cases.queues.service import Where, list_cases
from gateway.cases.reading import read_case
from gateway.cases.search.service import search
from gateway.cases.visibility import Viewer
from gateway.clock import SimulatedClock
from gateway.crowd import service
from gateway.crowd.draw import PHONE
from gateway.db import Database
from gateway.protect import Protector
from models.case import Case
from models.category import Category

TRIAGE = Viewer("triage", None)


async def test_a_crowd_is_whole(
    seeded: Database, protector: Protector, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH", 30)
    told: list[int] = []
    await service.make(seeded, protector, 70, now=clock.now(), tell=told.append)
    assert told == [30, 60, 70]
    async with seeded.unit_of_work() as session:
        assert await session.scalar(select(func.count()).select_from(Case)) == 70
        sensitive = select(Category.code).where(Category.is_sensitive)
        wrong = select(Case.id).where(Case.is_sealed != Case.category_code.in_(sensitive))
        assert (await session.scalars(wrong)).all() == []
        page = await list_cases(session, TRIAGE, "all", Filters(), Where(), now=clock.now())
        story = await read_case(session, TRIAGE, page.rows[0][0].reference)
        assert [event.kind for event in story.events][:2] == ["case_opened", "case_routed"]
        found = await search(session, TRIAGE, PHONE.format(3), keys=protector, now=clock.now())
        assert found.by == "phone"
    with pytest.raises(service.CrowdIsThere):
        await service.make(seeded, protector, 1, now=clock.now())
