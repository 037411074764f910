"""Twilio's own library against a scripted API on loopback: what each answer, or its absence, means."""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from gateway.channels import registry
from gateway.channels.base import (
    Accepted,
    ContactAddress,
    ContactScheme,
    ErrorClass,
    Inbound,
    Outbound,
    Refused,
    Unknown,
)
from gateway.channels.null import NullChannel
from gateway.channels.twilio import client as twilio
from gateway.errors import Unavailable
from gateway.settings import Settings
from tests.support.twilio import ACCOUNT, OUR_SMS, OUR_WHATSAPP, TOKEN, settings

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
SID = "SM" + "1" * 32
OUTBOUND = Outbound(
    id=UUID("0193a5c0-0000-7000-8000-000000000001"), channel="sms", sender=OUR_SMS,
    recipient=ContactAddress(ContactScheme.PHONE, "+923001234567"), body="آپ کی شکایت درج ہو گئی",
    callback_url="https://gateway.example/webhooks/twilio/status?id=0193a5c0", validity_seconds=14_400,
)  # fmt: skip

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ScriptedApi:
    """Answers every call with `handler` and keeps what was asked."""

    def __init__(self) -> None:
        self.origin = ""
        self.handler: Handler = accept
        self.forms: list[dict[str, str]] = []
        self.requests: list[web.Request] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        self.forms.append({name: str(value) for name, value in (await request.post()).items()})
        return await self.handler(request)


async def accept(_request: web.Request) -> web.StreamResponse:
    return web.json_response({"sid": SID, "status": "queued", "num_segments": "1"}, status=201)


