"""Neighbours with the same fault: counted, asked, joined; never where a case is sealed or too few others are there."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.contract import AnswerNeighbours, OpenCase, Say
from gateway.protect import Protector
from models.case import Case
from models.case_cluster import CaseCluster
from models.case_event import CaseEvent
from tests.support.dialogue import KAMOKE, Talk, grievance, rows

FAISALABAD = "punjab-dist-faisalabad"
YES, NO = AnswerNeighbours(is_same=True), AnswerNeighbours(is_same=False)
ASKED = "aur logon ki shikayat aayi"


class Street:
    """Citizens of one tehsil who complain one after the other."""

    def __init__(self, database: Database, protector: Protector, clock: SimulatedClock) -> None:
        self.database, self.protector, self.clock = database, protector, clock
        self._count = 0

    async def complain(self, command: OpenCase | None = None) -> tuple[Talk, str]:
        """The next citizen files; she and what she was told."""
        self._count += 1
        talk = Talk(self.database, self.protector, phone=f"+9230012345{self._count:02}")
        said = await talk.say("pani nahi", command or grievance(), now=self.clock.now())
        return talk, "\n".join(said)

    async def cases(self) -> list[Case]:
        """All cases, oldest first."""
        return await rows(self.database, Case)

    async def clusters(self) -> list[UUID | None]:
        """The cluster of each case, oldest first."""
        return [case.cluster_id for case in await self.cases()]


@pytest.fixture
def street(seeded: Database, protector: Protector, clock: SimulatedClock) -> Street:
    return Street(seeded, protector, clock)


async def test_the_fourth_of_a_street_is_asked_and_joins(street: Street, clock: SimulatedClock) -> None:
    for _ in range(3):
        _, told = await street.complain()
        assert ASKED not in told
    talk, told = await street.complain()
    assert f"Peene ka pani, Kamoke, Gujranwala: 14 din mein 3 {ASKED}" in told
    assert told.startswith("Shikayat darj ho gayi.")  # her case stands whatever she answers

    await talk.say("1", YES, now=clock.now())
    assert talk.asked()[-1].metadata.pending_question == "neighbours"
    *_, case = cases = await street.cases()
    assert len({one.reference for one in cases}) == 4
    [cluster] = await rows(street.database, CaseCluster)
    assert await street.clusters() == [cluster.id] * 4
    assert {one.verdict for one in cases} == {"pending"}
    joined = [one for one in await rows(street.database, CaseEvent) if one.kind == "neighbours_joined"]
    assert [one.case_id for one in joined] == [case.id]


async def test_who_says_no_stays_alone_also_later(street: Street, clock: SimulatedClock) -> None:
    for _ in range(3):
        await street.complain()
    apart, _ = await street.complain()
    [answer] = await apart.say("2", NO, now=clock.now())
    assert answer.startswith("Theek hai, alag rakhi hai.")
    fifth, told = await street.complain()
    assert f"4 {ASKED}" in told
    [answer] = await fifth.say("1", YES, now=clock.now())
    assert "3 aur shikayaton ke saath" in answer
    [cluster] = await rows(street.database, CaseCluster)
    assert await street.clusters() == [cluster.id] * 3 + [None, cluster.id]


async def test_the_next_joins_the_same_cluster(street: Street, clock: SimulatedClock) -> None:
    for _ in range(3):
        await street.complain()
    for others in (3, 4):
        talk, _ = await street.complain()
        [answer] = await talk.say("1", YES, now=clock.now())
        assert f"{others} aur shikayaton ke saath" in answer
    assert len(await rows(street.database, CaseCluster)) == 1


async def test_two_who_join_at_once_join_one_cluster(street: Street, clock: SimulatedClock) -> None:
    for _ in range(3):
        await street.complain()
    (first, _), (second, _) = await street.complain(), await street.complain()
    await asyncio.gather(*(talk.say("1", YES, now=clock.now()) for talk in (first, second)))
    assert len(await rows(street.database, CaseCluster)) == 1
    assert len(set(await street.clusters())) == 1


async def test_saying_yes_twice_links_once(street: Street, clock: SimulatedClock) -> None:
    for _ in range(3):
        await street.complain()
    talk, _ = await street.complain()
    await talk.say("1", YES, now=clock.now())
    [answer] = await talk.say("1", YES, now=clock.now())
    assert talk.asked()[-1].metadata.pending_question is None
    assert "saath jor" not in answer
    assert [one.kind for one in await rows(street.database, CaseEvent)].count("neighbours_joined") == 1


@pytest.mark.parametrize("sealed", [grievance("corruption"), grievance(is_accusation=True)])
async def test_sealed_cases_have_no_neighbours(street: Street, clock: SimulatedClock, sealed: OpenCase) -> None:
    for _ in range(4):
        talk, told = await street.complain(sealed)
        assert ASKED not in told
    await talk.say("1", YES, now=clock.now())  # whatever the bot proposes
    assert await rows(street.database, CaseCluster) == []
    _, told = await street.complain()  # nor are they counted for an open one
    assert ASKED not in told


async def test_only_open_and_recent_cases_of_others_there_count(street: Street, clock: SimulatedClock) -> None:
    for _ in range(2):
        await street.complain()
    own, _ = await street.complain()
    told = "\n".join(await own.say("pani nahi", grievance(), now=clock.now()))
    assert ASKED not in told  # two others and herself
    for other in (grievance("electricity"), grievance(area_id=FAISALABAD), grievance(area_id=None)):
        _, told = await street.complain(other)
        assert ASKED not in told
    clock.moment += timedelta(days=14, minutes=1)
    _, told = await street.complain()
    assert ASKED not in told


async def test_a_closed_case_is_no_neighbour(street: Street, clock: SimulatedClock) -> None:
    for _ in range(3):
        await street.complain()
    async with street.database.unit_of_work() as session:
        first = (await street.cases())[0]
        closed = {"state": "closed", "outcome": "granted", "closed_at": clock.now()}
        await session.execute(update(Case).where(Case.id == first.id).values(**closed))
    _, told = await street.complain()
    assert ASKED not in told


async def test_the_question_ends_with_the_next_message_or_the_next_day(street: Street, clock: SimulatedClock) -> None:
    for _ in range(3):
        await street.complain()
    thankful, _ = await street.complain()
    await thankful.say("shukriya", Say(key="thanks"), now=clock.now())
    await thankful.say("1", Say(key="thanks"), now=clock.now())
    late, _ = await street.complain()
    clock.moment += timedelta(days=1)
    await late.say("1", Say(key="thanks"), now=clock.now())
    assert [talk.asked()[-1].metadata.pending_question for talk in (thankful, late)] == [None, None]


async def test_two_cases_of_one_message_ask_nothing(street: Street) -> None:
    for _ in range(3):
        await street.complain()
    talk, _ = await street.complain(grievance("electricity"))
    told = await talk.say("1", grievance(), grievance("gas"), now=street.clock.now())
    assert ASKED not in "\n".join(told)
    assert (await street.cases())[-1].area_id == KAMOKE
