"""Once a week, to who wants it: how many cases of her office are late, disputed, new and solved. `tend` commits."""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.clock import PAKISTAN
from gateway.db import Database
from gateway.notices import policy, reading, service
from gateway.notices.repository import Reader
from gateway.outbox import service as outbox
from gateway.protect import Protector
from gateway.wording import sentence

log = structlog.get_logger()

BATCH = 100


async def tend(database: Database, protector: Protector, now: datetime) -> None:
    """Tell everybody whose summary is due, a batch a transaction. Commits. Harmless when repeated."""
    monday = policy.digest_monday(now.astimezone(PAKISTAN))
    while monday is not None:
        async with database.unit_of_work() as session:
            due = await reading.claim_for_digest(session, monday, BATCH)
            for reader in due:
                await _tell(session, protector, reader, now)
                reader.official.digest_on = monday
        if due:
            log.info("digests_written", count=len(due))
        if len(due) < BATCH:
            return


async def _tell(session: AsyncSession, protector: Protector, reader: Reader, now: datetime) -> None:
    official = reader.official
    assert official.office_id is not None
    week = await reading.week_of(session, official.office_id, now)
    destination = await service.destination(session, reader, now)
    if week.is_empty() or destination is None:
        return
    params = {"late": week.late, "disputed": week.disputed, "new": week.new, "solved": week.solved}
    said = await sentence(session, "weekly_digest", params, official.language)
    await outbox.enqueue(
        session, destination=destination, sentences=[said], language=official.language,
        dedupe_key=f"digest:{official.id}:{now.date().isoformat()}", now=now, protector=protector,
    )  # fmt: skip
