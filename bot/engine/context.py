"""What belongs to the request in hand. A context variable, so that requests served at the same time never mix."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass
class RequestInHand:
    """State in, state out, the message as parsed, and the first error of an action."""

    state: Any
    new_state: dict[str, Any] | None = None
    parse: dict[str, Any] | None = None
    error: BaseException | None = None


in_hand: ContextVar[RequestInHand] = ContextVar("in_hand")
