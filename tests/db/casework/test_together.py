"""One answer to a cluster: every open case of it in the office, each in her language, each with her own verdict."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from gateway.casework import service as casework
from gateway.casework import together
from gateway.casework.evidence import PhotoMissing
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.media.storage import Stored, Upload, new_name
from gateway.protect import Protector
from models.attachment import Attachment
from models.base import new_id
from models.case import Case
from models.case_cluster import CaseCluster
from models.conversation import Conversation
from models.follow_up import FollowUp
from models.outbound_message import OutboundMessage
from tests.db.casework.conftest import KAMOKE, CaseMaker
from tests.support.casework import officer_of

ENGLISH, URDU = "The pump was repaired this morning.", "آج صبح پمپ ٹھیک کر دیا گیا ہے۔"


def reply() -> casework.Reply:
    photo = Upload(new_name(), Stored("image/jpeg", 9, bytes(32)))
    return casework.Reply("repaired", ENGLISH, uploads=[photo], translations={"ur": URDU})


@pytest.fixture
async def cluster(seeded: Database, clock: SimulatedClock, open_case: CaseMaker) -> list[Case]:
    """Cases of four citizens: of one cluster, the third answered before, the fourth in another office."""
    made = [await open_case(language=one) for one in ("en", "ur", "en", "en")]
    async with seeded.unit_of_work() as session:
        found = CaseCluster(id=new_id(), category_code="water_supply", area_id=KAMOKE, opened_at=clock.now())
        session.add(found)
        await session.flush()
        for number, one in enumerate(made):
            case = await session.get_one(Case, one.id)
            case.cluster_id = found.id
            if number == 2:
                case.state, case.outcome, case.answer, case.answered_at = "answered", "granted", "x" * 10, clock.now()
            if number == 3:
                case.office_id = (await open_case("electricity")).office_id
    clock.moment += timedelta(minutes=15)
    return made


async def rows(database: Database, ids: list[UUID]) -> list[Case]:
    async with database.unit_of_work() as session:
        return [await session.get_one(Case, one) for one in ids]


async def test_each_is_told_in_her_language_and_asked_for_herself(
    seeded: Database, protector: Protector, cluster: list[Case]
) -> None:
    actor = await officer_of(seeded, protector, cluster[0].office_id)
    async with seeded.unit_of_work() as session:
        assert await together.answer_all(session, actor, cluster[0].reference, reply()) == 2
    found = await rows(seeded, [one.id for one in cluster])
    assert [one.state for one in found] == ["answered", "answered", "answered", "routed"]
    assert [one.answer for one in found[:2]] == [ENGLISH, URDU]
    async with seeded.unit_of_work() as session:
        asked = (await session.scalars(select(FollowUp.case_id).where(FollowUp.status == "asked"))).all()
        questions = [(await session.get_one(Conversation, one.conversation_id)).pending_question for one in found[:2]]
        told = (await session.scalars(select(OutboundMessage.body).where(OutboundMessage.case_id == found[1].id))).all()
        files = (await session.scalars(select(Attachment))).all()
    assert set(asked) == {one.id for one in found[:2]}
    assert [(one or {})["case_id"] for one in questions] == [str(one.id) for one in found[:2]]
    assert URDU in told[-1]
    assert {one.case_id for one in files} == {one.id for one in found[:2]}, "one photo shows the work for both"
    assert len({one.storage_name for one in files}) == 1


async def test_a_refused_answer_answers_nobody(seeded: Database, protector: Protector, cluster: list[Case]) -> None:
    actor = await officer_of(seeded, protector, cluster[0].office_id)
    async with seeded.unit_of_work() as session:
        with pytest.raises(PhotoMissing):
            await together.answer_all(session, actor, cluster[0].reference, casework.Reply("repaired", ENGLISH))
    assert {one.state for one in await rows(seeded, [one.id for one in cluster])} == {"routed", "answered"}


async def test_a_text_with_a_gap_is_refused(seeded: Database, protector: Protector, cluster: list[Case]) -> None:
    actor = await officer_of(seeded, protector, cluster[0].office_id)
    async with seeded.unit_of_work() as session:
        with pytest.raises(casework.GapLeft):
            await casework.answer(session, actor, cluster[0].reference, casework.Reply("repaired", "Repaired on ___."))
