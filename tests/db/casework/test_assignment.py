"""A case comes into hands by itself where somebody is on duty, and is given on by hand within its office only."""

from uuid import UUID

import pytest
from sqlalchemy import select

from gateway.casework import service as casework
from gateway.casework.assignment import NotOfThisOffice
from gateway.db import Database
from gateway.protect import Protector
from models.base import new_id
from models.case import Case
from models.case_event import CaseEvent
from tests.db.casework.conftest import CaseMaker
from tests.support.casework import officer_of


async def hands_of(database: Database, case: Case) -> UUID | None:
    async with database.unit_of_work() as session:
        return (await session.get_one(Case, case.id)).assigned_to_id


async def test_cases_are_spread_over_those_on_duty(
    seeded: Database, protector: Protector, open_case: CaseMaker
) -> None:
    nobody = await open_case()
    assert nobody.assigned_to_id is None
    office = nobody.office_id
    first, second = [await officer_of(seeded, protector, office) for _ in range(2)]
    await officer_of(seeded, protector, office, is_on_duty=False)
    await officer_of(seeded, protector, office, reads=["en"])
    await officer_of(seeded, protector, office, is_active=False)
    await officer_of(seeded, protector, office, role="administrator")
    given = [(await open_case()).assigned_to_id for _ in range(4)]
    assert sorted(given, key=str) == sorted([first.official_id, second.official_id] * 2, key=str)


async def test_accepting_a_case_that_nobody_has_gives_it_to_somebody(
    seeded: Database, protector: Protector, open_case: CaseMaker
) -> None:
    case = await open_case()
    actor = await officer_of(seeded, protector, case.office_id)
    async with seeded.unit_of_work() as session:
        await casework.accept(session, actor, case.reference)
    assert await hands_of(seeded, case) == actor.official_id
    async with seeded.unit_of_work() as session:
        event = (await session.scalars(select(CaseEvent).where(CaseEvent.kind == "case_assigned"))).one()
    assert (event.actor, event.data) == ("system", {"official_id": str(actor.official_id), "how": "automatic"})


async def test_by_hand_within_the_office_only(seeded: Database, protector: Protector, open_case: CaseMaker) -> None:
    case = await open_case()
    actor = await officer_of(seeded, protector, case.office_id)
    colleague = await officer_of(seeded, protector, case.office_id, is_on_duty=False)
    stranger = await officer_of(seeded, protector, (await open_case("electricity")).office_id)
    async with seeded.unit_of_work() as session:
        await casework.assign(session, actor, case.reference)
    assert await hands_of(seeded, case) == actor.official_id
    async with seeded.unit_of_work() as session:
        await casework.assign(session, actor, case.reference, colleague.official_id)
    assert await hands_of(seeded, case) == colleague.official_id
    for other in (stranger.official_id, new_id()):
        async with seeded.unit_of_work() as session:
            with pytest.raises(NotOfThisOffice):
                await casework.assign(session, actor, case.reference, other)
    assert await hands_of(seeded, case) == colleague.official_id


async def test_a_transfer_leaves_the_old_hands(seeded: Database, protector: Protector, open_case: CaseMaker) -> None:
    case = await open_case()
    actor = await officer_of(seeded, protector, case.office_id)
    async with seeded.unit_of_work() as session:
        await casework.accept(session, actor, case.reference)
        await casework.transfer(session, actor, case.reference, "phed-punjab-dist-gujranwala", "theirs to do")
    assert await hands_of(seeded, case) is None


async def test_a_sealed_case_comes_into_no_officers_hands(
    seeded: Database, protector: Protector, open_case: CaseMaker
) -> None:
    office = (await open_case("corruption")).office_id
    await officer_of(seeded, protector, office)
    overseer = await officer_of(seeded, protector, office, role="oversight")
    assert (await open_case("corruption")).assigned_to_id == overseer.official_id
