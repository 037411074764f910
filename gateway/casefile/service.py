"""Offers a citizen the way to the ombudsman, and gives out the file of her case. Does not commit.

The word in her link is a keyed hash of the case and the day it ends, so it is never stored; the row keeps a hash of it.
A file of a sealed or protection case is for the citizen alone. Of protection nothing is written to her at all: who
holds her phone has the link and the digits.
"""

import asyncio
import base64
import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.casefile import pdf, repository, tries
from gateway.casefile.collect import facts_of, ombudsman_of
from gateway.casefile.decide import Ombudsman
from gateway.casefile.sheets import LANGUAGES, Writer
from gateway.cases import repository as cases
from gateway.cases.visibility import UNNAMED
from gateway.errors import NotAllowed, NotFound
from gateway.i18n.negotiate import DEFAULT_LANGUAGE
from gateway.outbox import service as outbox
from gateway.people import repository as people
from gateway.protect import Protector
from gateway.settings import load
from gateway.wording import sentence
from models.case import Case
from models.case_event import CaseEvent
from models.case_file_link import CaseFileLink

PHONE = "phone"
# 96 bits of the hash: nobody guesses them, and the link stays in one part of an SMS.
TOKEN_BYTES = 12


class ForTheCitizenOnly(NotAllowed):
    """The file of such a case is given to the citizen herself and to nobody else."""

    code = "for_the_citizen_only"


class LinkGone(NotFound):
    """This link is not valid, or not any more."""

    code = "link_gone"


@dataclass(frozen=True)
class Door:
    """What the page behind a link knows: the case, her language, and whether it may be tried now."""

    case: Case
    language: str
    is_locked: bool


@dataclass(frozen=True)
class Opened:
    """What came of a try: the file, or why there is none (`wrong` or `locked`)."""

    door: Door
    file: bytes | None
    fault: str = ""


@dataclass(frozen=True)
class Told:
    """One sentence by key and parameters, about which case, to whom."""

    case: Case
    owner: repository.Owner
    key: str
    params: dict[str, str]


async def offer(session: AsyncSession, protector: Protector, case: Case, now: datetime) -> bool:
    """Tell her which ombudsman she may go to, with the link to her file. Once a case, however often it is called.

    The caller chooses the hour. Where WhatsApp takes no free text any more the outbox finds another way.

    Returns:
        Whether she was written to now. Not when the case is closed or about protection, nobody hears such a matter
        there, she was told before, wants no such messages, or has no phone number.
    """
    body = await ombudsman_of(session, case)
    if case.state == "closed" or case.category_code in UNNAMED or body is None:
        return False
    owner = await repository.owner_of(session, case)
    if not await _can_be_told(session, owner):
        return False
    expires_at = now + tries.VALID_FOR
    token = token_of(protector, case, expires_at)
    if not await repository.add_link(session, case.id, protector.hash(token), expires_at):
        return False
    key, params = _said(case, body, token, _language(owner))
    await _tell(session, protector, Told(case, owner, key, params), now)
    await _record(session, case, CaseEvent(kind="ombudsman_offered", actor="system", data={"body": body.code}), now)
    return True


def token_of(protector: Protector, case: Case, expires_at: datetime) -> str:
    """The word in the link: sixteen letters that only this installation's key makes from the case and the moment."""
    whole = protector.hash(f"case file:{case.id}:{expires_at.isoformat()}")
    return base64.urlsafe_b64encode(whole[:TOKEN_BYTES]).decode()


async def look(session: AsyncSession, protector: Protector, token: str, now: datetime) -> Door:
    """What the page shows before the digits. Raises LinkGone, for all links that open nothing."""
    return (await _find(session, protector, token, now))[1]


async def try_digits(session: AsyncSession, protector: Protector, token: str, digits: str, now: datetime) -> Opened:
    """The file for whoever knows the last digits of her phone. A wrong try is counted in the caller's transaction.

    Raises LinkGone.
    """
    link, door, owner = await _find(session, protector, token, now)
    if door.is_locked:
        return Opened(door, None, "locked")
    right = protector.decrypt(owner.contact.value_encrypted)[-tries.DIGITS :]
    if not hmac.compare_digest(_ascii(digits), right.encode()):
        link.wrong_tries += 1
        link.locked_until = tries.locked_after(link.wrong_tries, now)
        return Opened(door, None, "locked" if link.locked_until else "wrong")
    event = CaseEvent(kind="case_file_given", actor="citizen", actor_id=door.case.citizen_id, data={"by": "link"})
    return Opened(door, await give(session, protector, door.case, event, now))


def refuse_others(case: Case) -> None:
    """Raises ForTheCitizenOnly for a case of which only she may have the file."""
    if not is_for_others(case):
        raise ForTheCitizenOnly


def is_for_others(case: Case) -> bool:
    """Whether officials who see the case and operators may have its file."""
    return not case.is_sealed and case.category_code not in UNNAMED


async def give(session: AsyncSession, protector: Protector, case: Case, event: CaseEvent, now: datetime) -> bytes:
    """The file as a PDF, made now; `event` says who has it. About a second of computing, in a thread."""
    facts = await facts_of(session, protector, case)
    await _record(session, case, event, now)
    sheets = [Writer(facts, language, now).sheet() for language in LANGUAGES]
    return await asyncio.to_thread(pdf.write, sheets, now)


async def _find(
    session: AsyncSession, protector: Protector, token: str, now: datetime
) -> tuple[CaseFileLink, Door, repository.Owner]:
    found = await repository.link_with_case(session, protector.hash(token))
    if found is None or tries.is_over(found[0].expires_at, found[0].wrong_tries, now):
        raise LinkGone
    link, case = found
    owner = await repository.owner_of(session, case)
    return link, Door(case, _language(owner), tries.is_locked(link.locked_until, now)), owner


async def _can_be_told(session: AsyncSession, owner: repository.Owner) -> bool:
    conversation = owner.conversation
    if owner.contact.scheme != PHONE:
        return False
    return "follow_up" not in await people.withdrawn_purposes(session, owner.contact.id, conversation.channel)


def _said(case: Case, body: Ombudsman, token: str, language: str) -> tuple[str, dict[str, str]]:
    """Key and parameters; of a sealed case nothing but its number."""
    params = {"reference": case.reference, "link": f"{load().public_origin}/c/{token}"}
    if case.is_sealed:
        return "ombudsman_offer_unnamed", params
    return "ombudsman_offer", params | {"ombudsman": body.names[language]}


async def _tell(session: AsyncSession, protector: Protector, told: Told, now: datetime) -> None:
    language, conversation = _language(told.owner), told.owner.conversation
    await outbox.enqueue(
        session,
        destination=outbox.Destination(
            conversation.id, told.owner.contact.id, conversation.channel, conversation.our_address
        ),
        sentences=[await sentence(session, told.key, told.params, language)],
        language=language, dedupe_key=f"ombudsman_offer:{told.case.id}", now=now, protector=protector,
        case_id=told.case.id,
    )  # fmt: skip


def _language(owner: repository.Owner) -> str:
    return owner.citizen.preferred_language or owner.conversation.language or DEFAULT_LANGUAGE


def _ascii(digits: str) -> bytes:
    """Digits of any keyboard as ASCII ones; anything else stays and is wrong."""
    return "".join(str(unicodedata.decimal(one, one)) for one in digits.strip()).encode()


async def _record(session: AsyncSession, case: Case, event: CaseEvent, now: datetime) -> None:
    event.case_id, event.happened_at = case.id, now
    await cases.add_event(session, event)
