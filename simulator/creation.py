"""Judges a request to create a message as Twilio would: what is refused at once, with which code. Pure.

Source: Twilio, "Messages resource: create", https://www.twilio.com/docs/messaging/api/message-resource, its OpenAPI
document `twilio_api_v2010` (April 2026) and the error dictionary; read 2026-11-24. Which of two faults Twilio names
first is not documented; the order here is ours.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from starlette.datastructures import FormData

from simulator import addresses, magic
from simulator.errors import TwilioError
from simulator.templates import Template

MOST_CHARS = 1600
MOST_MEDIA = 10
VALIDITY_SECONDS = range(1, 36_001)
SOONEST, LATEST = timedelta(minutes=5), timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Account:
    """What belongs to the account: senders without their channel, the messaging service, content by sid."""

    sms_senders: frozenset[str]
    whatsapp_senders: frozenset[str]
    service_sid: str = ""
    templates: Mapping[str, Template] = field(default_factory=dict)

    def owns(self, sender: str) -> bool:
        """Whether the address may stand in From."""
        ours = self.whatsapp_senders if addresses.channel_of(sender) == "whatsapp" else self.sms_senders
        return addresses.bare(sender) in ours or addresses.bare(sender) == magic.ALWAYS_OURS

    def pick_sender(self, recipient: str) -> str:
        """The sender that the messaging service chooses; empty when it has none on that channel."""
        channel = addresses.channel_of(recipient)
        ours = self.whatsapp_senders if channel == "whatsapp" else self.sms_senders
        return addresses.on(channel, min(ours)) if ours else ""


@dataclass(frozen=True, slots=True)
class Creation:
    """A request that was found well formed. `sender` is chosen already; `service_sid` empty without a service."""

    recipient: str
    sender: str
    service_sid: str
    body: str
    media_urls: tuple[str, ...] = ()
    template: Template | None = None
    variables: dict[str, str] = field(default_factory=dict)
    callback_url: str = ""
    send_at: datetime | None = None
    location: dict[str, object] | None = None

    @property
    def text(self) -> str:
        """What the person reads."""
        return self.template.render(self.variables) if self.template else self.body


def read(form: FormData, account: Account, now: datetime) -> Creation:
    """The request in a form. Raises TwilioError with the code that Twilio would answer."""
    texts = {name: str(value) for name, value in form.multi_items()}
    recipient, sender, service_sid = _parties(texts, account)
    template, variables = _content(texts, account)
    media_urls = tuple(str(url) for url in form.getlist("MediaUrl"))
    creation = Creation(
        recipient=recipient,
        sender=sender,
        service_sid=service_sid,
        body=texts.get("Body", ""),
        media_urls=media_urls,
        template=template,
        variables=variables,
        callback_url=texts.get("StatusCallback", ""),
        send_at=_send_at(texts, service_sid, now),
        location=_location(texts.get("PersistentAction", "")),
    )
    _refuse_substance(creation)
    _refuse_validity(texts.get("ValidityPeriod", ""))
    return creation


def _parties(texts: Mapping[str, str], account: Account) -> tuple[str, str, str]:
    recipient, sender = texts.get("To", ""), texts.get("From", "")
    service_sid = texts.get("MessagingServiceSid", "")
    if not recipient:
        raise TwilioError(21604)
    if not sender and not service_sid:
        raise TwilioError(21603)
    if service_sid and service_sid != account.service_sid:
        raise TwilioError(21701)
    _refuse_recipient(recipient)
    sender = sender or account.pick_sender(recipient)
    _refuse_pair(sender, recipient, account)
    return recipient, sender, service_sid


def _refuse_recipient(recipient: str) -> None:
    if not addresses.is_recipient(recipient):
        raise TwilioError(21211)
    if addresses.channel_of(recipient) == "sms" and addresses.is_landline(recipient):
        raise TwilioError(21614)


def _refuse_pair(sender: str, recipient: str, account: Account) -> None:
    if addresses.channel_of(sender) != addresses.channel_of(recipient):
        raise TwilioError(21910)
    if sender == recipient:
        raise TwilioError(21266)
    code = magic.refused_at_once(sender, recipient)
    if code:
        raise TwilioError(code)
    if not addresses.is_sender(addresses.bare(sender)):
        raise TwilioError(21212)
    if not account.owns(sender):
        raise TwilioError(63007 if addresses.channel_of(sender) == "whatsapp" else 21606)


def _content(texts: Mapping[str, str], account: Account) -> tuple[Template | None, dict[str, str]]:
    if "ContentSid" not in texts:
        return None, {}
    template = account.templates.get(texts["ContentSid"])
    if template is None:
        raise TwilioError(21655)
    return template, _variables(texts.get("ContentVariables", "") or "{}")


def _variables(text: str) -> dict[str, str]:
    try:
        variables = json.loads(text)
    except ValueError as error:
        raise TwilioError(21656) from error
    if not isinstance(variables, dict) or not all(isinstance(one, str) for one in variables.values()):
        raise TwilioError(21656)
    return variables


def _refuse_substance(creation: Creation) -> None:
    if not (creation.text or creation.media_urls or creation.template or creation.location):
        raise TwilioError(21602)
    if len(creation.text) > MOST_CHARS:
        raise TwilioError(21617)
    if len(creation.media_urls) > MOST_MEDIA:
        raise TwilioError(21623)
    if not all(_is_web_address(url) for url in creation.media_urls):
        raise TwilioError(21620)
    if creation.callback_url and not _is_callback(creation.callback_url):
        raise TwilioError(21609)


def _refuse_validity(text: str) -> None:
    if text and not (text.isdecimal() and int(text) in VALIDITY_SECONDS):
        raise TwilioError(21624)


def _send_at(texts: Mapping[str, str], service_sid: str, now: datetime) -> datetime | None:
    if "ScheduleType" not in texts:
        return None
    if texts["ScheduleType"] != "fixed":
        raise TwilioError(35126)
    if not service_sid:
        raise TwilioError(35118)
    if not texts.get("SendAt"):
        raise TwilioError(35111)
    try:
        moment = datetime.fromisoformat(texts["SendAt"])
    except ValueError as error:
        raise TwilioError(35115) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not SOONEST < moment - now <= LATEST:
        raise TwilioError(35115)
    return moment


def _location(action: str) -> dict[str, object] | None:
    """A pin from "geo:31.5204,74.3587|Label"; other actions mean nothing on a phone."""
    place, _, label = action.removeprefix("geo:").partition("|")
    latitude, _, longitude = place.partition(",")
    try:
        return {"latitude": float(latitude), "longitude": float(longitude), "label": label}
    except ValueError:
        return None


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _is_callback(url: str) -> bool:
    return _is_web_address(url) and "_" not in (urlsplit(url).hostname or "")
