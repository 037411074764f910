"""What becomes of a text, and how the callbacks about it travel. Pure: decides, does nothing.

Source: Twilio, "Outbound message status in status callbacks", read 2026-11-24: no callback for the first status; order
is not guaranteed. The rank of failures and their moment is ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from pydantic import BaseModel, Field

from simulator.addresses import Channel

Order = Literal["kept", "reversed", "shuffled"]


class Options(BaseModel):
    """How this provider behaves. Delays follow one another; `lost` names statuses whose callbacks never come.

    `is_read`: WhatsApp readers show it. `has_receipts`: the route tells of delivery; without it `sent` is the end.
    `advanced_opt_out`: the messaging service handles opt-out words, on WhatsApp too, and says so in OptOutType.
    """

    sent_after_seconds: float = Field(0.1, ge=0, le=600)
    delivered_after_seconds: float = Field(0.25, ge=0, le=600)
    read_after_seconds: float = Field(1.0, ge=0, le=600)
    order: Order = "kept"
    duplicates: int = Field(0, ge=0, le=20)
    lost: list[str] = []
    is_read: bool = True
    has_receipts: bool = True
    advanced_opt_out: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A status that a text reaches, some time after the one before."""

    status: str
    after_seconds: float
    error_code: int | None = None


def fate(channel: Channel, failure: int | None, *, has_service: bool, options: Options) -> list[Step]:
    """The statuses after the first, in the order in which they come true."""
    steps = [Step("queued", 0)] if has_service else []
    if failure is None:
        return steps + _delivered(channel, options)
    if str(failure).startswith("3"):
        return [
            *steps,
            Step("sent", options.sent_after_seconds),
            Step("undelivered", options.delivered_after_seconds, failure),
        ]
    return [*steps, Step("failed", options.sent_after_seconds, failure)]


def journey(steps: Sequence[Step], options: Options, random: Random) -> list[Step]:
    """The callbacks about `steps` in the order of their arrival: some lost, some twice, some too early."""
    kept = [step for step in steps if step.status not in options.lost]
    calls = [step for step in kept for _ in range(1 + options.duplicates)]
    if options.order == "reversed":
        calls.reverse()
    elif options.order == "shuffled":
        random.shuffle(calls)
    return calls


def _delivered(channel: Channel, options: Options) -> list[Step]:
    steps = [Step("sent", options.sent_after_seconds)]
    if options.has_receipts:
        steps.append(Step("delivered", options.delivered_after_seconds))
        if channel == "whatsapp" and options.is_read:
            steps.append(Step("read", options.read_after_seconds))
    return steps
