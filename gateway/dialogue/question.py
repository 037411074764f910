"""What the bot is asked about one message: its words, the state so far, and what to know beside them. Pure."""

from datetime import datetime, timedelta

from pydantic import ValidationError

from gateway.dialogue.contract import CitizenMessage, KnownCase, Point, TurnMetadata, TurnRequest
from gateway.dialogue.repository import Known
from gateway.inbox.repository import Claimed

# A question of ours that is older is no longer what her "1" answers.
PENDING_FOR = timedelta(hours=24)
# What we asked by ourselves, with its moment, waits longer: people answer when they have time.
ASKED_FOR = timedelta(days=10)


def question(claimed: Claimed, known: Known) -> TurnRequest:
    """The request for a turn."""
    return TurnRequest(
        state=known.state,
        message=CitizenMessage(
            id=claimed.id,
            text=claimed.body,
            choice=claimed.choice,
            media_types=[str(one.get("content_type", "")) for one in claimed.media],
            location=_point(claimed),
        ),
        metadata=TurnMetadata(
            channel=claimed.channel,
            language=known.preferred_language or known.language,
            open_cases=[KnownCase(**case) for case in known.open_cases],
            last_area_id=known.last_area_id,
            pending_question=_pending(known, claimed.received_at),
        ),
    )


def _pending(known: Known, now: datetime) -> str | None:
    pending, last = known.pending_question, known.last_inbound_at
    if not pending:
        return None
    if "asked_at" in pending:
        is_fresh = now - datetime.fromisoformat(pending["asked_at"]) < ASKED_FOR
    else:
        is_fresh = last is not None and now - last < PENDING_FOR
    return str(pending["question"]) if is_fresh else None


def _point(claimed: Claimed) -> Point | None:
    """The shared place, or None when its numbers are no place on earth: the words still count."""
    if claimed.location is None:
        return None
    try:
        return Point(latitude=claimed.location["latitude"], longitude=claimed.location["longitude"])
    except (KeyError, ValidationError):
        return None
