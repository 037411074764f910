"""Finding out what became of a send that nobody knows the end of, before anything is sent again.

A delivery report with our id settles a row by itself. Otherwise the provider is asked: found, the row adopts that id;
not found, it is sent once more, and never a third time: a person looks at it. See
docs/decisions/0007-unknown-is-not-failed.md.
"""

import asyncio
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import clock
from gateway.channels.base import Accepted
from gateway.outbox import repository, retry
from gateway.outbox.repository import Claimed
from gateway.outbox.sender import Outlet, address, as_outbound
from gateway.protect import CannotDecrypt
from gateway.triage import repository as triage
from models.triage_item import TriageItem

log = structlog.get_logger()

# Our clock may be ahead of the provider's by so much.
CLOCK_SKEW = timedelta(seconds=60)
ASK_AGAIN = timedelta(seconds=60)


async def reconcile_due(outlet: Outlet) -> bool:
    """Settle unknown sends whose wait is over, and those of workers that died. False: there were none. Commits."""
    async with outlet.database.unit_of_work() as session:
        claimed = await repository.claim_unknown(
            session, now=clock.now(), lease_seconds=outlet.lease_seconds, rows=outlet.batch
        )
        known = {row.id: await repository.other_provider_ids(session, row, _since(row)) for row in claimed}
    await asyncio.gather(*(_look_up(outlet, row, known[row.id]) for row in claimed))
    return bool(claimed)


def _since(row: Claimed) -> datetime:
    return row.due_at - CLOCK_SKEW


async def _look_up(outlet: Outlet, row: Claimed, known: list[str]) -> None:
    try:
        outbound = as_outbound(outlet, row, address(outlet, row), clock.now())
        found = await outlet.channel.find_sent(outbound, since=_since(row), exclude=known)
    except CannotDecrypt:
        found = None
    except Exception as error:  # the worker's edge: nobody answered, so nothing is known
        log.warning("outbound_look_up_failed", outbound_id=str(row.id), error=type(error).__name__)
        async with outlet.database.unit_of_work() as session:
            await repository.postpone_look_up(session, row, clock.now() + ASK_AGAIN)
        return
    await _settle(outlet, row, found)


async def _settle(outlet: Outlet, row: Claimed, found: Accepted | None) -> None:
    now = clock.now()
    verdict = retry.after_look_up(found is not None, row.attempt, row.error_code, now)
    async with outlet.database.unit_of_work() as session:
        if found is not None:
            await repository.settle_accepted(session, [(row, found)], provider=outlet.channel.provider, now=now)
        elif await repository.settle(session, row, verdict, now=now) and verdict.status == "failed":
            await _hand_over(session, row, now)
        if verdict.status == "queued":
            await repository.wake_workers(session)
    level = log.error if verdict.status == "failed" else log.info
    level("outbound_reconciled", outbound_id=str(row.id), found=found is not None, status=verdict.status)


async def _hand_over(session: AsyncSession, row: Claimed, now: datetime) -> None:
    """A citizen who got no answer must not be left in silence; what was sent to many is no matter for a person."""
    if row.situation.is_reply:
        item = TriageItem(
            reason="send_lost", outbound_message_id=row.id, conversation_id=row.conversation_id, opened_at=now
        )
        await triage.open_item(session, item)
