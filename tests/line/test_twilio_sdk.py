"""Twilio's own library, and the gateway's client on top of it, against the simulator on loopback."""

import base64
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import aiohttp
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from gateway.channels.base import Accepted, ContactAddress, ContactScheme, Outbound, Refused, Unknown
from gateway.channels.twilio import client as channel_client
from gateway.channels.twilio.client import RedirectedHttpClient, TwilioChannel
from gateway.settings import Settings
from simulator.receipts import Options
from tests.support.simulator import (
    ACCOUNT,
    CITIZEN,
    SMS,
    TOKEN,
    WHATSAPP,
    RunningSimulator,
    gateway_fields,
    running_simulator,
)

NO_GATEWAY = 9  # the discard port: nobody answers webhooks here


@pytest.fixture
async def simulator() -> AsyncIterator[RunningSimulator]:
    async with running_simulator(NO_GATEWAY) as running:
        yield running


@pytest.fixture
async def sdk(simulator: RunningSimulator) -> AsyncIterator[Client]:
    http = RedirectedHttpClient(simulator.settings.origin)
    yield Client(ACCOUNT, TOKEN, http_client=http, environment={"TWILIO_EDGE": ""})
    await http.close()


@pytest.fixture
async def channel(simulator: RunningSimulator) -> AsyncIterator[TwilioChannel]:
    made = TwilioChannel(Settings(**gateway_fields(simulator.settings)))
    yield made
    await made.close()


def an_outbound(body: str = "Salam", *, recipient: str = CITIZEN, channel: str = "sms") -> Outbound:
    return Outbound(
        id=uuid4(), channel=channel, sender=WHATSAPP if channel == "whatsapp" else SMS,
        recipient=ContactAddress(ContactScheme.PHONE, recipient), body=body, callback_url="", validity_seconds=600,
    )  # fmt: skip


async def test_the_library_creates_lists_reads_redacts_and_deletes(sdk, simulator):
    created = await sdk.messages.create_async(to=CITIZEN, from_=SMS, body="ا" * 71)
    await simulator.provider.settle()
    listed = await sdk.messages.list_async(to=CITIZEN, limit=5)
    read = await sdk.messages(created.sid).fetch_async()
    redacted = await sdk.messages(created.sid).update_async(body="")

    assert (created.status, created.num_segments, created.direction) == ("queued", "2", "outbound-api")
    assert [one.sid for one in listed] == [created.sid]
    assert (read.status, read.date_created.tzinfo is not None) == ("delivered", True)
    assert redacted.body == ""
    assert await sdk.messages(created.sid).delete_async()


async def test_the_library_walks_through_pages(sdk):
    for number in range(7):
        await sdk.messages.create_async(to=CITIZEN, from_=SMS, body=str(number))

    assert [one.body for one in await sdk.messages.list_async(page_size=3)] == list("6543210")


async def test_the_library_reads_a_refusal(sdk):
    with pytest.raises(TwilioRestException) as refused:
        await sdk.messages.create_async(to=CITIZEN, from_=SMS, body="a" * 1601)

    assert (refused.value.status, refused.value.code) == (400, 21617)


async def test_media_are_listed_and_deleted_by_the_library(sdk, simulator):
    photo = {"content_type": "image/png", "content": base64.b64encode(b"\x89PNG").decode()}
    written = await simulator.write("", channel="whatsapp", media=[photo])
    files = await sdk.messages(written["sid"]).media.list_async()

    assert [one.content_type for one in files] == ["image/png"]
    async with aiohttp.ClientSession() as http:
        address = simulator.settings.origin + files[0].uri.removesuffix(".json")
        async with http.get(address) as stranger, http.get(address, auth=aiohttp.BasicAuth(ACCOUNT, TOKEN)) as friend:
            assert (stranger.status, friend.status, await friend.read()) == (401, 200, b"\x89PNG")
    assert await files[0].delete_async()
    assert await sdk.messages(written["sid"]).media.list_async() == []


async def test_our_channel_sends_and_finds_again_what_it_sent(channel, simulator):
    outbound = an_outbound("Darj ho gayi.")
    since = simulator.provider.clock.now() - timedelta(seconds=5)
    accepted = await channel.send(outbound)

    assert isinstance(accepted, Accepted)
    found = await channel.find_sent(outbound, since=since)
    assert found is not None
    assert found.provider_message_id == accepted.provider_message_id
    assert await channel.find_sent(outbound, since=since, exclude=[accepted.provider_message_id]) is None


@pytest.mark.parametrize(("recipient", "code"), [("+15005550004", "21610"), ("+15005550009", "21614")])
async def test_our_channel_knows_a_refusal(channel, recipient, code):
    receipt = await channel.send(an_outbound(recipient=recipient))

    assert isinstance(receipt, Refused)
    assert receipt.code == code


@pytest.mark.parametrize(
    ("kind", "expected", "is_sent"),
    [
        ("rate_limited", Refused, False),
        ("server_error_before", Unknown, False),
        ("server_error_after", Unknown, True),
        ("timeout_after", Unknown, True),
    ],
)
async def test_our_channel_says_what_it_does_not_know(channel, simulator, monkeypatch, kind, expected, is_sent):
    monkeypatch.setattr(channel_client, "TIMEOUT_SECONDS", 0.3)
    fault = {"kind": kind, "hang_seconds": 2}
    (await simulator.http.post("/_simulator/faults", json=fault)).raise_for_status()
    outbound = an_outbound("once")
    since = simulator.provider.clock.now() - timedelta(seconds=5)

    assert isinstance(await channel.send(outbound), expected)
    monkeypatch.setattr(channel_client, "TIMEOUT_SECONDS", 5)
    assert (await channel.find_sent(outbound, since=since) is not None) == is_sent


async def test_a_missed_webhook_is_found_in_the_list(channel, simulator):
    simulator.provider.set_options(Options())
    written = await simulator.write("Pani nahi", channel="whatsapp", is_lost=True)
    since = simulator.provider.clock.now() - timedelta(minutes=5)
    found = [one async for one in channel.list_inbound(since)]

    assert [(one.provider_message_id, one.body, one.sender.value) for one in found] == [
        (written["sid"], "Pani nahi", CITIZEN)
    ]


def test_the_library_would_log_numbers_at_info():
    assert logging.getLogger("twilio.http_client").getEffectiveLevel() >= logging.WARNING
