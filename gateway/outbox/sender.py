"""Claim, send, settle: two short transactions with the provider's call between them and none open meanwhile.

Whatever happens between claim and settle leaves the row `sending` under a lease; `reconcile` finds out at the provider
what became of it. Knows no provider and builds no query. See docs/decisions/0007-unknown-is-not-failed.md.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import clock
from gateway.channels import registry
from gateway.channels.base import (
    Accepted,
    Channel,
    ChannelKind,
    ContactAddress,
    ContactScheme,
    ErrorClass,
    Outbound,
    Receipt,
    Refused,
    Unknown,
)
from gateway.db import Database
from gateway.observability import where
from gateway.outbox import fallback, policy, repository, retry
from gateway.outbox.fallback import OtherWays
from gateway.outbox.pacing import Pacing
from gateway.outbox.repository import Claimed
from gateway.protect import CannotDecrypt, Protector

log = structlog.get_logger()

# A send may take ten seconds; one that would end after the lease might be sent again by somebody else meanwhile.
SEND_TAKES = timedelta(seconds=12)
VALIDITY_SECONDS = 4 * 3600


@dataclass(frozen=True)
class Outlet:
    """What a worker needs to send. `batch`: most rows in one claim; `callback_url`: where reports on a row come in.

    `claiming`: one lane claims at a time, so that two never spend the same tokens.
    """

    database: Database
    channel: Channel
    protector: Protector
    pacing: Pacing
    callback_url: Callable[[UUID], str]
    lease_seconds: float = 30.0
    batch: int = 16
    other_ways: OtherWays = field(default_factory=OtherWays)
    claiming: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A claimed row, ready to hand over."""

    row: Claimed
    outbound: Outbound


async def send_due(outlet: Outlet, *, takes_bulk: bool = True) -> bool:
    """Claim what may leave now, hand it over, settle it. False: nothing was due or allowed. Commits."""
    async with outlet.claiming:
        now = clock.now()
        allowance = outlet.pacing.allowance(now, outlet.batch)
        async with outlet.database.unit_of_work() as session:
            claimed = await repository.claim_due(
                session, allowance, now=now, lease_seconds=outlet.lease_seconds, takes_bulk=takes_bulk
            )
            letters = await _prepare(outlet, session, claimed, now)
        for letter in letters:
            outlet.pacing.take(letter.row.sender, letter.row.part_count, now)
    await _hand_over(outlet, letters)
    return bool(claimed)


def address(outlet: Outlet, row: Claimed) -> ContactAddress:
    """The contact's address in clear. Raises CannotDecrypt."""
    return ContactAddress(ContactScheme(row.scheme), outlet.protector.decrypt(row.value_encrypted))


def as_outbound(outlet: Outlet, row: Claimed, recipient: ContactAddress, now: datetime) -> Outbound:
    """The row as the provider's client takes it."""
    expires_at = row.attempt.expires_at
    validity = (expires_at - now).total_seconds() if expires_at is not None else VALIDITY_SECONDS
    channel: ChannelKind = "sms" if row.situation.channel == "sms" else "whatsapp"
    return Outbound(
        id=row.id, channel=channel, sender=row.sender, recipient=recipient, body=row.body,
        callback_url=outlet.callback_url(row.id), validity_seconds=max(int(validity), 1),
        template_sid=fallback.template_for(outlet.other_ways, row, now),
    )  # fmt: skip


async def _prepare(outlet: Outlet, session: AsyncSession, claimed: Sequence[Claimed], now: datetime) -> list[_Letter]:
    """Letters for the rows that may leave; the others are closed with the reason, in the claim's transaction."""
    letters = []
    for row in claimed:
        has_template = fallback.template_for(outlet.other_ways, row, now) is not None
        held = policy.suppression(row.situation, now, has_template=has_template)
        if held is None:
            try:
                letters.append(_Letter(row, as_outbound(outlet, row, address(outlet, row), now)))
                continue
            except CannotDecrypt:
                held = policy.Suppression("cannot_decrypt", ErrorClass.FIX)
        await repository.settle(session, row, retry.Verdict("failed", held.code, held.error_class), now=now)
        await _by_another_way(outlet, session, row, held.error_class, now)
        log.warning("outbound_not_sent", outbound_id=str(row.id), code=held.code, error_class=held.error_class)
    return letters


