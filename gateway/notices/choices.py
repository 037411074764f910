"""How an official wants to hear of notices. Does not commit."""

from dataclasses import dataclass
from datetime import time
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.errors import SunwaiError
from gateway.notices import repository
from models.official import Official

NotifyBy = Literal["web", "sms", "whatsapp"]


class NoPhone(SunwaiError):
    """Texts need a registered phone first."""

    code = "no_phone"


@dataclass(frozen=True)
class Choice:
    """`quiet_from`, `quiet_until`: Pakistan's time of day; equal ones mean that no hours are quiet."""

    notify_by: NotifyBy
    quiet_from: time
    quiet_until: time
    wants_digest: bool
    language: Literal["ur", "ur_Latn", "en"]


async def choose(session: AsyncSession, official: Official, choice: Choice) -> None:
    """From now on so. Raises NoPhone."""
    await choose_channel(session, official, choice.notify_by)
    official.quiet_from, official.quiet_until = choice.quiet_from, choice.quiet_until
    official.wants_digest, official.language = choice.wants_digest, choice.language


async def choose_channel(session: AsyncSession, official: Official, notify_by: NotifyBy) -> None:
    """Texts by this channel, or none. Raises NoPhone."""
    phone = await repository.phone_of(session, official.id)
    if notify_by != "web" and (phone is None or phone.confirmed_at is None):
        raise NoPhone
    official.notify_by = notify_by
