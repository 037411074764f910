"""The review queue on a real database: who sees what, in which order, and what a decision leaves behind."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from gateway.access.policy import COUNTRY, Viewer
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.contract import Command, RequestHuman, Say
from gateway.protect import Protector
from gateway.review import repository, service
from gateway.review.labels import Filled
from gateway.review.service import CONFLICT, NothingToReview, Verdict
from gateway.seed import seed
from models.base import new_id
from models.correction import Correction
from models.official import Official
from models.turn import Turn
from tests.support.multitude import multiply
from tests.support.review import GUJRANWALA, guesses, sealed_case, written

TRIAGE, OVERSIGHT, OFFICER = Viewer("triage", None), Viewer("oversight", None, COUNTRY), Viewer("officer", new_id())
OTHER_PHONE = "+923009999999"
GAS = Filled(intent="file_grievance", category="gas", district="Gujranwala", writing="ur_Latn", example_text="gas nahi")


@pytest.fixture
async def officials(seeded: Database, clock: SimulatedClock) -> dict[str, Official]:
    """One official a role."""
    await seed(seeded, passwords=dict.fromkeys(("officer", "triage", "oversight", "operator"), "a-password"))
    async with seeded.unit_of_work() as session:
        return {one.role: one for one in await session.scalars(select(Official))}


async def queue(database: Database, viewer: Viewer, before: UUID | None = None) -> list[UUID]:
    async with database.unit_of_work() as session:
        page = await service.list_waiting(session, viewer, before, None)
        return [row[0].id for row in page.rows]


async def decide(database: Database, official: Official, turn_id: UUID, verdict: Verdict) -> tuple[str, ...]:
    from gateway import clock

    async with database.unit_of_work() as session:
        return await service.decide(session, official, turn_id, verdict, now=clock.now())


async def corrections(database: Database) -> list[Correction]:
    async with database.unit_of_work() as session:
        return list(await session.scalars(select(Correction).order_by(Correction.id)))


async def test_doubtful_turns_wait_newest_first(seeded: Database, protector: Protector, clock: SimulatedClock) -> None:
    first = await written(seeded, protector, "koi masla hai")
    await written(seeded, protector, "1", is_exact=True)
    await written(seeded, protector, "gas bilkul nahi", categories=guesses(gas=0.97))
    again: list[Command] = [Say(key="ask_place_again")]
    second = await written(seeded, protector, "wahan", commands=again, categories=guesses(gas=0.97))
    given_up: list[Command] = [RequestHuman(reason="not_understood", text="x")]
    third = await written(seeded, protector, "koi to suno", commands=given_up, categories=guesses(gas=0.97))
    silent = await written(seeded, protector, "suno", commands=[], categories=guesses(gas=0.97))
    assert await queue(seeded, TRIAGE) == [silent, third, second, first]
    assert await queue(seeded, TRIAGE, before=second) == [first]
    async with seeded.unit_of_work() as session:
        found = {turn.id: turn.review_reasons for turn in await session.scalars(select(Turn))}
        assert await service.next_waiting(session, TRIAGE, second, None) == first
        assert await service.next_waiting(session, TRIAGE, first, None) is None
    assert [found[one] for one in (first, second, third, silent)] == [
        ["low_category"], ["asked_again"], ["handed_over"], ["handed_over"],
    ]  # fmt: skip


async def test_a_citizen_who_asks_for_a_person_was_understood(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    asked: list[Command] = [RequestHuman(reason="asked", text="x")]
    await written(seeded, protector, "insaan se baat", commands=asked, intent="talk_to_human", categories=[])
    assert await queue(seeded, OVERSIGHT) == []


async def test_a_writing_is_asked_for(seeded: Database, protector: Protector, clock: SimulatedClock) -> None:
    urdu = await written(seeded, protector, "گیس نہیں", language="ur")
    await written(seeded, protector, "koi masla")
    async with seeded.unit_of_work() as session:
        page = await service.list_waiting(session, TRIAGE, None, "ur")
        assert [row[0].id for row in page.rows] == [urdu]


@pytest.mark.parametrize(
    "reading",
    [{"is_accusation": True}, {"categories": guesses(land_record=0.5, corruption=0.1)}],
    ids=["accuses", "may be about corruption"],
)
async def test_what_may_be_sensitive_is_oversights(
    seeded: Database, protector: Protector, clock: SimulatedClock, reading: dict[str, object]
) -> None:
    turn_id = await written(seeded, protector, "patwari ka masla", **reading)
    assert await queue(seeded, TRIAGE) == []
    assert await queue(seeded, OVERSIGHT) == [turn_id]
    async with seeded.unit_of_work() as session:
        with pytest.raises(NothingToReview):
            await service.read_turn(session, TRIAGE, turn_id)


async def test_a_sealed_case_hides_all_that_citizen_wrote_and_nobody_elses(
    seeded: Database, protector: Protector, clock: SimulatedClock, officials: dict[str, Official]
) -> None:
    hers, other = (
        await written(seeded, protector, "aik masla"),
        await written(seeded, protector, "aik masla", phone=OTHER_PHONE),
    )
    assert await decide(seeded, officials["triage"], hers, Verdict(GAS)) == ()
    assert await queue(seeded, TRIAGE) == [other]
    await sealed_case(seeded, protector)
    later = await written(seeded, protector, "phir aik masla")
    assert await queue(seeded, TRIAGE) == [other]
    assert await queue(seeded, OVERSIGHT) == [later, other]
    async with seeded.unit_of_work() as session:
        assert (await service.list_reviewed(session, TRIAGE, None)).rows == []
        assert [row[0].id for row in (await service.list_reviewed(session, OVERSIGHT, None)).rows] == [hers]
    with pytest.raises(NothingToReview):
        await decide(seeded, officials["triage"], hers, Verdict(GAS))


async def test_an_officer_finds_nothing(
    seeded: Database, protector: Protector, clock: SimulatedClock, officials: dict[str, Official]
) -> None:
    turn_id = await written(seeded, protector, "koi masla")
    async with seeded.unit_of_work() as session:
        for asking in (
            service.list_waiting(session, OFFICER, None, None), service.list_reviewed(session, OFFICER, None),
            service.next_waiting(session, OFFICER, None, None), service.read_turn(session, OFFICER, turn_id),
        ):  # fmt: skip
            with pytest.raises(NothingToReview):
                await asking
        assert await repository.waiting(session, OFFICER, before=None, writing=None, limit=9) == []
    with pytest.raises(NothingToReview):
        await decide(seeded, officials["officer"], turn_id, Verdict(GAS))


async def test_a_decision_is_kept_with_who_and_when(
    seeded: Database, protector: Protector, clock: SimulatedClock, officials: dict[str, Official]
) -> None:
    turn_id = await written(seeded, protector, "gas nahi 0300-1234567")
    assert await decide(seeded, officials["triage"], turn_id, Verdict(replace(GAS, category="electricity"))) == ()
    [made] = await corrections(seeded)
    assert (made.decision, made.intent, made.category_code) == ("corrected", "file_grievance", "electricity")
    assert (made.district_id, made.writing, made.example_text) == (GUJRANWALA, "ur_Latn", "gas nahi")
    assert (made.corrected_by_id, made.corrected_at) == (officials["triage"].id, clock.now())
    assert await queue(seeded, TRIAGE) == []


async def test_what_was_understood_is_confirmed(
    seeded: Database, protector: Protector, clock: SimulatedClock, officials: dict[str, Official]
) -> None:
    turn_id = await written(seeded, protector, "gas nahi")
    await decide(seeded, officials["triage"], turn_id, Verdict(GAS))
    assert [one.decision for one in await corrections(seeded)] == ["confirmed"]


async def test_what_is_missing_is_said_and_nothing_kept(
    seeded: Database, protector: Protector, clock: SimulatedClock, officials: dict[str, Official]
) -> None:
    turn_id = await written(seeded, protector, "gas nahi")
    faults = await decide(seeded, officials["triage"], turn_id, Verdict(replace(GAS, category="")))
    assert faults == ("review_category_missing",)
    assert await corrections(seeded) == []
    assert await queue(seeded, TRIAGE) == [turn_id]


async def test_a_second_decision_replaces_the_first_only_when_that_was_seen(
    seeded: Database, protector: Protector, clock: SimulatedClock, officials: dict[str, Official]
) -> None:
    turn_id = await written(seeded, protector, "gas nahi")
    together = [decide(seeded, officials[role], turn_id, Verdict(GAS)) for role in ("triage", "oversight")]
    assert sorted(await asyncio.gather(*together)) == [(), (CONFLICT,)]
    [first] = await corrections(seeded)
    assert await decide(seeded, officials["triage"], turn_id, Verdict(GAS, is_set_aside=True, seen=first.id)) == ()
    kept, last = await corrections(seeded)
    assert (kept.id, kept.replaced_at, last.decision, last.replaced_at) == (first.id, clock.now(), "set_aside", None)


async def test_a_sensitive_label_takes_the_turn_to_oversight(
    seeded: Database, protector: Protector, clock: SimulatedClock, officials: dict[str, Official]
) -> None:
    turn_id = await written(seeded, protector, "paise mangte hain")
    await decide(seeded, officials["triage"], turn_id, Verdict(replace(GAS, category="", other_category="corruption")))
    async with seeded.unit_of_work() as session:
        assert (await service.list_reviewed(session, TRIAGE, None)).rows == []
        assert len((await service.list_reviewed(session, OVERSIGHT, None)).rows) == 1


@pytest.mark.parametrize("is_set_aside", [False, True])
async def test_whoever_sees_an_accusation_hands_it_to_oversight(
    seeded: Database,
    protector: Protector,
    clock: SimulatedClock,
    officials: dict[str, Official],
    is_set_aside: bool,
) -> None:
    turn_id = await written(seeded, protector, "thanay wale paise mangte hain")
    accusing = Verdict(replace(GAS, category="police", is_accusation=True), is_set_aside=is_set_aside)
    assert await decide(seeded, officials["triage"], turn_id, accusing) == ()
    assert [one.is_accusation for one in await corrections(seeded)] == [True]
    async with seeded.unit_of_work() as session:
        assert (await service.list_reviewed(session, TRIAGE, None)).rows == []
        assert len((await service.list_reviewed(session, OVERSIGHT, None)).rows) == 1


async def test_only_oversight_releases(
    seeded: Database, protector: Protector, clock: SimulatedClock, officials: dict[str, Official]
) -> None:
    for role in ("triage", "oversight"):
        turn_id = await written(seeded, protector, f"gas nahi, {role}")
        await decide(seeded, officials[role], turn_id, Verdict(GAS, is_released=True))
    assert [one.released_by_id for one in await corrections(seeded)] == [None, officials["oversight"].id]


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "set_aside"}, {"intent": None}, {"intent": "restart"}, {"category_code": None},
        {"intent": "greet"}, {"writing": "fr"}, {"example_text": ""}, {"released_at": "now"},
        {"decision": "guessed"},
    ],
)  # fmt: skip
async def test_the_database_refuses_half_a_decision(
    seeded: Database, protector: Protector, clock: SimulatedClock, officials: dict[str, Official], wrong: dict[str, str]
) -> None:
    turn_id = await written(seeded, protector, "gas nahi")
    good = {
        "turn_id": turn_id, "decision": "corrected", "intent": "file_grievance", "category_code": "gas",
        "writing": "en", "example_text": "gas", "corrected_by_id": officials["triage"].id, "corrected_at": clock.now(),
    }  # fmt: skip
    wrong = {name: clock.now() if value == "now" else value for name, value in wrong.items()}  # type: ignore[misc]
    with pytest.raises(IntegrityError):
        async with seeded.unit_of_work() as session:
            session.add(Correction(**good | wrong))


async def test_one_decision_a_turn_stands(
    seeded: Database, protector: Protector, clock: SimulatedClock, officials: dict[str, Official]
) -> None:
    turn_id = await written(seeded, protector, "gas nahi")
    twice = [
        {"turn_id": turn_id, "decision": "set_aside", "corrected_at": clock.now(), "corrected_by_id": one.id}
        for one in (officials["triage"], officials["oversight"])
    ]
    with pytest.raises(IntegrityError):
        async with seeded.unit_of_work() as session:
            session.add_all([Correction(**values) for values in twice])


async def test_a_page_costs_the_same_however_much_there_is(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    """Among forty thousand turns and ten thousand sealed cases, nothing is read but the rows of the page."""
    await sealed_case(seeded, protector, phone=OTHER_PHONE)
    await written(seeded, protector, "koi masla")
    await multiply(seeded, "koi masla")
    for viewer, index in ((TRIAGE, "ix_turns_review"), (OVERSIGHT, "ix_turns_review_oversight")):
        nodes = list(walk(await explained(seeded, viewer)))
        scans = [node for node in nodes if "Relation Name" in node]
        assert [scan.get("Index Name") for scan in scans if scan["Relation Name"] == "turns"] == [index]
        assert not [node for node in nodes if node["Node Type"] in ("Sort", "Hash")]
        for scan in scans:
            looked_at = scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0)
            assert looked_at * scan["Actual Loops"] <= 4 * service.PAGE_SIZE, scan


async def explained(database: Database, viewer: Viewer) -> dict[str, object]:
    from sqlalchemy.dialects import postgresql

    query = repository._turns(viewer).where(Turn.is_waiting_for_review).order_by(Turn.id.desc()).limit(26)
    asked = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    async with database.unit_of_work() as session:
        found = await session.scalar(text(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked}"))
    return found[0]["Plan"]  # type: ignore[no-any-return]


def walk(node: dict[str, object]):  # type: ignore[no-untyped-def]
    yield node
    for inner in node.get("Plans", ()):
        yield from walk(inner)
