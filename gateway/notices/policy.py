"""By which channel and when an official is texted. Pure.

Source of the window: WhatsApp Business Messaging Policy, 24-hour customer service window (`gateway/outbox/policy.py`).
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from gateway.outbox.policy import is_window_open

HOUR = timedelta(hours=1)
# The next text of the hour says that there is more, and then there is silence; the console has them all.
MOST_AN_HOUR = 10
DIGEST_FROM, DIGEST_UNTIL = time(9), time(18)


def leaves_at(local: datetime, begins: time, ends: time) -> datetime:
    """The first moment from `local` on that is not quiet; quiet hours may go over midnight.

    Args:
        local: with its time zone, which `begins` and `ends` are meant in; equal ones mean that nothing is quiet.

    >>> from datetime import UTC
    >>> leaves_at(datetime(2026, 11, 23, 23, 5, tzinfo=UTC), time(21), time(8)).isoformat()
    '2026-11-24T08:00:00+00:00'
    """
    if not _is_quiet(local.time(), begins, ends):
        return local
    end = datetime.combine(local.date(), ends, local.tzinfo)
    return end if end > local else end + timedelta(days=1)


def digest_monday(local: datetime) -> date | None:
    """The Monday whose summary may be told now; None but on Mondays and Tuesdays by day, Tuesday for who missed it.

    >>> from datetime import UTC
    >>> digest_monday(datetime(2026, 11, 24, 9, 30, tzinfo=UTC))
    datetime.date(2026, 11, 23)
    """
    is_day = DIGEST_FROM <= local.time() < DIGEST_UNTIL
    return local.date() - timedelta(days=local.weekday()) if is_day and local.weekday() <= 1 else None


def _is_quiet(now: time, begins: time, ends: time) -> bool:
    return begins <= now < ends if begins <= ends else now >= begins or now < ends


def channel_for(wish: str, last_inbound: Mapping[str, datetime | None], moment: datetime) -> str | None:
    """The channel that she wished and that reaches her at `moment`; SMS where WhatsApp's window is closed by then.

    Args:
        wish: "web", "sms" or "whatsapp".
        last_inbound: channels on which there is a conversation with her, with the moment of her last words there.
    """
    if wish == "web":
        return None
    if wish == "whatsapp" and is_window_open(last_inbound.get("whatsapp"), moment):
        return "whatsapp"
    return "sms" if "sms" in last_inbound else None
