"""What the handlers of commands may use, and what they give back."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.service import Origin
from gateway.people.service import Writer
from models.case import Case
from models.inbound_message import InboundMessage


@dataclass(frozen=True)
class Context:
    """All a handler may use; `opened`, `added_to` and so on are the cases that this turn touched so far."""

    session: AsyncSession
    writer: Writer
    inbound: InboundMessage
    origin: Origin
    opened: list[Case] = field(default_factory=list)
    added_to: list[Case] = field(default_factory=list)
    disputed: list[Case] = field(default_factory=list)
    replied_to: list[Case] = field(default_factory=list)


@dataclass(frozen=True)
class Utterance:
    """A sentence to be worded: key and parameters, codes and objects not yet named."""

    key: str
    params: dict[str, Any]
