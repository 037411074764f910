"""Who has not written for a day is still reached: by an approved template, else by SMS, else the row says why not."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.outbox.fallback import OtherWays
from gateway.outbox.service import BULK, Destination
from gateway.protect import Protector
from models.citizen import Contact
from models.consent import ConsentEvent
from tests.support.channel import Answer, FakeChannel
from tests.support.outbox import a_destination, an_outlet, drain, rows, say

TEMPLATE = "HX0123456789abcdef0123456789abcdef"
BY_SMS = OtherWays(sms_sender="+15005550007")
PHONE = "+923001234567"


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
async def silent(database: Database, protector: Protector, clock: SimulatedClock) -> Destination:
    """Somebody on WhatsApp who wrote a day ago."""
    return await a_destination(
        database, protector, channel="whatsapp", last_inbound_at=clock.now() - timedelta(hours=24)
    )


async def test_a_template_in_her_language_comes_first(
    database: Database, protector: Protector, channel: FakeChannel, silent: Destination
) -> None:
    await say(database, protector, silent, "hello")
    await drain(an_outlet(database, channel, protector, other_ways=OtherWays({"en": TEMPLATE}, "+15005550007")))
    [row] = await rows(database)
    [(_, _, outbound)] = channel.taken
    assert (row.status, row.channel, outbound.template_sid) == ("accepted", "whatsapp", TEMPLATE)


async def test_inside_the_window_nothing_is_a_template(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector, channel="whatsapp"), "hello")
    await drain(an_outlet(database, channel, protector, other_ways=OtherWays({"en": TEMPLATE})))
    assert channel.taken[0][2].template_sid is None


async def test_without_a_template_her_number_gets_an_sms_once(
    database: Database, protector: Protector, channel: FakeChannel, silent: Destination
) -> None:
    await say(database, protector, silent, "پانی آ گیا۔ " * 30)
    outlet = an_outlet(database, channel, protector, other_ways=BY_SMS)
    await drain(outlet)
    await drain(outlet)
    held, *sent = await rows(database)
    assert (held.status, held.error_code) == ("failed", "window_closed")
    assert {(row.channel, row.sender, row.status) for row in sent} == {("sms", "+15005550007", "accepted")}
    assert "".join(row.body for row in sent).replace(" ", "") == held.body.replace(" ", "").strip()
    assert all(row.part_count <= 3 for row in sent)
    assert {row.conversation_id for row in sent} == {held.conversation_id}
    assert channel.bodies() == [row.body for row in sent]


async def test_a_refusal_for_want_of_a_template_goes_by_sms_too(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector, channel="whatsapp"), "hello")
    channel.script(PHONE, "63016")
    await drain(an_outlet(database, channel, protector, other_ways=BY_SMS))
    assert [(row.channel, row.status) for row in await rows(database)] == [("whatsapp", "failed"), ("sms", "accepted")]


async def test_what_may_have_arrived_is_not_said_again_by_sms(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel
) -> None:
    await say(database, protector, await a_destination(database, protector, channel="whatsapp"), "hello")
    channel.script(PHONE, Answer.TAKE_BUT_TIME_OUT)
    await drain(an_outlet(database, channel, protector, other_ways=BY_SMS))
    assert [(row.channel, row.status) for row in await rows(database)] == [("whatsapp", "unknown")]


async def test_no_sms_to_who_stopped_them_nor_without_a_number_nor_in_bulk(
    database: Database, protector: Protector, clock: SimulatedClock, channel: FakeChannel, silent: Destination
) -> None:
    outlet = an_outlet(database, channel, protector, other_ways=BY_SMS)
    await say(database, protector, silent, "broadcast", priority=BULK)
    await drain(outlet)
    async with database.unit_of_work() as session:
        session.add(
            ConsentEvent(
                contact_id=silent.contact_id, channel="sms", purpose="service", decision="withdrawn",
                source="provider_opt_out", decided_at=clock.now(),
            )
        )  # fmt: skip
    await say(database, protector, silent, "stopped")
    await drain(outlet)
    async with database.unit_of_work() as session:
        await session.execute(update(Contact).where(Contact.id == silent.contact_id).values(scheme="whatsapp_user"))
    await say(database, protector, silent, "no number")
    await drain(outlet)
    assert channel.taken == []
    assert [row.error_code for row in await rows(database)] == [
        "window_closed", "window_closed", "opted_out", "window_closed",
    ]  # fmt: skip