async def _hand_over(outlet: Outlet, letters: Sequence[_Letter]) -> None:
    """Send all at once and settle in the order of the answers, so that a slow one holds up nobody's receipt."""
    pending = {asyncio.create_task(_send(outlet, letter)) for letter in letters}
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            answered = [(letter.row, receipt) for letter, receipt in (task.result() for task in done) if receipt]
            if answered:
                await _settle(outlet, answered)
    finally:
        for task in pending:
            task.cancel()


async def _send(outlet: Outlet, letter: _Letter) -> tuple[_Letter, Receipt | None]:
    """The provider's receipt; None when it was not sent because the lease is too near its end."""
    if clock.now() + SEND_TAKES > letter.row.lease_until:
        log.warning("outbound_lease_too_short", outbound_id=str(letter.row.id))
        return letter, None
    try:
        return letter, await outlet.channel.send(letter.outbound)
    except Exception as error:  # the worker's edge: a channel must not raise, and if it does, nobody knows what it did
        name = type(error).__name__
        log.error("channel_raised", outbound_id=str(letter.row.id), error=name, where=where(error))
        return letter, Unknown(name)


async def _settle(outlet: Outlet, answered: Sequence[tuple[Claimed, Receipt]]) -> None:
    now = clock.now()
    accepted = [(row, receipt) for row, receipt in answered if isinstance(receipt, Accepted)]
    async with outlet.database.unit_of_work() as session:
        if accepted:
            await repository.settle_accepted(session, accepted, provider=outlet.channel.provider, now=now)
        for row, receipt in answered:
            if not isinstance(receipt, Accepted):
                await _settle_other(outlet, session, row, receipt, now)
    for row, receipt in answered:
        _tell_pacing(outlet, row, receipt, now)
    if accepted:
        log.info("outbound_accepted", count=len(accepted), outbound_ids=[str(row.id) for row, _ in accepted])


async def _settle_other(
    outlet: Outlet, session: AsyncSession, row: Claimed, receipt: Refused | Unknown, now: datetime
) -> None:
    stops = isinstance(receipt, Refused) and registry.stops_channel(outlet.channel.provider, receipt.code)
    verdict = retry.after_send(receipt, row.attempt, now, stops_channel=stops, jitter=secrets.randbelow(1000) / 1000)
    await repository.settle(session, row, verdict, now=now)
    if isinstance(receipt, Refused):
        await _remember_refusal(session, row, receipt, now)
        if verdict.status == "failed":
            await _by_another_way(outlet, session, row, receipt.error_class, now)
    level = log.error if _needs_operator(verdict, receipt) else log.warning
    level(
        "outbound_not_accepted", outbound_id=str(row.id), code=receipt.code, error_class=verdict.error_class,
        status=verdict.status, attempt=row.attempt.number,
    )  # fmt: skip


async def _by_another_way(
    outlet: Outlet, session: AsyncSession, row: Claimed, error_class: ErrorClass, now: datetime
) -> None:
    sender = outlet.other_ways.sms_sender
    if sender and fallback.can_go_by_sms(outlet.other_ways, row, error_class):
        await fallback.by_sms(session, outlet.protector, row, sender, now)


async def _remember_refusal(session: AsyncSession, row: Claimed, refused: Refused, now: datetime) -> None:
    """What a refusal says about the contact outlives the row."""
    if refused.error_class is ErrorClass.OPTED_OUT:
        await repository.withdraw_consent(session, row.contact_id, row.situation.channel, refused.code, now)
    elif refused.error_class in (ErrorClass.BAD_ADDRESS, ErrorClass.OTHER_CHANNEL):
        await repository.mark_unusable(session, row.contact_id, row.situation.channel, now)


def _needs_operator(verdict: retry.Verdict, receipt: Refused | Unknown) -> bool:
    return verdict.stops_channel or (isinstance(receipt, Refused) and receipt.error_class is ErrorClass.FIX)


def _tell_pacing(outlet: Outlet, row: Claimed, receipt: Receipt, now: datetime) -> None:
    """Slow down, rest or stop the sender, as the receipt asks."""
    sender, pacing = row.sender, outlet.pacing
    if pacing.record(sender, now, is_unknown=isinstance(receipt, Unknown)):
        log.error("sender_rests", seconds=60, reason="unknown_outcomes")
    if isinstance(receipt, Refused):
        if receipt.code in retry.SLOW_DOWN_CODES:
            pacing.slow_down(sender, now)
        if registry.stops_channel(outlet.channel.provider, receipt.code):
            pacing.stop(sender, now, retry.CHANNEL_STOP)
            log.error("channel_stopped", code=receipt.code, seconds=retry.CHANNEL_STOP.total_seconds())
