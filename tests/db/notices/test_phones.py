"""A phone works once its code came from it: not another code, not late, not after guessing, not for two."""

from datetime import timedelta

import pytest

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.notices import phones, repository
from gateway.protect import Protector
from models.official import Official
from models.official_phone import OfficialPhone
from tests.support.work_phones import ADDRESSES, OFFICER, add_official

AC = "ac-punjab-gujranwala-teh-kamoke"


@pytest.fixture
async def official(seeded: Database, protector: Protector) -> Official:
    return await add_official(seeded, protector, AC, phone=None)


async def begun(database: Database, protector: Protector, official: Official, clock: SimulatedClock) -> str:
    async with database.unit_of_work() as session:
        return await phones.begin(session, protector, official, "0301-7654321", ADDRESSES, clock.now())


async def text(
    database: Database, protector: Protector, official: Official, body: str, clock: SimulatedClock
) -> bool | None:
    async with database.unit_of_work() as session:
        waiting = await repository.phone_of(session, official.id)
        assert waiting is not None
        return await phones.confirm(session, protector, waiting, body, clock.now(), "whatsapp")


async def phone(database: Database, official: Official) -> OfficialPhone:
    async with database.unit_of_work() as session:
        found = await repository.phone_of(session, official.id)
        assert found is not None
        return found


async def test_the_code_makes_it_work_in_any_digits(
    seeded: Database, protector: Protector, official: Official, clock: SimulatedClock
) -> None:
    code = await begun(seeded, protector, official, clock)
    urdu = "".join("۰۱۲۳۴۵۶۷۸۹"[int(one)] for one in code)
    assert await text(seeded, protector, official, f" {urdu[:3]} {urdu[3:]} ", clock) is True
    found = await phone(seeded, official)
    assert found.confirmed_at == clock.now()
    assert found.code_hash is None
    assert (await text(seeded, protector, official, code, clock)) is None, "a code works once"


async def test_nobody_guesses_it(
    seeded: Database, protector: Protector, official: Official, clock: SimulatedClock
) -> None:
    code = await begun(seeded, protector, official, clock)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert await text(seeded, protector, official, "pani nahi", clock) is None, "a citizen's words count as no try"
    for _ in range(phones.MOST_TRIES):
        assert await text(seeded, protector, official, wrong, clock) is False
    assert await text(seeded, protector, official, code, clock) is None
    assert (await phone(seeded, official)).confirmed_at is None


async def test_it_ends_after_half_an_hour(
    seeded: Database, protector: Protector, official: Official, clock: SimulatedClock
) -> None:
    code = await begun(seeded, protector, official, clock)
    clock.moment += timedelta(minutes=30)
    assert await text(seeded, protector, official, code, clock) is None


async def test_a_number_works_for_one_official(
    seeded: Database, protector: Protector, official: Official, clock: SimulatedClock
) -> None:
    code = await begun(seeded, protector, official, clock)
    await add_official(seeded, protector, AC, phone=OFFICER)
    assert await text(seeded, protector, official, code, clock) is None
    with pytest.raises(phones.PhoneTaken):
        await begun(seeded, protector, official, clock)
