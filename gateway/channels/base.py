"""The provider-neutral contract. A provider verifies, parses and sends; it decides nothing about cases.

Adding a provider adds a folder beside `twilio/` and one line in `registry.py`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Protocol
from uuid import UUID

ChannelKind = Literal["sms", "whatsapp"]


class ContactScheme(StrEnum):
    """What kind of address a contact value is."""

    PHONE = "phone"
    WHATSAPP_USER = "whatsapp_user"


@dataclass(frozen=True, slots=True)
class ContactAddress:
    """An address to write to: E.164 phone, or a WhatsApp business-scoped user id, which may come without a phone."""

    scheme: ContactScheme
    value: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """One received message, parsed but not judged. `raw` keeps every parameter, `body` has no NUL and is never trimmed."""

    provider: str
    account_sid: str
    provider_message_id: str
    channel: ChannelKind
    sender: ContactAddress
    our_address: str
    body: str
    received_at: datetime
    raw: dict[str, Any]
    choice: str | None = None
    media: list[dict[str, str]] = field(default_factory=list)
    location: dict[str, Any] | None = None
    opt_out_type: str | None = None
    quarantine_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One delivery report. `our_id` comes from the callback URL and is there even before we know the provider's id."""

    provider: str
    provider_message_id: str
    status: str
    our_id: UUID | None
    recipient: str
    error_code: str = ""
    event_type: str = ""


@dataclass(frozen=True, slots=True)
class Outbound:
    """One text to hand to a provider. `callback_url` carries `id`, so a report finds its row whatever happens."""

    id: UUID
    channel: ChannelKind
    sender: str
    recipient: ContactAddress
    body: str
    callback_url: str
    validity_seconds: int


class ErrorClass(StrEnum):
    """What to do about a failure; see the table in `twilio/error_codes.json`."""

    RETRY = "retry"
    FIX = "fix"
    BAD_ADDRESS = "bad_address"
    OPTED_OUT = "opted_out"
    NEEDS_TEMPLATE = "needs_template"
    OTHER_CHANNEL = "other_channel"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it. `status` is the provider's first word for it."""

    provider_message_id: str
    status: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider certainly did not take it. `retry_delays_seconds`: wait before attempt 2, 3, …; empty: never again."""

    code: str
    error_class: ErrorClass
    retry_delays_seconds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether the provider took it (timeout, 5xx). Look it up before anything is sent again."""

    code: str


Receipt = Accepted | Refused | Unknown


class Channel(Protocol):
    """A way out. Implementations hold no state of ours and never raise for a provider's answer."""

    provider: str

    async def send(self, outbound: Outbound) -> Receipt:
        """Hand one text over."""
        ...

    async def find_sent(self, outbound: Outbound, *, since: datetime) -> Accepted | None:
        """Look up whether an unknown send was taken: same recipient and same body since `since`."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
