"""The weekly summary: once a week, to who wants it, with nothing sealed in its counts."""

import asyncio
from datetime import timedelta

import pytest

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.notices import digest
from gateway.protect import Protector
from models.case import Case
from models.official import Official
from models.outbound_message import OutboundMessage
from tests.support.dialogue import Talk, grievance, rows
from tests.support.work_phones import add_official

WATER = "mc-punjab-gujranwala-teh-kamoke"


async def wants(database: Database, official: Official) -> None:
    async with database.unit_of_work() as session:
        (await session.get_one(Official, official.id)).wants_digest = True


async def digests(database: Database) -> list[str]:
    return [one.body for one in await rows(database, OutboundMessage) if one.dedupe_key.startswith("digest:")]


@pytest.fixture
async def two_cases(seeded: Database, protector: Protector, clock: SimulatedClock) -> None:
    """One late and disputed, one new and one sealed at the same office; now it is a Monday's noon."""
    clock.moment += timedelta(hours=3)
    for number, more in enumerate(({}, {}, {"category": "corruption"})):
        talk = Talk(seeded, protector, f"+92300555000{number}")
        await talk.say("pani nahi", grievance(**more), now=clock.now())  # type: ignore[arg-type]
    cases = await rows(seeded, Case)
    async with seeded.unit_of_work() as session:
        late, sealed = await session.get_one(Case, cases[0].id), await session.get_one(Case, cases[2].id)
        late.verdict, late.opened_at = "disputed", clock.now() - timedelta(days=30)
        late.acknowledge_due_at = late.first_action_due_at = late.resolve_due_at = clock.now() - timedelta(days=20)
        sealed.office_id = late.office_id


@pytest.mark.usefixtures("two_cases")
async def test_once_a_week_to_who_wants_it(seeded: Database, protector: Protector, clock: SimulatedClock) -> None:
    await wants(seeded, await add_official(seeded, protector, WATER))
    await add_official(seeded, protector, WATER, phone="+923012222222")
    await wants(seeded, await add_official(seeded, protector, WATER, phone="+923013333333", notify_by="web"))
    await asyncio.gather(*(digest.tend(seeded, protector, clock.now()) for _ in range(3)))
    clock.moment += timedelta(days=1)
    await digest.tend(seeded, protector, clock.now())
    (text,) = await digests(seeded)
    assert "late 1, disputed 1, new 1, solved 0" in text
    clock.moment += timedelta(days=6)
    await digest.tend(seeded, protector, clock.now())
    assert len(await digests(seeded)) == 2


@pytest.mark.usefixtures("two_cases")
@pytest.mark.parametrize("later", [timedelta(hours=9), timedelta(days=2), timedelta(days=6, hours=18)])
async def test_not_at_night_and_not_in_the_middle_of_the_week(
    seeded: Database, protector: Protector, clock: SimulatedClock, later: timedelta
) -> None:
    await wants(seeded, await add_official(seeded, protector, WATER))
    clock.moment += later
    await digest.tend(seeded, protector, clock.now())
    assert await digests(seeded) == []


async def test_an_office_without_news_is_told_nothing(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    await wants(seeded, await add_official(seeded, protector, WATER))
    clock.moment += timedelta(hours=3)
    await digest.tend(seeded, protector, clock.now())
    assert await digests(seeded) == []