def answering(status: int, body: Any) -> Handler:
    async def handler(_request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    return handler


@pytest.fixture
async def api() -> AsyncIterator[ScriptedApi]:
    scripted = ScriptedApi()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", scripted.answer)
    async with TestServer(application) as server:
        scripted.origin = str(server.make_url("")).rstrip("/")
        yield scripted


def made(api: ScriptedApi, **changes: Any) -> Settings:
    return settings("postgresql://nowhere/x_test", twilio_api_origin=api.origin, **changes)


@pytest.fixture
async def channel(api: ScriptedApi) -> AsyncIterator[twilio.TwilioChannel]:
    opened = twilio.build(made(api))
    yield opened
    await opened.close()


class TestSend:
    async def test_what_is_asked_of_twilio(self, api: ScriptedApi, channel: twilio.TwilioChannel) -> None:
        assert await channel.send(OUTBOUND) == Accepted(SID, "queued")
        assert api.forms == [
            {
                "To": "+923001234567", "From": OUR_SMS, "Body": "آپ کی شکایت درج ہو گئی", "ValidityPeriod": "14400",
                "StatusCallback": OUTBOUND.callback_url,
            }
        ]  # fmt: skip
        assert api.requests[0].path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        assert api.requests[0].headers["Authorization"] == f"Basic {expected}"

    async def test_whatsapp_addresses_carry_their_channel(
        self, api: ScriptedApi, channel: twilio.TwilioChannel
    ) -> None:
        user = ContactAddress(ContactScheme.WHATSAPP_USER, "PK.134912")
        await channel.send(replace(OUTBOUND, channel="whatsapp", sender=OUR_WHATSAPP, recipient=user))
        assert (api.forms[0]["To"], api.forms[0]["From"]) == ("whatsapp:PK.134912", f"whatsapp:{OUR_WHATSAPP}")

    @pytest.mark.parametrize(("asked", "sent"), [(0, "1"), (90_000, "36000")])
    async def test_validity_stays_within_twilios_bounds(
        self, api: ScriptedApi, channel: twilio.TwilioChannel, asked: int, sent: str
    ) -> None:
        await channel.send(replace(OUTBOUND, validity_seconds=asked))
        assert api.forms[0]["ValidityPeriod"] == sent

    async def test_with_an_api_key_and_a_messaging_service(self, api: ScriptedApi) -> None:
        service = "MG" + "2" * 32
        opened = twilio.build(
            made(api, twilio_api_key="SK1", twilio_api_secret="hidden", twilio_messaging_service_sid=service)
        )
        await opened.send(OUTBOUND)
        await opened.close()
        assert api.forms[0]["MessagingServiceSid"] == service
        assert api.requests[0].headers["Authorization"] == "Basic " + base64.b64encode(b"SK1:hidden").decode()
        assert ACCOUNT in api.requests[0].path

    @pytest.mark.parametrize(
        ("status", "body", "receipt"),
        [
            (400, {"code": 21610, "message": "x", "more_info": "x", "status": 400},
             Refused("21610", ErrorClass.OPTED_OUT)),
            (400, {"code": 21211, "message": "x", "more_info": "x", "status": 400},
             Refused("21211", ErrorClass.BAD_ADDRESS)),
            (400, {"code": 77777, "message": "x", "more_info": "x", "status": 400},
             Refused("77777", ErrorClass.GIVE_UP)),
            (401, {"code": 20003, "message": "x", "more_info": "x", "status": 401}, Refused("20003", ErrorClass.FIX)),
            (400, {"type": "about:blank", "title": "x", "status": 400, "code": 63016},
             Refused("63016", ErrorClass.NEEDS_TEMPLATE)),
            (400, "not what was promised", Refused("400", ErrorClass.GIVE_UP)),
            (500, {"code": 20500, "message": "x", "more_info": "x", "status": 500}, Unknown("500")),
            (503, "busy", Unknown("503")),
            (302, {}, Unknown("302")),
        ],
    )  # fmt: skip
    async def test_what_an_answer_means(
        self, api: ScriptedApi, channel: twilio.TwilioChannel, status: int, body: Any, receipt: Any
    ) -> None:
        api.handler = answering(status, body)
        assert await channel.send(OUTBOUND) == receipt

    async def test_too_many_requests_were_not_processed_and_may_be_sent_again(
        self, api: ScriptedApi, channel: twilio.TwilioChannel
    ) -> None:
        api.handler = answering(429, {"code": 20429, "message": "x", "more_info": "x", "status": 429})
        receipt = await channel.send(OUTBOUND)
        assert isinstance(receipt, Refused)
        assert receipt.error_class is ErrorClass.RETRY
        assert receipt.retry_delays_seconds[:3] == (1, 2, 4)

    async def test_silence_is_unknown(
        self, api: ScriptedApi, channel: twilio.TwilioChannel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(twilio, "TIMEOUT_SECONDS", 0.05)
        released = asyncio.Event()

        async def hang(_request: web.Request) -> web.StreamResponse:
            await released.wait()
            return web.Response()

        api.handler = hang
        receipt = await channel.send(OUTBOUND)
        released.set()
        assert receipt == Unknown("timeout")

    async def test_a_connection_reset_after_sending_is_unknown(
        self, api: ScriptedApi, channel: twilio.TwilioChannel
    ) -> None:
        async def reset(request: web.Request) -> web.StreamResponse:
            assert request.transport
            request.transport.abort()
            return web.Response()

        api.handler = reset
        assert isinstance(await channel.send(OUTBOUND), Unknown)

    async def test_an_unreadable_acceptance_is_unknown(self, api: ScriptedApi, channel: twilio.TwilioChannel) -> None:
        async def garbage(_request: web.Request) -> web.StreamResponse:
            return web.Response(text="<html>", status=201)

        api.handler = garbage
        assert isinstance(await channel.send(OUTBOUND), Unknown)

    async def test_one_call_a_send_whatever_happens(self, api: ScriptedApi, channel: twilio.TwilioChannel) -> None:
        api.handler = answering(500, {})
        await channel.send(OUTBOUND)
        assert len(api.requests) == 1

    async def test_no_connection_means_it_never_left(self, unused_tcp_port: int) -> None:
        origin = f"http://127.0.0.1:{unused_tcp_port}"
        opened = twilio.build(settings("postgresql://nowhere/x_test", twilio_api_origin=origin))
        receipt = await opened.send(OUTBOUND)
        await opened.close()
        assert isinstance(receipt, Refused)
        assert (receipt.code, receipt.error_class) == ("not_connected", ErrorClass.RETRY)


def listed(sid: str, body: str, *, direction: str = "outbound-api", minutes: int = 0, **changes: Any) -> dict[str, Any]:
    moment = (NOW + timedelta(minutes=minutes)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return {
        "sid": sid, "body": body, "direction": direction, "status": "sent", "from": OUR_SMS, "to": "+923001234567",
        "date_created": moment, "date_sent": moment, "date_updated": moment, "account_sid": ACCOUNT, "num_media": "0",
        **changes,
    }  # fmt: skip


def page(*records: dict[str, Any]) -> dict[str, Any]:
    return {"messages": list(records), "page": 0, "page_size": 50, "next_page_uri": None}


class TestFindSent:
    async def test_the_newest_with_the_same_words(self, api: ScriptedApi, channel: twilio.TwilioChannel) -> None:
        api.handler = answering(
            200,
            page(
                listed("SM_other_words", "something else"),
                listed("SM_old", OUTBOUND.body, minutes=-5),
                listed("SM_first", OUTBOUND.body),
                listed("SM_second", OUTBOUND.body, minutes=1),
                listed("SM_inbound", OUTBOUND.body, direction="inbound", minutes=2),
            ),
        )
        assert await channel.find_sent(OUTBOUND, since=NOW) == Accepted("SM_second", "sent")
        assert await channel.find_sent(OUTBOUND, since=NOW, exclude={"SM_second"}) == Accepted("SM_first", "sent")
        query = api.requests[0].query
        assert query["To"] == "+923001234567"
        assert query["DateSent>"] == "2026-11-24T05:00:00Z"

    async def test_half_a_second_is_not_enough_to_miss_it(
        self, api: ScriptedApi, channel: twilio.TwilioChannel
    ) -> None:
        api.handler = answering(200, page(listed(SID, OUTBOUND.body)))
        assert await channel.find_sent(OUTBOUND, since=NOW + timedelta(milliseconds=500)) == Accepted(SID, "sent")

    async def test_not_there(self, api: ScriptedApi, channel: twilio.TwilioChannel) -> None:
        api.handler = answering(200, page())
        assert await channel.find_sent(OUTBOUND, since=NOW) is None

    @pytest.mark.parametrize("status", [500, 429, 401])
    async def test_an_answer_that_says_nothing_is_not_a_no(
        self, api: ScriptedApi, channel: twilio.TwilioChannel, status: int
    ) -> None:
        api.handler = answering(status, {"code": 1, "message": "x", "status": status})
        with pytest.raises(Unavailable):
            await channel.find_sent(OUTBOUND, since=NOW)


class TestListInbound:
    async def test_reads_the_log_in_the_words_of_a_webhook(
        self, api: ScriptedApi, channel: twilio.TwilioChannel
    ) -> None:
        inbound = {"direction": "inbound", "from": "+923001234567", "to": OUR_SMS}
        picture = {"uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1.json", "content_type": "image/jpeg"}

        async def handler(request: web.Request) -> web.StreamResponse:
            if request.path.endswith("/Media.json"):
                return web.json_response({"media_list": [picture], "page": 0, "next_page_uri": None})
            if request.query.get("To") != OUR_SMS:
                return web.json_response(page())
            ours = listed("SM_ours", "reply")
            return web.json_response(
                page(listed("MM1", "pani nahi", num_media="1", **inbound), ours, listed("SM2", "گٹر", **inbound))
            )

        api.handler = handler
        found = [one async for one in channel.list_inbound(NOW)]
        assert [(one.provider_message_id, one.body) for one in found] == [("MM1", "pani nahi"), ("SM2", "گٹر")]
        first: Inbound = found[0]
        assert first.media == [
            {
                "url": f"{api.origin}/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1",
                "content_type": "image/jpeg",
            }
        ]
        assert (first.account_sid, first.received_at, first.quarantine_reason) == (ACCOUNT, NOW, None)
        asked = {request.query["To"] for request in api.requests if "To" in request.query}
        assert asked == {OUR_SMS, f"whatsapp:{OUR_WHATSAPP}"}

    async def test_a_log_that_cannot_be_read_is_said(self, api: ScriptedApi, channel: twilio.TwilioChannel) -> None:
        api.handler = answering(500, {})
        with pytest.raises(Unavailable):
            [one async for one in channel.list_inbound(NOW)]


class TestOrigin:
    @pytest.mark.parametrize(
        "origin", ["https://api.twilio.com.evil.example", "http://api.twilio.com", "https://evil.example", "x"]
    )
    async def test_only_twilio_or_this_machine(self, origin: str) -> None:
        with pytest.raises(ValueError, match="loopback"):
            twilio.RedirectedHttpClient(origin)

    async def test_the_environment_cannot_move_calls_elsewhere(
        self, api: ScriptedApi, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TWILIO_EDGE", "sydney")
        monkeypatch.setenv("TWILIO_REGION", "au1")
        opened = twilio.build(made(api))
        assert isinstance(await opened.send(OUTBOUND), Accepted)
        await opened.close()

    async def test_any_other_address_is_refused(self, api: ScriptedApi) -> None:
        http = twilio.RedirectedHttpClient(api.origin)
        with pytest.raises(ValueError, match="refusing"):
            await http.request("GET", "https://media.twiliocdn.com/x")
        await http.close()

    @pytest.mark.parametrize("changes", [{"twilio_account_sids": []}, {"twilio_auth_tokens": []}])
    async def test_without_credentials_there_is_no_channel(self, api: ScriptedApi, changes: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="SUNWAI_TWILIO"):
            twilio.build(made(api, **changes))


class TestRegistry:
    async def test_the_setting_chooses(self, api: ScriptedApi) -> None:
        opened = registry.open_channel(made(api))
        assert opened.provider == "twilio"
        await opened.close()
        assert registry.open_channel(made(api, channel="null")).provider == "null"

    async def test_the_null_channel_remembers(self) -> None:
        channel = NullChannel(remembered=2)
        taken = await channel.send(OUTBOUND)
        assert isinstance(taken, Accepted)
        assert list(channel.sent) == [OUTBOUND]
        assert await channel.find_sent(OUTBOUND, since=NOW) == taken
        assert await channel.find_sent(OUTBOUND, since=NOW, exclude=[taken.provider_message_id]) is None
        assert [one async for one in channel.list_inbound(NOW)] == []
