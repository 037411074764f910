"""What becomes of a row after the provider's answer. Pure: no I/O, no clock, no chance (jitter is an argument).

Source of the codes: Twilio, "Error and Warning Dictionary", read 2026-11-24; what each means for a row comes with the
receipt, from the provider's own table. Unknown is not failed: docs/decisions/0007.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.channels.base import Accepted, ErrorClass, Receipt, Refused, Unknown

UNKNOWN_WAIT = timedelta(seconds=30)
# Credentials refused, account suspended: the same for every text that waits, so the queue is kept and tried again then.
CHANNEL_STOP = timedelta(minutes=5)
# The provider asks for fewer at a time; all the others of this sender slow down too.
SLOW_DOWN_CODES = frozenset({"429", "20429", "21611", "30001", "30017", "63017", "63018"})
RESENT = "resent"


@dataclass(frozen=True, slots=True)
class Attempt:
    """The try that was answered. `number` counts from 1; `was_resent`: it followed an unknown one never found."""

    number: int
    was_resent: bool
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The row's next state. `due_at` for queued, `look_up_at` for unknown; `stops_channel`: pause before the next."""

    status: str
    error_code: str | None = None
    error_class: str | None = None
    due_at: datetime | None = None
    look_up_at: datetime | None = None
    stops_channel: bool = False


def after_send(
    receipt: Receipt, attempt: Attempt, now: datetime, *, stops_channel: bool = False, jitter: float = 0.0
) -> Verdict:
    """The verdict on one receipt.

    Args:
        stops_channel: the provider's table says that nothing else will pass after this refusal.
        jitter: float in [0, 1]; lengthens a wait by up to a quarter.
    """
    match receipt:
        case Accepted():
            return Verdict("accepted")
        case Unknown(code=code):
            error_class = RESENT if attempt.was_resent else None
            return Verdict("unknown", code, error_class, look_up_at=now + UNKNOWN_WAIT)
        case Refused():
            if stops_channel:
                return Verdict("queued", receipt.code, _kept(receipt, attempt), due_at=now, stops_channel=True)
            return _after_refusal(receipt, attempt, now, jitter)


def after_look_up(is_found: bool, attempt: Attempt, code: str | None, now: datetime) -> Verdict:
    """The verdict on an unknown send that was looked up at the provider: adopted, sent once more, or given up."""
    if is_found:
        return Verdict("accepted")
    if attempt.was_resent:
        return Verdict("failed", code or "unknown", ErrorClass.GIVE_UP)
    if attempt.expires_at is not None and attempt.expires_at <= now:
        return Verdict("failed", "expired", ErrorClass.GIVE_UP)
    return Verdict("queued", code, RESENT, due_at=now)


def _after_refusal(refused: Refused, attempt: Attempt, now: datetime, jitter: float) -> Verdict:
    if refused.error_class is not ErrorClass.RETRY:
        return Verdict("failed", refused.code, str(refused.error_class))
    if attempt.number > len(refused.retry_delays_seconds):
        return Verdict("failed", refused.code, ErrorClass.GIVE_UP)
    wait = refused.retry_delays_seconds[attempt.number - 1] * (1 + jitter / 4)
    due_at = now + timedelta(seconds=wait)
    if attempt.expires_at is not None and due_at >= attempt.expires_at:
        return Verdict("failed", refused.code, ErrorClass.GIVE_UP)
    return Verdict("queued", refused.code, _kept(refused, attempt), due_at=due_at)


def _kept(refused: Refused, attempt: Attempt) -> str:
    """The class a waiting row carries; that it was resent once must not be forgotten."""
    return RESENT if attempt.was_resent else str(refused.error_class)
