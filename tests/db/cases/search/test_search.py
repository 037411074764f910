"""Search on a real database: numbers, phones, words of both scripts, and nothing of a sealed case."""

import pytest
from sqlalchemy import func, select, text

from bot.nlu.normalise import normalise
from gateway.access.policy import COUNTRY
from gateway.cases.search import repository, service
from gateway.cases.visibility import Viewer
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.protect import Protector
from models.base import new_id
from tests.db.cases.queues.test_queues import Desk, references
from tests.support.cases import late

TRIAGE, OVERSIGHT = Viewer("triage", None), Viewer("oversight", None, COUNTRY)
PHONE = "+923001234567"


@pytest.fixture
async def desk(seeded: Database, protector: Protector, clock: SimulatedClock) -> Desk:
    return await Desk(seeded, clock).begin(protector)


async def find(desk: Desk, viewer: Viewer, typed: str, keys: Protector) -> tuple[str, list[str]]:
    async with desk.database.unit_of_work() as session:
        found = await service.search(session, viewer, typed, keys=keys, now=desk.clock.now())
    return found.by, references(found.rows)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("گلی میں پانی نہیں آ رہا۔", "پاني نهين"),  # Arabic yeh and heh for the Urdu ones
        ("گلی میں پانى نھیں", "گلی پانی نہیں"),
        ("Paani 5 din se BAND hai,shukriya", "band shukriya ۵"),
        ("The street-light is broken.", "street LIGHT"),
        ("رشوت مانگی ۵۰۰۰", "5000"),
    ],
)
async def test_words_find_each_other_in_any_writing(desk: Desk, protector: Protector, written: str, asked: str) -> None:
    [wanted] = await desk.add(description=written)
    assert await find(desk, TRIAGE, asked, protector) == ("words", [wanted])


async def test_all_words_are_wanted_and_the_place_counts(desk: Desk, protector: Protector) -> None:
    [wanted] = await desk.add(description="gutter overflow", place_text="near Chowk Ghanta Ghar")
    assert await find(desk, TRIAGE, "overflow ghanta", protector) == ("words", [wanted])
    assert await find(desk, TRIAGE, "overflow elsewhere", protector) == ("words", [])
    assert await find(desk, TRIAGE, "...", protector) == ("words", [])


async def test_rare_words_beyond_the_newest_are_found_by_their_index(
    desk: Desk, protector: Protector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "NEWEST", 2)
    await desk.add(4)
    [old] = await desk.add(description="rareword here", opened_at=desk.clock.now().replace(year=2025))
    for viewer in (TRIAGE, OVERSIGHT, Viewer("officer", desk.office_id)):
        assert await find(desk, viewer, "rareword", protector) == ("words", [old])
    assert await find(desk, Viewer("officer", desk.other_id), "rareword", protector) == ("words", [])


async def test_a_late_case_is_found_by_the_office_it_was_raised_to(
    desk: Desk, protector: Protector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "NEWEST", 0)
    [raised] = await desk.add(description="rareword", escalated_to_id=desk.other_id, **late(desk.clock.now()))
    assert await find(desk, Viewer("officer", desk.other_id), "rareword", protector) == ("words", [raised])


async def test_numbers_and_phones(desk: Desk, protector: Protector) -> None:
    slip = desk.reference[:2] + desk.reference[3:]
    assert await find(desk, TRIAGE, desk.reference.lower(), protector) == ("reference", [desk.reference])
    assert await find(desk, TRIAGE, slip, protector) == ("nearly", [desk.reference])
    assert await find(desk, TRIAGE, "0300 123-4567", protector) == ("phone", [desk.reference])
    assert await find(desk, Viewer("officer", new_id()), PHONE, protector) == ("phone", [])
    assert await find(desk, TRIAGE, "03009999999", protector) == ("phone", [])


async def test_a_sealed_case_is_not_there_for_anybody_but_oversight(desk: Desk, protector: Protector) -> None:
    [sealed] = await desk.add(is_sealed=True, description="patwari rishwat", escalated_to_id=desk.other_id)
    slip = sealed[:2] + sealed[3:]
    everybody = (TRIAGE, Viewer("district_administrator", None, COUNTRY), Viewer("officer", desk.office_id),
                 Viewer("officer", desk.other_id))  # fmt: skip
    for typed in (sealed, slip, "patwari rishwat", PHONE):
        for viewer in everybody:
            assert sealed not in (await find(desk, viewer, typed, protector))[1], (typed, viewer)
        assert sealed in (await find(desk, OVERSIGHT, typed, protector))[1], typed


async def test_the_database_folds_letters_as_the_bot_does(desk: Desk) -> None:
    letters = [chr(code) for code in range(0x600, 0x700) if chr(code) not in "ۓ،۔؟؛٪٫٬"]
    async with desk.database.unit_of_work() as session:
        rows = [await session.scalar(select(func.folded_words(f"a{one}b"))) for one in letters]
    assert {one: row for one, row in zip(letters, rows, strict=True) if row != normalise(f"a{one}b")} == {}


async def test_the_index_of_words_is_asked_for_one_lane(desk: Desk) -> None:
    async with desk.database.unit_of_work() as session:
        told = await session.scalar(text("SELECT words::text FROM cases"))
    assert told is not None
    assert {"'lane:open'", f"'office:{desk.office_id}'"} <= set(told.split())
