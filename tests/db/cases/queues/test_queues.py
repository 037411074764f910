"""Queues on a real database: who finds what, pages both ways, counts, filters, and that sealed cases leave no trace."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from gateway.access.policy import COUNTRY, viewer_of
from gateway.cases.queues import repository, service
from gateway.cases.queues.filters import Filters
from gateway.cases.queues.service import NoSuchQueue, Where, counts, list_cases
from gateway.cases.visibility import Viewer
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.protect import Protector
from models.base import new_id
from models.case import Case
from models.office import Office
from models.official import Official
from tests.support.cases import copies, late
from tests.support.dialogue import Talk, grievance

TRIAGE, OVERSIGHT = Viewer("triage", None), Viewer("oversight", None, COUNTRY)
ANSWERED = {"state": "answered", "outcome": "granted", "answer": "It was done.", "answered_at": None}


class Desk:
    """One case that came down the line, its office, and what a viewer finds."""

    def __init__(self, database: Database, clock: SimulatedClock) -> None:
        self.database, self.clock, self.reference = database, clock, ""
        self.office_id, self.other_id = UUID(int=0), UUID(int=0)

    async def begin(self, protector: Protector) -> "Desk":
        await Talk(self.database, protector).say("pani nahi", grievance(), now=self.clock.now())
        async with self.database.unit_of_work() as session:
            case = (await session.scalars(select(Case))).one()
            self.reference, self.office_id = case.reference, case.office_id
            others = select(Office.id).where(Office.id != case.office_id).order_by(Office.code).limit(1)
            self.other_id = (await session.scalars(others)).one()
        return self

    async def add(self, count: int = 1, **changed: Any) -> list[str]:
        return await copies(self.database, self.reference, count, **changed)

    async def page(
        self, viewer: Viewer, queue: str = "all", filters: Filters | None = None, size: int = 50, **where: str | None
    ) -> service.Page:
        async with self.database.unit_of_work() as session:
            return await list_cases(
                session, viewer, queue, filters or Filters(), Where(**where), now=self.clock.now(), size=size
            )

    async def found(self, viewer: Viewer, queue: str = "all", filters: Filters | None = None) -> list[str]:
        return references((await self.page(viewer, queue, filters)).rows)

    async def counts(self, viewer: Viewer) -> dict[str, int]:
        async with self.database.unit_of_work() as session:
            return await counts(session, viewer, now=self.clock.now())


def references(rows: Sequence[repository.CaseRow]) -> list[str]:
    return [row[0].reference for row in rows]


@pytest.fixture
async def desk(seeded: Database, protector: Protector, clock: SimulatedClock) -> Desk:
    return await Desk(seeded, clock).begin(protector)


async def test_each_queue_has_its_cases(desk: Desk) -> None:
    now = desk.clock.now()
    made = {
        "unaccepted": [desk.reference],
        "overdue": await desk.add(state="acknowledged", **late(now)),
        "today": await desk.add(state="in_progress", **late(now, days=-0.1)),
        "disputed": await desk.add(state="acknowledged", dispute_count=1),
        "answered": await desk.add(**ANSWERED | {"answered_at": now}),
    }
    for queue, expected in made.items():
        assert await desk.found(TRIAGE, queue) == expected, queue
        assert await desk.found(Viewer("officer", desk.office_id), queue) == expected, queue
        assert await desk.found(Viewer("officer", desk.other_id), queue) == [], queue
    assert (await desk.counts(TRIAGE)) == {"all": 5} | dict.fromkeys(made, 1)
    assert len(await desk.found(Viewer("officer", desk.office_id), "office")) == 5


async def test_what_is_in_my_hands_is_mine_alone_and_ends_with_the_answer(desk: Desk) -> None:
    async with desk.database.unit_of_work() as session:
        me, other = (
            Official(id=new_id(), username=name, display_name="O", password_hash="x", role="officer",
                     office_id=desk.office_id)
            for name in ("me", "other")
        )  # fmt: skip
        session.add_all([me, other])
    now = desk.clock.now()
    later, sooner = [await desk.add(assigned_to_id=me.id, **late(now, days)) for days in (1, 3)]
    await desk.add(assigned_to_id=other.id)
    await desk.add(assigned_to_id=me.id, **ANSWERED | {"answered_at": now})
    mine = viewer_of(me)
    assert await desk.found(mine, "mine") == sooner + later, "the longest overdue first"
    assert (await desk.counts(mine))["mine"] == 2
    with pytest.raises(NoSuchQueue):
        await desk.page(TRIAGE, "mine")


async def test_what_was_raised_is_found_by_the_office_above_once(desk: Desk) -> None:
    above = Viewer("officer", desk.other_id)
    raised = await desk.add(2, escalated_to_id=desk.other_id, **late(desk.clock.now()))
    ours = await desk.add(office_id=desk.other_id, escalated_to_id=desk.other_id, **late(desk.clock.now(), 2))
    assert await desk.found(above, "raised") == raised
    assert sorted(await desk.found(above, "overdue")) == sorted(ours + raised)
    assert (await desk.found(above, "overdue"))[0] == ours[0], "the longest overdue comes first"
    assert (await desk.counts(above))["overdue"] == 3


async def test_pages_lead_forth_and_back_over_every_case_once(desk: Desk) -> None:
    await desk.add(6)
    whole = await desk.found(TRIAGE)
    pages, page = [], await desk.page(TRIAGE, size=3)
    assert page.previous_cursor is None
    while True:
        pages.append(references(page.rows))
        if not page.next_cursor:
            break
        page = await desk.page(TRIAGE, size=3, after=page.next_cursor)
    assert sum(pages, []) == whole  # noqa: RUF017 - three short lists
    back = await desk.page(TRIAGE, size=3, before=page.previous_cursor)
    assert references(back.rows) == pages[1]
    first = await desk.page(TRIAGE, size=3, before=back.previous_cursor)
    assert (references(first.rows), first.previous_cursor) == (pages[0], None)


async def test_deadline_pages_too(desk: Desk) -> None:
    for days in (3, 1, 2):
        await desk.add(**late(desk.clock.now(), days))
    page = await desk.page(TRIAGE, "overdue", size=2)
    rest = await desk.page(TRIAGE, "overdue", size=2, after=page.next_cursor)
    moments = [row[0].resolve_due_at for row in [*page.rows, *rest.rows]]
    assert moments == sorted(moments)
    assert len(moments) == 3


async def test_filters_narrow(desk: Desk) -> None:
    [closed] = await desk.add(state="acknowledged", category_code="gas", is_urgent=True, language="ur")
    for filters in (
        Filters(state="acknowledged"), Filters(category="gas"), Filters(is_urgent=True), Filters(language="ur"),
    ):  # fmt: skip
        assert await desk.found(TRIAGE, "all", filters) == [closed], filters
    assert len(await desk.found(TRIAGE, "all", Filters(area="punjab-dist-gujranwala"))) == 2, "with all beneath it"
    assert await desk.found(TRIAGE, "all", Filters(area="sindh-dist-sukkur")) == []
    today = desk.clock.now().date()
    assert len(await desk.found(TRIAGE, "all", Filters(since=today, until=today))) == 2
    assert await desk.found(TRIAGE, "all", Filters(until=today - timedelta(days=1))) == []
    assert await desk.found(TRIAGE, "all", Filters(office="nowhere")) == []


async def test_a_narrow_filter_looks_a_window_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "WINDOW", 3)
    await desk.add(8)
    [rare] = await desk.add(category_code="gas", opened_at=desk.clock.now() - timedelta(days=9))
    page, looked = await desk.page(TRIAGE, "all", Filters(category="gas")), 1
    while not page.rows:
        assert page.is_cut
        page, looked = await desk.page(TRIAGE, "all", Filters(category="gas"), after=page.next_cursor), looked + 1
    assert (references(page.rows), looked) == ([rare], 4)
    assert page.next_cursor is None


async def test_counts_stop_at_their_cap(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "COUNT_CAP", 3)
    await desk.add(8)
    assert (await desk.counts(TRIAGE))["unaccepted"] == 4


async def test_sealed_cases_are_in_no_list_and_no_count_but_oversights(desk: Desk) -> None:
    [sealed] = await desk.add(is_sealed=True, dispute_count=1, escalated_to_id=desk.other_id, **late(desk.clock.now()))
    officers = Viewer("officer", desk.office_id), Viewer("officer", desk.other_id)
    for viewer in (TRIAGE, Viewer("district_administrator", None, COUNTRY), *officers):
        for queue in ("all", "overdue", "unaccepted", "disputed"):
            assert sealed not in await desk.found(viewer, queue)
        found = await desk.counts(viewer)
        assert (found["overdue"], found["disputed"], found.get("raised", 0)) == (0, 0, 0)
        with pytest.raises(NoSuchQueue):
            await desk.page(viewer, "sealed")
    for queue in ("sealed", "overdue", "disputed", "unaccepted"):
        assert await desk.found(OVERSIGHT, queue) == [sealed]
    assert sorted(await desk.found(OVERSIGHT)) == sorted([sealed, desk.reference])


@pytest.mark.parametrize(
    ("queue", "office", "index"),
    [
        ("all", False, "ix_cases_lane"), ("overdue", False, "ix_cases_due"), ("disputed", True, "office_disputed"),
        ("unaccepted", True, "ix_cases_office_unaccepted"), ("office", True, "ix_cases_office_open"),
    ],
)  # fmt: skip
async def test_a_queue_is_read_off_its_index(desk: Desk, queue: str, office: bool, index: str) -> None:
    viewer = Viewer("officer", desk.office_id) if office else TRIAGE
    window = repository.window(
        viewer, queue, Filters(), desk.clock.now(), marker=None, is_backwards=False, size=51
    )  # fmt: skip
    statement = str(select(window).compile(desk.database.engine, compile_kwargs={"literal_binds": True}))
    async with desk.database.unit_of_work() as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        await session.execute(text("SET LOCAL enable_bitmapscan = off"))
        plan = "\n".join(await session.scalars(text(f"EXPLAIN {statement}")))
    assert index in plan, plan
