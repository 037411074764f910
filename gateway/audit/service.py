"""Writes an entry in the transaction of what it tells of; verifies and reads the chain. Does not commit."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway import clock
from gateway.audit import repository
from gateway.audit.chain import Link, Walker, digest
from models.audit_entry import AuditEntry

COMMAND_LINE, NOBODY = "command_line", "nobody"


@dataclass(frozen=True)
class Deed:
    """What was done. `data`: ids and codes, never a name, number or words of citizens; `reason`: the actor's words."""

    actor: str
    action: str
    subject: UUID | str = ""
    reason: str = ""
    data: Mapping[str, str | int | bool | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """How far the chain holds. `broken`: number of the first entry that is changed, or missing; None: none is."""

    count: int
    hash: bytes
    broken: int | None


def official(official_id: UUID) -> str:
    """An official as an actor."""
    return f"official:{official_id}"


def token(token_id: UUID) -> str:
    """A machine's token as an actor."""
    return f"token:{token_id}"


async def record(session: AsyncSession, deed: Deed) -> None:
    """Append one entry. Until the transaction ends others wait to write theirs, so call it late in it."""
    head = await repository.lock_head(session)
    link = Link(
        head.number + 1, clock.now(), deed.actor, deed.action, str(deed.subject), deed.reason, dict(deed.data),
        head.hash,
    )  # fmt: skip
    made = digest(link)
    await repository.add(
        session,
        AuditEntry(
            number=link.number, at=link.at, actor=link.actor, action=link.action, subject=link.subject,
            reason=link.reason, data=dict(link.data), previous_hash=link.previous_hash, hash=made,
        ),
    )  # fmt: skip
    head.number, head.hash = link.number, made
    await session.flush()


async def read(session: AsyncSession) -> AsyncIterator[AuditEntry]:
    """Every entry in order, a page in memory at a time."""
    number = 0
    while page := await repository.after(session, number):
        for entry in page:
            yield entry
        number = page[-1].number
        session.expunge_all()


async def verify(session: AsyncSession) -> Finding:
    """Walk the chain from its beginning up to where its head stood when the walk began.

    An entry that is changed is named; so is the first of those that are missing, also where they are the last.
    """
    head = await repository.head(session)
    last, last_hash = head.number, head.hash
    walker = Walker()
    async for entry in read(session):
        if walker.number == last:
            break
        if not walker.step(link_of(entry), entry.hash):
            return Finding(walker.number, walker.hash, walker.number + 1)
    is_whole = (walker.number, walker.hash) == (last, last_hash)
    return Finding(walker.number, walker.hash, None if is_whole else walker.number + 1)


def link_of(entry: AuditEntry) -> Link:
    """The stored entry as it is hashed."""
    return Link(
        entry.number, entry.at, entry.actor, entry.action, entry.subject, entry.reason, entry.data,
        entry.previous_hash,
    )  # fmt: skip
