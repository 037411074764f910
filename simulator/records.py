"""What the simulator remembers of one text or file, and how Twilio's API shows it. No rules.

Source of the shapes: Twilio OpenAPI `twilio_api_v2010`, schemas api.v2010.account.message and …media, April 2026.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Literal

from simulator.addresses import bare, channel_of
from simulator.segments import measure
from simulator.templates import Choice

Direction = Literal["inbound", "outbound-api", "outbound-reply"]
API = "/2010-04-01"
COMPLETE = frozenset({"delivered", "undelivered", "failed", "canceled", "read", "received"})


@dataclass(slots=True)
class MediaFile:
    """A file that came or went with a text. `url` is set for files that live elsewhere.

    `is_deleted`: the provider has it no more; whoever sent or got it has it still, on her phone.
    """

    sid: str
    content_type: str
    content: bytes
    created_at: datetime
    url: str = ""
    is_deleted: bool = False


@dataclass(slots=True)
class TextRecord:
    """One text in either direction. `change` counts every change in the store, so that a reader can ask for news."""

    sid: str
    account_sid: str
    direction: Direction
    sender: str
    recipient: str
    body: str
    status: str
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    error_code: int | None = None
    service_sid: str = ""
    callback_url: str = ""
    template_sid: str = ""
    media: list[MediaFile] = field(default_factory=list)
    location: dict[str, Any] | None = None
    choices: list[Choice] = field(default_factory=list)
    is_list: bool = False
    change: int = 0
    number: int = 0

    @property
    def kept_media(self) -> list[MediaFile]:
        """The files that the provider still has."""
        return [one for one in self.media if not one.is_deleted]

    @property
    def is_inbound(self) -> bool:
        """From a person to us."""
        return self.direction == "inbound"

    @property
    def contact(self) -> str:
        """The person's address, without the channel."""
        return bare(self.sender if self.is_inbound else self.recipient)

    @property
    def our_address(self) -> str:
        """Our address, with the channel."""
        return self.recipient if self.is_inbound else self.sender

    @property
    def uri(self) -> str:
        """Path of the resource."""
        return f"{API}/Accounts/{self.account_sid}/Messages/{self.sid}.json"

    def for_api(self) -> dict[str, Any]:
        """As Twilio's API shows it: counts are texts, dates RFC 2822 in whole seconds."""
        waits = bool(self.service_sid) and self.status in ("accepted", "scheduled")
        parts = measure(self.body).parts
        return {
            "account_sid": self.account_sid,
            "api_version": API.strip("/"),
            "body": self.body,
            "date_created": _rfc2822(self.created_at),
            "date_sent": _rfc2822(self.sent_at) if self.sent_at else None,
            "date_updated": _rfc2822(self.updated_at),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": f"Error {self.error_code}" if self.error_code else None,
            "from": self.sender or None,
            "messaging_service_sid": self.service_sid or None,
            "num_media": str(len(self.kept_media)),
            "num_segments": "0" if waits else str(parts),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": self.uri.removesuffix(".json") + "/Media.json"},
            "to": self.recipient,
            "uri": self.uri,
        }

    def for_phone(self) -> dict[str, Any]:
        """As the phone page and `sunwai say` read it."""
        counted = measure(self.body)
        return {
            "sid": self.sid,
            "number": self.number,
            "change": self.change,
            "direction": "in" if self.is_inbound else "out",
            "is_automatic": self.direction == "outbound-reply",
            "channel": channel_of(self.recipient),
            "from": bare(self.sender),
            "to": bare(self.recipient),
            "text": self.body,
            "encoding": counted.encoding,
            "units": counted.units,
            "segments": counted.parts,
            "status": self.status,
            "error_code": self.error_code,
            "media": [{"content_type": one.content_type, "url": _shown(one)} for one in self.media],
            "location": self.location,
            "choices": [choice.model_dump() for choice in self.choices],
            "is_list": self.is_list,
            "at": self.created_at.isoformat(),
        }

    def media_for_api(self, one: MediaFile) -> dict[str, Any]:
        """One file as Twilio's API shows it."""
        path = self.uri.removesuffix(".json")
        return {
            "sid": one.sid,
            "account_sid": self.account_sid,
            "parent_sid": self.sid,
            "content_type": one.content_type,
            "date_created": _rfc2822(one.created_at),
            "date_updated": _rfc2822(one.created_at),
            "uri": f"{path}/Media/{one.sid}.json",
        }


def _shown(one: MediaFile) -> str:
    return one.url or f"/_simulator/media/{one.sid}"


def _rfc2822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC)).replace("GMT", "+0000")
