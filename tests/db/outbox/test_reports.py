"""Reports late, early, twice, contradictory and forged: what each does to the text it is about."""

import asyncio
import itertools
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from gateway import clock as clocks
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.outbox import reports
from gateway.outbox.reports import Outcome
from gateway.protect import Protector
from models.base import new_id
from models.citizen import Contact
from models.consent import ConsentEvent
from models.delivery_report import DeliveryReport
from models.outbound_message import OutboundMessage
from tests.support.delivery import SID, a_report, a_text, load_text, record

pytestmark = pytest.mark.usefixtures("clock")


async def count_reports(database: Database) -> int:
    async with database.unit_of_work() as session:
        return await session.scalar(select(func.count()).select_from(DeliveryReport)) or 0


async def test_a_report_moves_its_text(database: Database, protector: Protector) -> None:
    text = await a_text(database, protector)
    assert await record(database, protector, a_report("delivered")) is Outcome.MOVED
    assert (await load_text(database, text)).status == "delivered"


async def test_a_replay_is_harmless(database: Database, protector: Protector) -> None:
    text = await a_text(database, protector)
    outcomes = [await record(database, protector, a_report("sent")) for _ in range(3)]
    assert outcomes == [Outcome.MOVED, Outcome.REPEATED, Outcome.REPEATED]
    assert await count_reports(database) == 1
    assert (await load_text(database, text)).status == "sent"


async def test_the_same_report_from_many_sides_at_once(database: Database, protector: Protector) -> None:
    text = await a_text(database, protector)
    outcomes = await asyncio.gather(*(record(database, protector, a_report("sent", our_id=text)) for _ in range(20)))
    assert outcomes.count(Outcome.MOVED) == 1
    assert await count_reports(database) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(["queued", "sent", "delivered"])))
async def test_any_order_ends_delivered(database: Database, protector: Protector, order: tuple[str, ...]) -> None:
    text = await a_text(database, protector)
    for status in order:
        await record(database, protector, a_report(status))
    assert (await load_text(database, text)).status == "delivered"
    assert await count_reports(database) == 3


async def test_delivered_after_undelivered_wins_and_clears_the_error(database: Database, protector: Protector) -> None:
    text = await a_text(database, protector)
    await record(database, protector, a_report("undelivered", error_code="30004"))
    failed = await load_text(database, text)
    assert (failed.status, failed.error_code, failed.error_class) == ("undelivered", "30004", "give_up")
    await record(database, protector, a_report("delivered"))
    arrived = await load_text(database, text)
    assert (arrived.status, arrived.error_code, arrived.error_class) == ("delivered", None, None)


async def test_a_word_nobody_knows_is_kept_and_moves_nothing(database: Database, protector: Protector) -> None:
    text = await a_text(database, protector)
    assert await record(database, protector, a_report("teleported")) is Outcome.IGNORED
    assert await count_reports(database) == 1
    assert (await load_text(database, text)).status == "accepted"


@pytest.mark.parametrize("recipient", ["+923007654321", "", "PK.134912"])
async def test_a_report_about_somebody_else_is_refused(
    database: Database, protector: Protector, recipient: str
) -> None:
    text = await a_text(database, protector)
    report = a_report("delivered", our_id=text, recipient=recipient)
    assert await record(database, protector, report) is Outcome.REFUSED
    assert (await load_text(database, text)).status == "accepted"
    assert await count_reports(database) == 0


@pytest.mark.parametrize("status", ["sending", "unknown"])
async def test_our_own_id_settles_a_send_nobody_knew_the_end_of(
    database: Database, protector: Protector, status: str
) -> None:
    lease = clocks.now() + timedelta(seconds=30)
    text = await a_text(database, protector, status=status, provider=None, provider_message_id=None, lease_until=lease)
    assert await record(database, protector, a_report("sent", our_id=text)) is Outcome.MOVED
    row = await load_text(database, text)
    assert (row.status, row.provider, row.provider_message_id, row.lease_until) == ("sent", "twilio", SID, None)


