"""What officials keep beside a case: notes, links, following. Nothing of it is shown or sent to the citizen.

Does not commit.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.casework import reading, repository, rights
from gateway.casework.mentions import mentioned
from gateway.casework.service import Actor, note
from gateway.errors import SunwaiError
from gateway.notices import service as notices
from models.base import new_id
from models.case import Case
from models.case_event import CaseEvent
from models.case_note import CaseMention, CaseNote

SHORTEST_NOTE, LONGEST_NOTE = 2, 2000


class NoteLength(SunwaiError):
    """A note has 2 to 2000 characters."""

    code = "note_length"


class NobodyOfThatName(SunwaiError):
    """Nobody who may see this case has that user name."""

    code = "nobody_of_that_name"


class NotToBeLinked(SunwaiError):
    """There is no other case with this number that you may link to this one."""

    code = "not_to_be_linked"


async def add_note(session: AsyncSession, actor: Actor, reference: str, text: str) -> CaseNote:
    """Write it down; whom it names by @username is recorded. Raises NoteLength, NobodyOfThatName, CaseNotFound,
    NotYours."""
    words = text.strip()
    if not SHORTEST_NOTE <= len(words) <= LONGEST_NOTE:
        raise NoteLength
    case = await _held(session, actor, reference)
    names = mentioned(words)
    named = await reading.officials_who_see(session, case, names)
    if len(named) < len(names):
        raise NobodyOfThatName
    made = CaseNote(id=new_id(), case_id=case.id, official_id=actor.official_id, text=words, written_at=actor.now)
    session.add(made)
    await session.flush()
    for one in named:
        session.add(CaseMention(note_id=made.id, official_id=one, case_id=case.id, mentioned_at=actor.now))
        await notices.mention(session, actor.protector, case, one, actor.now, occasion=str(made.id))
    data = {"note_id": str(made.id)}
    await note(session, actor, case, CaseEvent(kind="note_added", data=data))
    return made


async def follow(session: AsyncSession, actor: Actor, reference: str, *, is_wanted: bool) -> None:
    """Hear of the case from now on, or no more. Raises CaseNotFound, NotYours."""
    case = await _held(session, actor, reference)
    await repository.set_follower(session, case.id, actor.official_id, actor.now if is_wanted else None)


async def link(session: AsyncSession, actor: Actor, reference: str, other_reference: str) -> None:
    """Say that two cases belong together. Once linked is linked. Raises NotToBeLinked, CaseNotFound, NotYours."""
    case = await _held(session, actor, reference)
    other = await reading.case_seen(session, actor.viewer, other_reference)
    if other is None or other.id == case.id or other.is_sealed != case.is_sealed:
        raise NotToBeLinked
    if await repository.add_link(session, (case.id, other.id), actor.official_id, actor.now):
        await note(session, actor, case, CaseEvent(kind="case_linked", data={"other_id": str(other.id)}))


async def _held(session: AsyncSession, actor: Actor, reference: str) -> Case:
    case = await repository.lock_case(session, actor.viewer, reference)
    if not rights.may_note(actor.viewer):
        raise rights.NotYours
    return case
