"""The real gateway and the simulator in one process: what a citizen writes is stored, what is sent is reported."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from gateway.app import create_app
from gateway.channels.base import Accepted, ContactAddress, ContactScheme, Outbound
from gateway.channels.twilio.client import TwilioChannel
from gateway.db import Database
from gateway.protect import Protector
from gateway.settings import Settings
from models.delivery_report import DeliveryReport
from models.inbound_message import InboundMessage
from tests.support.delivery import PHONE, SID, a_text, load_text
from tests.support.simulator import (
    AT_ONCE,
    RunningSimulator,
    gateway_fields,
    listening_socket,
    port_of,
    running_simulator,
    serving,
)

KEYS = {"encryption_keys": ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="], "hash_key": "test-hash-key"}


@pytest.fixture
async def simulator(database_url: str) -> AsyncIterator[RunningSimulator]:
    bound = listening_socket()
    async with running_simulator(port_of(bound)) as running:
        fields: dict[str, Any] = gateway_fields(running.settings) | KEYS | {"database_url": database_url}
        async with serving(create_app(Settings(**fields)), bound):
            yield running


async def stored(database: Database) -> list[InboundMessage]:
    async with database.unit_of_work() as session:
        return list(await session.scalars(select(InboundMessage).order_by(InboundMessage.seq)))


@pytest.mark.parametrize(("channel", "repeat"), [("sms", 0), ("whatsapp", 2)])
async def test_what_she_writes_is_stored_once(simulator, database, channel, repeat):
    written = await simulator.write("پانی نہیں\n آ رہا ", channel=channel, repeat=repeat)

    assert [one["status"] for one in written["webhooks"]] == [200] * (repeat + 1)
    (row,) = await stored(database)
    assert (row.provider_message_id, row.channel, row.body) == (written["sid"], channel, "پانی نہیں\n آ رہا ")


async def test_a_photo_a_pin_and_a_person_without_a_phone_are_stored(simulator, database):
    photo = {"content_type": "image/jpeg", "content": "/9j/"}
    await simulator.write("", channel="whatsapp", media=[photo], sender="PK.13449876")
    await simulator.write("", channel="whatsapp", location={"latitude": 32.1, "longitude": 74.2})
    first, second = await stored(database)

    assert first.media[0]["url"].startswith(simulator.settings.origin)
    assert second.location == {"latitude": 32.1, "longitude": 74.2}


async def test_a_forged_webhook_is_refused(simulator, database):
    written = await simulator.write("Salam", is_forged=True)

    assert written["webhooks"][0]["status"] == 403
    assert await stored(database) == []


@pytest.mark.parametrize("order", ["kept", "reversed", "shuffled"])
async def test_reports_in_any_order_end_at_delivered(simulator, database, protector: Protector, order):
    simulator.provider.set_options(AT_ONCE.model_copy(update={"order": order, "duplicates": 1}))
    text_id = await a_text(database, protector, status="sending", provider_message_id=None, sender="+15005550006")
    callback = f"{simulator.settings.gateway_public_origin}/webhooks/twilio/status?id={text_id}"
    channel = TwilioChannel(Settings(**gateway_fields(simulator.settings)))
    address = ContactAddress(ContactScheme.PHONE, PHONE)
    accepted = await channel.send(Outbound(text_id, "sms", "+15005550006", address, "شکریہ", callback, 600))
    await simulator.provider.settle()
    await channel.close()

    assert isinstance(accepted, Accepted)
    assert accepted.provider_message_id != SID
    assert (await load_text(database, text_id)).status == "delivered"
    assert [call.answer.status for call in simulator.provider.webhook.calls] == [200] * 4
    async with database.unit_of_work() as session:
        assert len(list(await session.scalars(select(DeliveryReport)))) == 2
