"""Who the citizen is: masked for all, told to few, each telling with a reason and in the audit. Does not commit."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.access import policy
from gateway.audit import service as audit
from gateway.cases import reading
from gateway.cases.visibility import Viewer
from gateway.errors import NotAllowed, SunwaiError
from gateway.phone import mask
from gateway.protect import Protector
from models.case import Case
from models.citizen import Contact

SHORTEST_REASON, LONGEST_REASON = 5, 400


class RevealReasonMissing(SunwaiError):
    """Say in at least 5 letters why you need the number."""

    code = "reveal_reason_missing"


class NotForYou(NotAllowed):
    """You may read this case, but not learn who the citizen is."""

    code = "not_yours"


@dataclass(frozen=True)
class Asker:
    """Who wants to know, and why."""

    official_id: UUID
    viewer: Viewer
    reason: str


def may_reveal(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer may ask for the citizen's number."""
    return policy.may(viewer, "reveal", policy.subject_of(case))


def masked(viewer: Viewer, case: Case, contact: Contact, protector: Protector) -> str | None:
    """The number with its middle hidden; None where even that is too much: a sealed case, or no right to ask for it."""
    if case.is_sealed or not may_reveal(viewer, case):
        return None
    return mask(protector.decrypt(contact.value_encrypted))


async def reveal(session: AsyncSession, asker: Asker, reference: str, protector: Protector) -> str:
    """The citizen's number or address, whole. Audited with the reason, before it is told.

    Raises RevealReasonMissing, CaseNotFound, NotForYou.
    """
    reason = " ".join(asker.reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise RevealReasonMissing
    story = await reading.read_case(session, asker.viewer, reference)
    case = story.row[0]
    if not may_reveal(asker.viewer, case):
        raise NotForYou
    deed = audit.Deed(audit.official(asker.official_id), "identity_revealed", case.id, reason)
    await audit.record(session, deed)
    return protector.decrypt(story.contact.value_encrypted)
