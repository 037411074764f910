"""What a delivery report may do to a text: it only ever moves up. Pure: no I/O, no clock.

Reports come late, twice and in any order; so each provider word has a rank and a lower or equal one changes nothing.
Source: Twilio, "Outbound Message Status in Status Callbacks" (2026-07-21), read 2026-11-24.
"""

# The provider's words. Others (receiving, partially_delivered, words not invented yet) are recorded and move nothing.
_REPORTED = {
    "accepted": 0, "scheduled": 0, "queued": 1, "sending": 2, "sent": 3, "undelivered": 4, "failed": 4, "canceled": 4,
    "delivered": 5, "read": 6,
}  # fmt: skip

# Our words. `accepted` stands for all that comes before `sent`. A row back in our own queue is waiting to be sent again
# after a failure: only the news that the citizen has it after all may stop that.
_HELD = {
    "sending": -1, "unknown": -1, "accepted": 2, "sent": 3, "queued": 4, "undelivered": 4, "failed": 4, "canceled": 4,
    "delivered": 5, "read": 6,
}  # fmt: skip

FAILED = frozenset({"undelivered", "failed"})
ARRIVED = frozenset({"delivered", "read"})


def advance(held: str, reported: str) -> str | None:
    """The status a text in status `held` moves to, or None when the report moves nothing.

    Example: advance("undelivered", "delivered") == "delivered"; advance("delivered", "sent") is None.
    """
    rank = _REPORTED.get(reported)
    if rank is None or rank <= _HELD[held]:
        return None
    return "accepted" if rank <= _HELD["accepted"] else reported
