"""A link for one photo: made for one official, one case and one answer of hers, good for a day and for one use.

The secret is random and only its hash is kept, so that a link can be neither guessed nor made from the database.
Does not commit.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.casework import service as casework
from gateway.errors import NotFound
from gateway.media.storage import Upload
from gateway.worktext import acts, repository
from gateway.worktext.acts import Desk
from gateway.worktext.parsing import Order
from gateway.worktext.repository import Worker
from models.case import Case
from models.upload_link import UploadLink

LIVES = timedelta(hours=24)
CHANNEL = "link"


class LinkIsOver(NotFound):
    """This link was used, is older than a day, or is not one of ours."""

    code = "link_is_over"


@dataclass(frozen=True)
class Opened:
    """A link that works: whose it is, for which case, and the answer that it completes."""

    link: UploadLink
    worker: Worker
    case: Case

    @property
    def order(self) -> Order:
        """The answer that waits for its photo."""
        return Order(**self.link.order)


async def make(session: AsyncSession, worker: Worker, case: Case, order: Order, now: datetime) -> str:
    """The secret of a new link."""
    secret = secrets.token_urlsafe(16)
    session.add(
        UploadLink(
            official_id=worker.official.id, case_id=case.id, secret_hash=_hash(secret), order=asdict(order),
            expires_at=now + LIVES,
        )
    )  # fmt: skip
    await session.flush()
    return secret


async def open_link(session: AsyncSession, secret: str, now: datetime) -> Opened:
    """What the link is for; it is held until the commit. Raises LinkIsOver."""
    link = await repository.lock_link(session, _hash(secret), now)
    worker = await repository.worker_of(session, link.official_id) if link else None
    cases = await repository.cases_by_id(session, worker, [link.case_id]) if link and worker else []
    if link is None or worker is None or not cases:
        raise LinkIsOver
    return Opened(link, worker, cases[0])


async def use(session: AsyncSession, desk: Desk, secret: str, uploads: Sequence[Upload]) -> Opened:
    """Give the answer with its photos, and end the link. Raises LinkIsOver, and what answering raises."""
    opened = await open_link(session, secret, desk.now)
    opened.link.used_at = desk.now
    await casework.answer(
        session, acts.actor(desk, opened.worker), opened.case.reference, acts.reply_of(opened.order, uploads)
    )
    return opened


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
