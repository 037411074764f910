"""Twilio's webhooks: prove, parse, store, answer. Nothing is decided here and nothing is sent from here.

`create_app` adds `TwilioWebhooks` as the outermost middleware and puts a `TwilioWebhook` into
`app.state.twilio_webhook`, an `Inbox` into `app.state.inbox`, and `database` and `protector`.

Answers: 200 to everything authentic, repeated and unroutable messages too; 403 when it is not proved to be Twilio's or
not our account's; 400 without a message id; 405, 408 and 413 to what Twilio never sends; 503 only when the row was not
stored. The TwiML is empty: what we say leaves through the REST API.
Source: Twilio, "Webhooks security" and "Webhooks (HTTP callbacks): connection overrides", read 2026-11-24.
"""

import asyncio
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import structlog
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway import clock
from gateway.channels.twilio.parse import OurSenders, parse_message
from gateway.channels.twilio.signature import Fields, Verifier
from gateway.channels.twilio.status import parse_status
from gateway.db import Database
from gateway.errors import NotAllowed, SunwaiError
from gateway.inbox.service import Inbox
from gateway.outbox import reports
from gateway.settings import Settings
from gateway.web import errors

log = structlog.get_logger()

MESSAGES_PATH = "/webhooks/twilio/messages"
STATUS_PATH = "/webhooks/twilio/status"
MOST_BYTES = 256 * 1024
MOST_FIELDS = 200
READ_SECONDS = 10.0
_FORM = b"application/x-www-form-urlencoded"
_EMPTY_TWIML = Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', media_type="text/xml")


class SignatureInvalid(NotAllowed):
    """The request is not proved to come from Twilio."""

    code = "signature_invalid"


class AccountUnknown(NotAllowed):
    """The request is for an account that is not ours."""

    code = "account_unknown"


class RequestTooLarge(SunwaiError):
    """The request has more bytes or fields than any of Twilio's."""

    status = 413
    code = "request_too_large"


class MethodNotAllowed(SunwaiError):
    """A webhook takes POST only."""

    status = 405
    code = "method_not_allowed"


class RequestTooSlow(SunwaiError):
    """The request did not arrive whole in time."""

    status = 408
    code = "request_too_slow"


@dataclass(frozen=True)
class TwilioWebhook:
    """What proves and reads a request. Raises before anything has a meaning."""

    verifier: Verifier
    account_sids: frozenset[str]
    senders: OurSenders

    @classmethod
    def of(cls, settings: Settings) -> "TwilioWebhook":
        """From settings; without a token everything is refused."""
        tokens = [token.get_secret_value() for token in settings.twilio_auth_tokens]
        return cls(
            Verifier(settings.public_origin, tokens),
            frozenset(settings.twilio_account_sids),
            OurSenders.of(settings.sms_senders, settings.whatsapp_senders),
        )

    def read(self, scope: Scope, body: bytes) -> list[tuple[str, str]]:
        """Fields of an authentic request to one of our accounts, in order, nothing dropped."""
        headers = dict(scope["headers"])
        signature = headers.get(b"x-twilio-signature")
        if headers.get(b"content-type", b"").startswith(_FORM):
            fields = split_form(body)
            is_authentic = self.verifier.is_authentic_form(_target(scope), fields, signature)
        else:
            fields = []
            is_authentic = self.verifier.is_authentic_body(_target(scope), body, signature)
        if not is_authentic:
            raise SignatureInvalid
        texts = [(name.decode(errors="replace"), value.decode(errors="replace")) for name, value in fields]
        self._refuse_foreign_account(texts)
        return texts

    def _refuse_foreign_account(self, texts: list[tuple[str, str]]) -> None:
        accounts = [value for name, value in texts if name == "AccountSid"]
        if any(account not in self.account_sids for account in accounts):
            raise AccountUnknown


class TwilioWebhooks:
    """Answers the two webhook addresses in front of the application and passes everything else on.

    In front, because routing and middleware of the application cost more than proving and storing a message.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._handlers = {MESSAGES_PATH: _receive_message, STATUS_PATH: _receive_status}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a webhook; failures become the same answers as elsewhere."""
        handle = self._handlers.get(scope["path"]) if scope["type"] == "http" else None
        if handle is None:
            await self._app(scope, receive, send)
            return
        try:
            if scope["method"] != "POST":
                raise MethodNotAllowed
            await handle(scope, await _body(receive))
            answer = _EMPTY_TWIML
        except errors.EXPECTED as error:
            answer = errors.answer_to(error)
        await answer(scope, receive, send)


async def _receive_message(scope: Scope, body: bytes) -> None:
    state = scope["app"].state
    webhook: TwilioWebhook = state.twilio_webhook
    inbox: Inbox = state.inbox
    inbound = parse_message(webhook.read(scope, body), senders=webhook.senders, received_at=clock.now())
    await inbox.receive(inbound)
    if inbound.quarantine_reason:
        log.warning("inbound_quarantined", reason=inbound.quarantine_reason, sid=inbound.provider_message_id)


async def _receive_status(scope: Scope, body: bytes) -> None:
    state = scope["app"].state
    database: Database = state.database
    webhook: TwilioWebhook = state.twilio_webhook
    report = parse_status(dict(webhook.read(scope, body)), scope["query_string"].decode("latin-1"))
    async with database.unit_of_work() as session:
        outcome = await reports.record(session, report, now=clock.now(), protector=state.protector)
    log.info("delivery_report", outcome=outcome.value, status=report.status, sid=report.provider_message_id)


def split_form(body: bytes) -> Fields:
    """Decoded fields of a form, blanks kept, in order. Bytes, because the signature is over bytes.

    Raises RequestTooLarge beyond MOST_FIELDS.
    """
    if body.count(b"&") >= MOST_FIELDS:
        raise RequestTooLarge
    pairs = [pair.partition(b"=") for pair in body.replace(b"+", b" ").split(b"&") if pair]
    return [(_unquote(name), _unquote(value)) for name, _, value in pairs]


def _unquote(word: bytes) -> bytes:
    return unquote_to_bytes(word) if b"%" in word else word


def _target(scope: Scope) -> bytes:
    """Path and query as they were requested; decoding and encoding again would not give the same bytes."""
    raw_path: bytes = scope["raw_path"]
    query: bytes = scope["query_string"]
    return raw_path + b"?" + query if query else raw_path


async def _body(receive: Receive) -> bytes:
    """The whole body. Raises RequestTooLarge beyond MOST_BYTES, RequestTooSlow after READ_SECONDS."""
    body: bytes = b""
    try:
        async with asyncio.timeout(READ_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise RequestTooSlow
                body += message.get("body", b"")
                if len(body) > MOST_BYTES:
                    raise RequestTooLarge
                if not message.get("more_body", False):
                    return body
    except TimeoutError as error:
        raise RequestTooSlow from error
