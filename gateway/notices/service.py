"""Tells an office what has come up with one of its cases. Does not commit.

One row a notice, and a text to each official of the office who chose texts and may see the case. Nobody is told of a
case that she could not open: a sealed one is for the oversight of the office that holds it, and its text says nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.access.policy import viewer_of
from gateway.cases.visibility import UNNAMED
from gateway.clock import PAKISTAN
from gateway.i18n.catalog import render
from gateway.notices import policy, repository
from gateway.notices.repository import Reader
from gateway.outbox import service as outbox
from gateway.outbox.service import Sentence
from gateway.protect import Protector
from gateway.wording import sentence
from models.case import Case

# After these she can do the case's work by answering the text.
WORKABLE = frozenset({"new_case", "due_soon", "overdue", "escalated", "disputed", "handed_over"})


async def notify(  # noqa: PLR0913 - whom, of what, when
    session: AsyncSession, protector: Protector, case: Case, office_id: UUID, kind: str, now: datetime, *,
    occasion: str = "", official_id: UUID | None = None, due: datetime | None = None,
) -> bool:  # fmt: skip
    """Write the notice and its texts, once: a repeat does nothing. False: it was written before, or nobody may know.

    Args:
        kind: one of NOTICE_KINDS.
        occasion: tells two of a kind apart within one round of a case, such as the clock that runs out or the event
            that it is about. A dispute begins a new round.
        official_id: for her alone, as a mention is; she must be of the office.
        due: by when it had to be done, for a clock other than that of the promised day.
    """
    if _is_silent(case) and office_id != case.office_id:
        return False
    notice_id = await repository.add_once(
        session, office_id=office_id, official_id=official_id, case_id=case.id, kind=kind,
        occasion=f"{case.dispute_count}:{occasion}", happened_at=now,
    )  # fmt: skip
    if notice_id is None:
        return False
    for reader in await repository.readers(session, office_id, official_id):
        viewer = viewer_of(reader.official)
        is_own = reader.citizen_id == case.citizen_id  # nobody works her own complaint
        if not is_own and await repository.may_see(session, viewer, case.id):
            what = What(case, notice_id, kind, due or case.resolve_due_at)
            await _text(session, protector, reader, what, now)
    return True


async def mention(
    session: AsyncSession, protector: Protector, case: Case, official_id: UUID, now: datetime, *, occasion: str
) -> None:
    """A colleague names her in a note: for her alone. Who has no office has no notices."""
    official = await repository.get_official(session, official_id)
    if official.office_id is not None:
        told = f"{occasion}:{official_id}"
        await notify(
            session, protector, case, official.office_id, "mention", now, occasion=told, official_id=official_id
        )


def _is_silent(case: Case) -> bool:
    return case.is_sealed or case.category_code in UNNAMED


@dataclass(frozen=True)
class What:
    """What a text is about."""

    case: Case
    notice_id: UUID
    kind: str
    due: datetime


async def _text(session: AsyncSession, protector: Protector, reader: Reader, what: What, now: datetime) -> None:
    """One text to one official, in the morning if it is quiet with her now and nothing burns; not too many an hour."""
    official, case = reader.official, what.case
    local = now.astimezone(PAKISTAN)
    leaves = now if case.is_urgent else policy.leaves_at(local, official.quiet_from, official.quiet_until)
    to = await destination(session, reader, leaves)
    texted = await repository.count_texts(session, reader.contact_id, leaves - policy.HOUR)
    if to is None or (texted > policy.MOST_AN_HOUR and not case.is_urgent):
        return
    is_last = texted == policy.MOST_AN_HOUR and not case.is_urgent
    sentences = [await sentence(session, "notice_many", {}, official.language)] if is_last else None
    await outbox.enqueue(
        session, destination=to, sentences=sentences or await _sentences(session, what, official.language),
        language=official.language, dedupe_key=f"notice:{what.notice_id}:{official.id}", now=leaves,
        protector=protector, case_id=None if is_last or _is_silent(case) else case.id,
    )  # fmt: skip


async def destination(session: AsyncSession, reader: Reader, moment: datetime) -> outbox.Destination | None:
    """Where a text to her goes at that moment; None when she cannot be reached by text, or does not want it."""
    conversations = await repository.conversations_of(session, reader.contact_id)
    last_inbound = {name: one.last_inbound_at for name, one in conversations.items()}
    channel = policy.channel_for(reader.official.notify_by, last_inbound, moment)
    if channel is None:
        return None
    conversation = conversations[channel]
    return outbox.Destination(conversation.id, reader.contact_id, channel, conversation.our_address)


async def _sentences(session: AsyncSession, what: What, language: str) -> list[Sentence]:
    case = what.case
    if _is_silent(case):
        return [await sentence(session, "notice_silent", {}, language)]
    place = {"area_id": case.area_id} if case.area_id else {"area": render("place_not_known", language, {})}
    params: dict[str, Any] = {
        "reference": case.reference, "category": case.category_code, "due": what.due, **place
    }  # fmt: skip
    said = [await sentence(session, f"notice_{what.kind}", params, language)]
    if what.kind in WORKABLE:
        said.append(await sentence(session, "work_how", {}, language))
    return said
