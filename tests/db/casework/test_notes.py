"""Notes, mentions, links and followers: for whoever may see the case, and never for the citizen."""

import pytest
from sqlalchemy import func, select

from gateway.cases.errors import CaseNotFound
from gateway.casework import notes, reading
from gateway.casework.rights import NotYours
from gateway.casework.service import Actor
from gateway.db import Database
from gateway.protect import Protector
from models.case import Case
from models.case_event import CaseEvent
from models.case_note import CaseFollower, CaseLink, CaseMention, CaseNote
from models.official import Official
from models.outbound_message import OutboundMessage
from tests.db.casework.conftest import CaseMaker
from tests.support.casework import officer_of


async def write(database: Database, actor: Actor, case: Case, text: str) -> None:
    async with database.unit_of_work() as session:
        await notes.add_note(session, actor, case.reference, text)


async def test_a_note_is_kept_with_whom_it_names_and_told_to_no_citizen(
    seeded: Database, protector: Protector, open_case: CaseMaker
) -> None:
    case = await open_case()
    actor = await officer_of(seeded, protector, case.office_id, display_name="Amna")
    colleague = await officer_of(seeded, protector, case.office_id, username="bilal")
    await write(seeded, actor, case, "@bilal the meter is at the neighbour's, ask @Bilal")
    async with seeded.unit_of_work() as session:
        shown = await reading.notebook(session, actor.viewer, case, actor.official_id)
        mentions = (await session.scalars(select(CaseMention))).all()
        event = (await session.scalars(select(CaseEvent).where(CaseEvent.kind == "note_added"))).one()
        told = await session.scalar(select(func.count()).where(OutboundMessage.body.contains("meter")))
    assert [(one.author, one.text[:6]) for one in shown.notes] == [("Amna", "@bilal")]
    assert [(one.official_id, one.case_id) for one in mentions] == [(colleague.official_id, case.id)]
    assert "meter" not in f"{event.reason}{event.data}"
    assert told == 0


@pytest.mark.parametrize("name", ["nobody", "elsewhere", "gone"])
async def test_who_may_not_see_the_case_is_not_named(
    seeded: Database, protector: Protector, open_case: CaseMaker, name: str
) -> None:
    case = await open_case()
    actor = await officer_of(seeded, protector, case.office_id)
    await officer_of(seeded, protector, (await open_case("electricity")).office_id, username="elsewhere")
    await officer_of(seeded, protector, case.office_id, username="gone", is_active=False)
    with pytest.raises(notes.NobodyOfThatName):
        await write(seeded, actor, case, f"look, @{name}")
    async with seeded.unit_of_work() as session:
        assert await session.scalar(select(func.count()).select_from(CaseNote)) == 0


async def test_a_sealed_case_takes_no_word_of_whom_it_is_hidden_from(
    seeded: Database, protector: Protector, open_case: CaseMaker
) -> None:
    sealed = await open_case("corruption")
    officer = await officer_of(seeded, protector, sealed.office_id)
    overseer = await officer_of(seeded, protector, sealed.office_id, role="oversight")
    with pytest.raises(CaseNotFound):
        await write(seeded, officer, sealed, "what is this?")
    with pytest.raises(notes.NobodyOfThatName):
        async with seeded.unit_of_work() as session:
            await notes.add_note(session, overseer, sealed.reference, f"@{await name_of(seeded, officer)} look")
    plain = await open_case()
    for one, other in ((sealed, plain), (plain, sealed)):
        async with seeded.unit_of_work() as session:
            with pytest.raises(notes.NotToBeLinked):
                await notes.link(session, overseer, one.reference, other.reference)


async def name_of(database: Database, actor: Actor) -> str:
    async with database.unit_of_work() as session:
        return (await session.get_one(Official, actor.official_id)).username


async def test_a_link_is_seen_from_both_sides_and_stands_once(
    seeded: Database, protector: Protector, open_case: CaseMaker
) -> None:
    first, second, third = await open_case(), await open_case(), await open_case("electricity")
    actor = await officer_of(seeded, protector, first.office_id)
    async with seeded.unit_of_work() as session:
        await notes.link(session, actor, first.reference, second.reference)
        await notes.link(session, actor, second.reference, first.reference)
        for other in (first.reference, third.reference, "0000000"):
            with pytest.raises(notes.NotToBeLinked):
                await notes.link(session, actor, first.reference, other)
    async with seeded.unit_of_work() as session:
        assert await session.scalar(select(func.count()).select_from(CaseLink)) == 1
        for one, other in ((first, second), (second, first)):
            shown = await reading.notebook(session, actor.viewer, one, actor.official_id)
            assert [linked.id for linked in shown.links] == [other.id]


async def test_following_is_on_or_off_and_not_for_who_configures(
    seeded: Database, protector: Protector, open_case: CaseMaker
) -> None:
    case = await open_case()
    actor = await officer_of(seeded, protector, case.office_id)
    administrator = await officer_of(seeded, protector, case.office_id, role="auditor")
    for is_wanted, count in ((True, 1), (True, 1), (False, 0), (False, 0)):
        async with seeded.unit_of_work() as session:
            await notes.follow(session, actor, case.reference, is_wanted=is_wanted)
            assert await session.scalar(select(func.count()).select_from(CaseFollower)) == count
    with pytest.raises(NotYours):
        await write(seeded, administrator, case, "a word")
