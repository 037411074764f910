"""Registers the phone an official works from: she gets a code where she signs in, and texts it from that phone.

So the phone is proved to be in the hand of whoever holds the account. Does not commit.
"""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.errors import SunwaiError
from gateway.notices import repository
from gateway.people import repository as people
from gateway.phone import to_e164
from gateway.protect import Protector
from gateway.settings import Settings
from models.base import new_id
from models.citizen import Contact
from models.official import Official
from models.official_phone import OfficialPhone

CODE_LIVES = timedelta(minutes=30)
MOST_TRIES = 5
_CODE = re.compile(r"\d{6}")


class PhoneTaken(SunwaiError):
    """Another official works from this number."""

    status = 409
    code = "phone_taken"


def our_addresses(settings: Settings) -> dict[str, str]:
    """By channel, the address of ours that texts to officials leave from, and that they write to."""
    senders = {"sms": settings.sms_senders, "whatsapp": settings.whatsapp_senders}
    return {channel: listed[0] for channel, listed in senders.items() if listed}


async def begin(
    session: AsyncSession, protector: Protector, official: Official, number: str, addresses: Mapping[str, str],
    now: datetime,
) -> str:  # fmt: skip
    """The code of six digits that she must text from that phone within CODE_LIVES. An earlier phone ends now.

    Args:
        addresses: see `our_addresses`.

    Raises NotAPhone, PhoneTaken.
    """
    phone = to_e164(number)
    contact = await people.find_contact(session, protector.hash(phone)) or await people.add_contact(
        session,
        Contact(
            id=new_id(), scheme="phone", value_hash=protector.hash(phone), value_encrypted=protector.encrypt(phone)
        ),
    )
    if await repository.is_taken(session, contact.id, official.id):
        raise PhoneTaken
    for channel, our_address in addresses.items():
        await people.conversation_of(session, contact.id, channel, our_address)
    code = f"{secrets.randbelow(1_000_000):06}"
    await repository.await_code(
        session, official.id, contact.id, code_hash=_hash(protector, official, code), code_expires_at=now + CODE_LIVES
    )
    return code


async def confirm(
    session: AsyncSession, protector: Protector, waiting: OfficialPhone, body: str, now: datetime, channel: str
) -> bool | None:
    """Whether the text is the code that the phone waits for; None: it is no code, or none is waited for any more.

    The right one makes the phone work, and texts of notices come by the channel it was sent on.
    """
    code = "".join(str(unicodedata.digit(one, one)) for one in body if not one.isspace())
    is_over = waiting.code_expires_at is None or waiting.code_expires_at <= now or waiting.code_tries >= MOST_TRIES
    if is_over or not _CODE.fullmatch(code):
        return None
    official = await repository.get_official(session, waiting.official_id)
    if await repository.is_taken(session, waiting.contact_id, official.id):
        return None
    if not secrets.compare_digest(waiting.code_hash or b"", _hash(protector, official, code)):
        waiting.code_tries += 1
        return False
    waiting.code_hash, waiting.code_expires_at, waiting.confirmed_at = None, None, now
    if official.notify_by == "web":
        official.notify_by = channel
    return True


async def forget(session: AsyncSession, official: Official) -> None:
    """No phone works for her any more."""
    await repository.remove_phone(session, official.id)
    official.notify_by = "web"


def _hash(protector: Protector, official: Official, code: str) -> bytes:
    return protector.hash(f"code:{official.id}:{code}")
