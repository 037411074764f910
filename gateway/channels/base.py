"""The provider-neutral contract. A provider verifies, parses and sends; it decides nothing about cases.

Adding a provider adds a folder beside `twilio/` and one line in `registry.py`.
"""

from collections.abc import AsyncIterator, Collection
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
    """One received message, parsed but not judged. `raw` keeps every parameter; `body` has no NUL."""

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
    """One text to hand to a provider. `callback_url` carries `id`, so a report finds its row whatever happens.

    `template_sid`: the provider's id of an approved template whose only variable, 1, is the body.
    """

    id: UUID
    channel: ChannelKind
    sender: str
    recipient: ContactAddress
    body: str
    callback_url: str
    validity_seconds: int
    template_sid: str | None = None


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
    """The provider certainly did not take it. Delays: seconds before attempt 2, 3, …; empty: never."""

    code: str
    error_class: ErrorClass
    retry_delays_seconds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether the provider took it (timeout, 5xx). Look it up before anything is sent again."""

    code: str


Receipt = Accepted | Refused | Unknown


@dataclass(frozen=True, slots=True)
class MediaAddress:
    """Where a file of an inbound message lies, and how to ask for it.

    `authorization` goes to the host of `url` and to no other. The provider may send us on once, over https, to one of
    `redirect_hosts`. `is_on_this_machine`: the provider is the simulator.
    """

    url: str
    deletion_url: str
    authorization: str = field(repr=False)
    redirect_hosts: frozenset[str] = frozenset()
    is_on_this_machine: bool = False


class MediaSource(Protocol):
    """What a provider says about the files of its inbound messages. Pure."""

    def locate(self, url: str) -> MediaAddress | None:
        """The address behind a URL from a webhook; None when it is not exactly one of the provider's, for us."""
        ...


class Channel(Protocol):
    """A provider as the workers see it. Holds no state of ours; `send` never raises for a provider's answer."""

    provider: str

    async def send(self, outbound: Outbound) -> Receipt:
        """Hand one text over."""
        ...

    async def find_sent(self, outbound: Outbound, *, since: datetime, exclude: Collection[str] = ()) -> Accepted | None:
        """Look up whether an unknown send was taken: same recipient and same body since `since`.

        `exclude`: provider ids that already belong to other rows; the same sentence may rightly be said twice. None
        means that the provider answered and has no such text; raises when it could not be asked.
        """
        ...

    def list_inbound(self, since: datetime) -> AsyncIterator[Inbound]:
        """What the provider received for us since `since`, for messages that no webhook brought."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
