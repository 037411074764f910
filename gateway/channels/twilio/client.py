"""Twilio's REST API through Twilio's own library. The only file here that does HTTP; knows nothing of rows or cases.

`twilio` 9.13 has no base-URL option, no default timeout and no retries of its own: the subclass below gives it an
origin and a timeout, and leaves retrying to the outbox, because creating a message is not idempotent.
"""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Collection
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from gateway import clock
from gateway.channels.base import Accepted, Inbound, Outbound, Receipt, Refused, Unknown
from gateway.channels.twilio.credentials import credentials
from gateway.channels.twilio.errors import NOT_CONNECTED, TOO_MANY_REQUESTS, refusal
from gateway.channels.twilio.parse import PROVIDER, OurSenders, parse_message
from gateway.errors import Unavailable
from gateway.settings import LOOPBACK, TWILIO_ORIGIN, Settings

TIMEOUT_SECONDS = 10.0
_VALIDITY_LIMITS = (1, 36_000)  # seconds; Twilio's bounds for ValidityPeriod
_PAGE = 200
# Twilio's library reads regions and accounts from the process's environment unless it is given another, not empty, one.
_NO_ENVIRONMENT = {"TWILIO_EDGE": ""}
_ANSWERS = (TwilioRestException, TwilioServiceException)
# The last three are what the library raises on an answer that it cannot read.
_NO_ANSWERS = (aiohttp.ClientError, OSError, ValueError, TypeError, KeyError)


class RedirectedHttpClient(AsyncTwilioHttpClient):  # type: ignore[misc]  # the library is untyped
    """Sends every call to the configured origin: Twilio itself or a simulator on this machine, nothing else."""

    def __init__(self, origin: str) -> None:
        if origin != TWILIO_ORIGIN and urlsplit(origin).hostname not in LOOPBACK:
            raise ValueError(f"the Twilio origin must be {TWILIO_ORIGIN} or a loopback address")
        # The library logs numbers and URLs at INFO; this logger is kept at WARNING.
        logger = logging.getLogger("twilio.http_client")
        super().__init__(pool_connections=False, timeout=TIMEOUT_SECONDS, logger=logger)
        self._origin = origin.rstrip("/")
        self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100), trust_env=False)

    async def request(
        self, method: str, url: str, *, headers: Any = None, auth: tuple[str, str] | None = None, **options: Any
    ) -> Any:
        """As the base class, at our origin and within our time; credentials as a header, as aiohttp wants them."""
        if not url.startswith(TWILIO_ORIGIN + "/"):
            raise ValueError("refusing to call anything but the Twilio API")
        address = self._origin + url.removeprefix(TWILIO_ORIGIN)
        if auth is not None:
            headers = {**(headers or {}), "Authorization": aiohttp.encode_basic_auth(*auth)}
        return await super().request(method, address, headers=headers, **options | {"timeout": TIMEOUT_SECONDS})


