"""Makes a crowd: draws, routes as the real line does, writes in batches."""

import csv
import uuid
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.crowd import repository
from gateway.crowd.draw import PHONE, Crowd, reference
from gateway.crowd.rows import Batch, Person, Routed, add_case, add_person
from gateway.db import Database
from gateway.errors import SunwaiError
from gateway.protect import Protector
from gateway.routing import service as routing
from gateway.routing.wording import in_words
from models.category import Category

SENTENCES = Path(__file__).parent / "data" / "sentences.csv"
BATCH = 10_000
CASES_EACH = 2
WORKING_HOURS, DAYS_OF_A_WORKING_DAY = 8, 1.4


class CrowdIsThere(SunwaiError):
    """This database has a crowd already; begin with an empty one."""

    code = "crowd_is_there"


async def make(
    database: Database, keys: Protector, count: int, *, now: datetime, seed: int = 1,
    tell: Callable[[int], None] = lambda _done: None,
) -> None:  # fmt: skip
    """Write `count` invented cases of half as many citizens, a batch a transaction. Raises CrowdIsThere.

    Args:
        database: migrated and seeded.
        keys: encrypt the invented phones.
        count: cases.
        now: the newest case is not younger.
        seed: the same one draws the same cases.
        tell: called with the number of cases written so far.
    """
    async with database.unit_of_work() as session:
        if await repository.is_known(session, keys.hash(PHONE.format(0))):
            raise CrowdIsThere
        crowd, roads = await _prepare(session, seed)
    connection = await database.connect_raw()
    try:
        await connection.execute("SET statement_timeout = 0")
        person, number = _person(keys, 0), 0
        for done in range(0, count, BATCH):
            batch = Batch()
            add_person(batch, person)
            for at in range(done, min(done + BATCH, count)):
                if at % CASES_EACH == 0 and at > done:
                    person = _person(keys, at // CASES_EACH)
                    add_person(batch, person)
                number, named = _next_reference(number)
                drawn = crowd.draw(now)
                add_case(batch, drawn, person, await roads.of(database, drawn.category, drawn.place), named)
            person = _person(keys, (done + BATCH) // CASES_EACH)
            await repository.copy(connection, batch)
            tell(min(done + BATCH, count))
        await repository.finish(connection)
    finally:
        await connection.close()


class Roads:
    """Where cases go, asked once for each category and area."""

    def __init__(self, categories: dict[str, Category]) -> None:
        self._categories, self._known = categories, dict[tuple[str, str], Routed]()

    async def of(self, database: Database, code: str, area_id: str) -> Routed:
        """The office, the reason and the clock of a case."""
        if (code, area_id) not in self._known:
            category = self._categories[code]
            is_sealed = category.is_sensitive
            async with database.unit_of_work() as session:
                decision = await routing.route(session, category_code=code, area_id=area_id, is_sealed=is_sealed)
            why = in_words(decision.reason)
            days = category.resolve_hours / WORKING_HOURS * DAYS_OF_A_WORKING_DAY
            self._known[code, area_id] = Routed(decision.office_id, decision.rule_id, why.en, why.ur, is_sealed, days)
        return self._known[code, area_id]


async def _prepare(session: AsyncSession, seed: int) -> tuple[Crowd, Roads]:
    places = {area.id: (area.population or 1, area.name_en, area.name_ur) for area in await repository.places(session)}
    categories = {one.code: one for one in await repository.categories(session)}
    sentences = defaultdict[tuple[str, str], list[str]](list)
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sentences[row["category"], row["language"]].append(row["sentence"])
    return Crowd(seed, places, list(categories), sentences), Roads(categories)


def _person(keys: Protector, number: int) -> Person:
    phone = PHONE.format(number)
    return Person(uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), keys.hash(phone), keys.encrypt(phone))


def _next_reference(number: int) -> tuple[int, str]:
    while True:
        number += 1
        if found := reference(number):
            return number, found
