"""Who is told of a case, once, and who must not be."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.access.policy import viewer_of
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.notices import policy, repository
from gateway.notices import service as notices
from gateway.protect import Protector
from models.case import Case
from models.notice import Notice
from models.official import Official
from models.outbound_message import OutboundMessage
from tests.support.dialogue import Talk, grievance, rows
from tests.support.work_phones import OFFICER, add_official

MUNICIPAL = "mc-punjab-gujranwala-teh-kamoke"
AC = "ac-punjab-gujranwala-teh-kamoke"


async def office_code_of(database: Database, category: str) -> str:
    """The office that a case of the category in Kamoke goes to."""
    from gateway.routing import service as routing

    async with database.unit_of_work() as session:
        explained = await routing.explain(session, category, "punjab-gujranwala-teh-kamoke", is_sealed=False)
        return explained.office.code


@pytest.fixture
async def water(seeded: Database) -> str:
    return await office_code_of(seeded, "water_supply")


async def file(database: Database, protector: Protector, clock: SimulatedClock, **more: object) -> Case:
    """A citizen files; the only case there is."""
    await Talk(database, protector).say("pani nahi", grievance(**more), now=clock.now())  # type: ignore[arg-type]
    (case,) = await rows(database, Case)
    return case


async def texts_to_officials(database: Database) -> list[OutboundMessage]:
    return [one for one in await rows(database, OutboundMessage) if one.dedupe_key.startswith("notice:")]


async def again(database: Database, protector: Protector, case: Case, kind: str, now: object, **more: object) -> bool:
    async with database.unit_of_work() as session:
        return await notices.notify(session, protector, case, case.office_id, kind, now, **more)  # type: ignore[arg-type]


async def test_a_new_case_is_texted_to_who_chose_texts(
    seeded: Database, protector: Protector, clock: SimulatedClock, water: str
) -> None:
    await add_official(seeded, protector, water)
    await add_official(seeded, protector, water, phone=None)
    await add_official(seeded, protector, water, phone="+923011111111", notify_by="web")
    await add_official(seeded, protector, AC, phone="+923012222222")
    case = await file(seeded, protector, clock)
    (text,) = await texts_to_officials(seeded)
    assert text.body.startswith(f"{case.reference} ")
    assert "Kamoke" in text.body
    assert "R what was done" in text.body
    assert (text.channel, text.part_count, text.case_id) == ("sms", 1, case.id)
    assert [one.kind for one in await rows(seeded, Notice)] == ["new_case"]


async def test_whatever_runs_twice_tells_once(
    seeded: Database, protector: Protector, clock: SimulatedClock, water: str
) -> None:
    await add_official(seeded, protector, water)
    case = await file(seeded, protector, clock)
    now = clock.now()
    told = await asyncio.gather(*(again(seeded, protector, case, "overdue", now, occasion="resolve") for _ in range(4)))
    assert sorted(told) == [False, False, False, True]
    assert await again(seeded, protector, case, "overdue", now, occasion="acknowledge")
    assert len(await texts_to_officials(seeded)) == 3


@pytest.mark.parametrize("category", ["corruption", "protection"])
async def test_a_sealed_case_is_for_oversight_alone_and_its_text_says_nothing(
    seeded: Database, protector: Protector, clock: SimulatedClock, category: str
) -> None:
    numbers = iter(range(1, 9))
    for role in ("officer", "oversight", "triage"):
        await add_official(
            seeded, protector, "oversight-punjab", role=role, phone=f"+92301000000{next(numbers)}"
        )  # type: ignore[arg-type]  # fmt: skip
    await add_official(seeded, protector, "oversight-sindh", role="oversight")
    case = await file(seeded, protector, clock, category=category)
    assert case.is_sealed
    (text,) = await texts_to_officials(seeded)
    assert case.reference not in text.body
    assert category not in str(text.params)
    assert text.case_id is None
    async with seeded.unit_of_work() as session:
        officials = (await session.scalars(select(Official))).all()
        now = clock.now()
        seen = {
            one.role: len(await repository.newest(session, one, viewer_of(one), now))
            for one in officials
            if one.office_id == case.office_id
        }
        assert seen == {"officer": 0, "oversight": 1, "triage": 0}
    async with seeded.unit_of_work() as session:
        below = (await session.scalars(select(Official.office_id).where(Official.office_id != case.office_id))).first()
        assert below is not None
        assert not await notices.notify(session, protector, case, below, "escalated", clock.now())
    assert len(await rows(seeded, Notice)) == 1


async def test_at_night_only_what_burns_leaves_at_once(
    seeded: Database, protector: Protector, clock: SimulatedClock, water: str
) -> None:
    await add_official(seeded, protector, water)
    case = await file(seeded, protector, clock)
    clock.moment += timedelta(hours=12)  # a Monday evening, ten or later
    await again(seeded, protector, case, "overdue", clock.now())
    case.is_urgent = True
    await again(seeded, protector, case, "escalated", clock.now())
    _, leaves, waits = sorted(await texts_to_officials(seeded), key=lambda one: one.due_at)
    assert leaves.message_keys[0] == "notice_escalated"
    assert leaves.due_at == clock.now()
    assert waits.due_at - clock.now() > timedelta(hours=6)
    assert waits.expires_at is not None
    assert waits.expires_at > waits.due_at


async def test_she_is_not_texted_her_own_complaint_and_stays_able_to_complain(
    seeded: Database, protector: Protector, clock: SimulatedClock, water: str
) -> None:
    await add_official(seeded, protector, water)
    await Talk(seeded, protector, OFFICER).say("pani nahi", grievance(), now=clock.now())
    assert len(await rows(seeded, Case)) == 1
    assert await texts_to_officials(seeded) == []


async def test_unread_until_she_says_so(
    seeded: Database, protector: Protector, clock: SimulatedClock, water: str
) -> None:
    official = await add_official(seeded, protector, water, phone=None)
    case = await file(seeded, protector, clock)
    await again(seeded, protector, case, "due_soon", clock.now())
    viewer, now = viewer_of(official), clock.now()
    async with seeded.unit_of_work() as session:
        assert await repository.count_unread(session, official, viewer, now) == 2
        first = (await repository.newest(session, official, viewer, now))[0][0]
        for _ in range(2):
            await repository.mark_read(session, official, viewer, now, [first.id])
        assert await repository.count_unread(session, official, viewer, now) == 1


async def test_a_flood_is_told_in_few_texts(
    seeded: Database, protector: Protector, clock: SimulatedClock, water: str
) -> None:
    await add_official(seeded, protector, water)
    case = await file(seeded, protector, clock)
    for number in range(30):
        assert await again(seeded, protector, case, "overdue", clock.now(), occasion=str(number))
    texts = await texts_to_officials(seeded)
    assert len(texts) == policy.MOST_AN_HOUR + 1
    assert [one.message_keys for one in texts].count(["notice_many"]) == 1
    clock.moment += policy.HOUR + timedelta(minutes=1)
    assert await again(seeded, protector, case, "escalated", clock.now())
    assert len(await texts_to_officials(seeded)) == policy.MOST_AN_HOUR + 2