class TestOrphans:
    async def test_a_report_before_its_text_is_kept_and_joined_later(
        self, database: Database, protector: Protector, clock: SimulatedClock
    ) -> None:
        for status in ("sent", "delivered"):
            assert await record(database, protector, a_report(status)) is Outcome.ORPHANED
        text = await a_text(database, protector)
        async with database.unit_of_work() as session:
            assert await reports.join_orphans(session, now=clock.now()) == 2
        assert (await load_text(database, text)).status == "delivered"
        async with database.unit_of_work() as session:
            assert await reports.join_orphans(session, now=clock.now()) == 0

    async def test_an_id_we_never_gave_is_an_orphan(self, database: Database, protector: Protector) -> None:
        assert await record(database, protector, a_report("sent", our_id=new_id())) is Outcome.ORPHANED

    async def test_orphans_of_others_are_forgotten_in_time(
        self, database: Database, protector: Protector, clock: SimulatedClock
    ) -> None:
        await record(database, protector, a_report("sent"))
        text = await a_text(database, protector)
        clock.moment += timedelta(days=3)
        async with database.unit_of_work() as session:
            assert await reports.join_orphans(session, now=clock.now()) == 0
        assert (await load_text(database, text)).status == "accepted"


class TestConsequences:
    @pytest.mark.parametrize(("code", "source"), [("21610", "provider_opt_out"), ("63014", "carrier_block")])
    async def test_who_blocked_us_has_withdrawn_consent_once(
        self, database: Database, protector: Protector, code: str, source: str
    ) -> None:
        text = await a_text(database, protector)
        for _ in range(2):
            await record(database, protector, a_report("failed", error_code=code))
        async with database.unit_of_work() as session:
            events = list(await session.scalars(select(ConsentEvent)))
        assert {(one.decision, one.source, one.channel) for one in events} == {("withdrawn", source, "sms")}
        assert sorted(one.purpose for one in events) == ["follow_up", "outreach", "service"]
        assert (await load_text(database, text)).error_class == "opted_out"

    @pytest.mark.parametrize("code", ["30005", "30006", "63003"])
    async def test_an_address_that_cannot_be_reached_is_marked(
        self, database: Database, protector: Protector, clock: SimulatedClock, code: str
    ) -> None:
        await a_text(database, protector)
        await record(database, protector, a_report("undelivered", error_code=code))
        async with database.unit_of_work() as session:
            contact = (await session.scalars(select(Contact))).one()
        assert (contact.unusable_on, contact.unusable_since) == ("sms", clock.now())


class TestRetry:
    async def fail(self, database: Database, protector: Protector, **changes: Any) -> OutboundMessage:
        text = await a_text(database, protector, **changes)
        report = a_report("undelivered", our_id=text, error_code="30003")
        assert await record(database, protector, report) is Outcome.RETRYING
        return await load_text(database, text)

    async def test_a_phone_that_is_off_is_tried_again_in_an_hour(
        self, database: Database, protector: Protector, clock: SimulatedClock
    ) -> None:
        row = await self.fail(database, protector)
        assert (row.status, row.provider_message_id, row.error_code) == ("queued", None, "30003")
        assert row.due_at == clock.now() + timedelta(hours=1)

    async def test_not_beyond_the_time_it_is_worth_sending(
        self, database: Database, protector: Protector, clock: SimulatedClock
    ) -> None:
        text = await a_text(database, protector, expires_at=clock.now() + timedelta(minutes=30))
        report = a_report("undelivered", error_code="30003")
        assert await record(database, protector, report) is Outcome.MOVED
        assert (await load_text(database, text)).status == "undelivered"

    async def test_when_it_arrives_after_all_it_is_not_sent_again(
        self, database: Database, protector: Protector
    ) -> None:
        row = await self.fail(database, protector)
        assert await record(database, protector, a_report("delivered", our_id=row.id)) is Outcome.MOVED
        assert (await load_text(database, row.id)).status == "delivered"

    async def test_old_news_of_the_first_try_does_not_touch_the_second(
        self, database: Database, protector: Protector
    ) -> None:
        row = await self.fail(database, protector)
        for second in ({"status": "sending"}, {"status": "accepted", "provider_message_id": "SM_second"}):
            async with database.unit_of_work() as session:
                await session.execute(update(OutboundMessage).values(**second))
            status = "failed" if second["status"] == "sending" else "sent"
            report = a_report(status, our_id=row.id, error_code="30008")
            assert await record(database, protector, report) is Outcome.IGNORED
            assert (await load_text(database, row.id)).status == second["status"]

    async def test_a_failure_before_the_answer_takes_the_try_from_its_worker(
        self, database: Database, protector: Protector
    ) -> None:
        row = await self.fail(database, protector, status="sending", provider_message_id=None, attempts=1)
        assert (row.status, row.attempts) == ("queued", 2)
