"""Days in a minute: the scheduler's ticks under a clock that runs ahead, and what they caused, hour by hour.

For looking and for training, on a copy of one's own: what is written carries the moments of the clock that ran ahead.
Citizens' texts leave by the configured channel, on this machine the simulator.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from gateway import clock
from gateway.casework import asking
from gateway.clock import SimulatedClock
from gateway.dialogue import drafts
from gateway.errors import SunwaiError
from gateway.escalation import service as escalation
from gateway.followup import service as followup
from gateway.followup.reading import Happened, happenings
from gateway.outbox.sender import Outlet, send_due

STEP = timedelta(hours=1)
LONGEST = timedelta(days=400)


class NotHere(SunwaiError):
    """A clock may run ahead on a local copy only: in production it would tell citizens of days that have not come."""

    code = "not_here"


class NotAhead(SunwaiError):
    """Give a moment between now and 400 days from now, such as 45d or 2027-01-09."""

    code = "not_ahead"


def moment_meant(words: str, now: datetime) -> datetime:
    """`45d` or an ISO date. Raises NotAhead."""
    try:
        is_days = words.endswith("d") and words[:-1].isdigit()
        meant = now + timedelta(days=int(words[:-1])) if is_days else datetime.fromisoformat(words)
    except (ValueError, OverflowError) as error:
        raise NotAhead from error
    meant = meant if meant.tzinfo else meant.replace(tzinfo=clock.PAKISTAN)
    if not now < meant <= now + LONGEST:
        raise NotAhead
    return meant


async def rehearse(outlet: Outlet, until: datetime, tell: Callable[[Happened], None]) -> int:
    """Tick hour by hour until then; how many things happened. Commits. The real clock is back afterwards."""
    simulated, count = SimulatedClock(clock.now()), 0
    clock.use(simulated)
    try:
        while simulated.moment < until:
            since, simulated.moment = simulated.moment, min(simulated.moment + STEP, until)
            await _tick(outlet)
            async with outlet.database.unit_of_work() as session:
                happened = await happenings(session, since, simulated.moment)
            for one in happened:
                tell(one)
            count += len(happened)
    finally:
        clock.use(None)
    return count


async def _tick(outlet: Outlet) -> None:
    database, protector, now = outlet.database, outlet.protector, clock.now()
    await drafts.tend(database, protector, now)
    await followup.tend(database, protector, now, outlet.other_ways)
    await asking.resume_paused(database, now)
    await escalation.tend(database, protector, now)
    while await send_due(outlet):
        pass