class TwilioChannel:
    """The way out through Twilio, and the list of what came in. Must be made inside a running event loop."""

    provider = PROVIDER

    def __init__(self, settings: Settings) -> None:
        self._accounts = list(settings.twilio_account_sids)
        self._service_sid = settings.twilio_messaging_service_sid
        self._senders = OurSenders.of(settings.sms_senders, settings.whatsapp_senders)
        name, secret = credentials(settings)
        self._origin = settings.twilio_api_origin.rstrip("/")
        self._http = RedirectedHttpClient(self._origin)
        self._client = Client(name, secret, self._accounts[0], http_client=self._http, environment=_NO_ENVIRONMENT)

    async def send(self, outbound: Outbound) -> Receipt:
        """Hand one text over."""
        fewest, most = _VALIDITY_LIMITS
        arguments: dict[str, Any] = {
            "to": _address(outbound.channel, outbound.recipient.value),
            "from_": _address(outbound.channel, outbound.sender),
            **_content(outbound),
            "status_callback": outbound.callback_url,
            "validity_period": min(max(outbound.validity_seconds, fewest), most),
        }
        if self._service_sid:
            arguments["messaging_service_sid"] = self._service_sid
        return await _receipt(self._client.messages.create_async(**arguments))

    async def find_sent(self, outbound: Outbound, *, since: datetime, exclude: Collection[str] = ()) -> Accepted | None:
        """The newest text to the same recipient with the same body since `since`; raises Unavailable.

        What was sent as a template is listed as the recipient reads it: our words within the template's.
        """
        recipient = _address(outbound.channel, outbound.recipient.value)
        try:
            listed = await self._client.messages.list_async(
                to=recipient, date_sent_after=_whole_second(since), limit=_PAGE
            )
        except (TwilioException, *_NO_ANSWERS) as failure:
            raise Unavailable(type(failure).__name__) from None  # its text may hold numbers and words
        same = [
            one
            for one in listed
            if _is_same(str(one.body), outbound)
            and one.sid not in exclude
            and str(one.direction).startswith("outbound")
            and _is_since(one, since)
        ]
        newest = max(same, key=lambda one: one.date_created or since, default=None)
        return None if newest is None else Accepted(str(newest.sid), str(newest.status))

    async def list_inbound(self, since: datetime) -> AsyncIterator[Inbound]:
        """Everything received by one of our senders since `since`, from Twilio's own log; for what no webhook brought.

        The log has no WhatsApp extras (profile, location, button payload): the words, sender and media are there.
        Raises Unavailable when the log cannot be read to its end.
        """
        try:
            for account in self._accounts:
                for our_address in self._addresses():
                    async for inbound in self._received(account, our_address, since):
                        yield inbound
        except (TwilioException, *_NO_ANSWERS) as failure:
            raise Unavailable(type(failure).__name__) from None

    async def close(self) -> None:
        """Release connections."""
        await self._http.close()

    async def _received(self, account: str, our_address: str, since: datetime) -> AsyncIterator[Inbound]:
        records = await self._client.api.v2010.accounts(account).messages.stream_async(
            to=our_address, date_sent_after=_whole_second(since), page_size=_PAGE
        )
        async for record in records:
            if record.direction == MessageInstance.Direction.INBOUND:
                yield await self._as_inbound(record)

    def _addresses(self) -> list[str]:
        return sorted(self._senders.sms) + [_address("whatsapp", one) for one in sorted(self._senders.whatsapp)]

    async def _as_inbound(self, record: MessageInstance) -> Inbound:
        """The record in the words of a webhook, so that one parser reads both."""
        fields = [
            ("MessageSid", str(record.sid)), ("AccountSid", str(record.account_sid)), ("From", str(record.from_ or "")),
            ("To", str(record.to or "")), ("Body", record.body or ""), ("NumMedia", str(record.num_media or "0")),
        ]  # fmt: skip
        if (record.num_media or "0") != "0":
            fields += await self._media_fields(record)
        return parse_message(fields, senders=self._senders, received_at=record.date_sent or clock.now())

    async def _media_fields(self, record: MessageInstance) -> list[tuple[str, str]]:
        fields: list[tuple[str, str]] = []
        account = self._client.api.v2010.accounts(str(record.account_sid))
        for number, media in enumerate(await account.messages(str(record.sid)).media.list_async(limit=10)):
            address = self._origin + str(media.uri).removesuffix(".json")
            fields += [(f"MediaUrl{number}", address), (f"MediaContentType{number}", str(media.content_type))]
        return fields


def build(settings: Settings) -> TwilioChannel:
    """A channel from settings. Raises ValueError when credentials are missing or the origin is not allowed."""
    return TwilioChannel(settings)


async def _receipt(call: Awaitable[MessageInstance]) -> Receipt:
    try:
        message = await call
    except _ANSWERS as failure:
        return _answered(failure.status, failure.code)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        return refusal(NOT_CONNECTED)
    except TimeoutError:
        return Unknown("timeout")
    except _NO_ANSWERS as failure:
        # The request may have arrived: a reset connection, or an answer that nobody can read.
        return Unknown(type(failure).__name__)
    return Accepted(str(message.sid), str(message.status))


def _answered(status: int, code: int | None) -> Refused | Unknown:
    if status == 429:
        return refusal(TOO_MANY_REQUESTS)
    if status >= 500 or status < 400:
        return Unknown(str(status))
    return refusal(str(code or status))


def _content(outbound: Outbound) -> dict[str, str]:
    if outbound.template_sid is None:
        return {"body": outbound.body}
    return {"content_sid": outbound.template_sid, "content_variables": json.dumps({"1": _variable(outbound.body)})}


def _variable(body: str) -> str:
    """Our words as a template's variable, which may have no line break and no wide gap (Twilio error 63013)."""
    return " ".join(body.split())


def _is_same(listed: str, outbound: Outbound) -> bool:
    return listed == outbound.body if outbound.template_sid is None else _variable(outbound.body) in listed


def _address(channel: str, value: str) -> str:
    return f"whatsapp:{value}" if channel == "whatsapp" else value


def _whole_second(moment: datetime) -> datetime:
    """Twilio keeps whole seconds: half a second later it would not find what it has just stored."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _is_since(record: MessageInstance, since: datetime) -> bool:
    return record.date_created is None or record.date_created >= _whole_second(since)
