"""Delivery reports: each recorded once, each moving its text up or not at all. Does not commit, sends nothing.

Our own id in the callback URL finds the row even before the provider's id was saved. A report for a text we do not
know is kept as an orphan and joined when the text appears.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from prometheus_client import Counter
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.channels import registry
from gateway.channels.base import ErrorClass, Refused, Report
from gateway.outbox import delivery, repository, retry
from gateway.protect import Protector
from gateway.triage import repository as triage
from models.citizen import Contact
from models.delivery_report import DeliveryReport
from models.outbound_message import OutboundMessage

log = structlog.get_logger()

RECORDED = Counter("sunwai_delivery_reports_total", "Delivery reports received", ["outcome"])
ORPHANS_WAIT = timedelta(days=2)


class Outcome(StrEnum):
    """What a report did."""

    MOVED = "moved"
    RETRYING = "retrying"
    IGNORED = "ignored"
    REPEATED = "repeated"
    ORPHANED = "orphaned"
    REFUSED = "refused"


async def record(session: AsyncSession, report: Report, *, now: datetime, protector: Protector) -> Outcome:
    """Record `report` and let it move its text. Harmless when repeated, in any order.

    Side effects: one row in `delivery_reports`, perhaps a status; a withdrawal of consent when the citizen blocked us;
    a mark on an address that does not exist; a text back in the queue when its failure passes.
    """
    outcome = await _record(session, report, now, protector)
    RECORDED.labels(outcome.value).inc()
    return outcome


async def join_orphans(session: AsyncSession, *, now: datetime) -> int:
    """Apply reports that came before their text's provider id was saved; how many were joined."""
    pairs = await session.execute(
        select(DeliveryReport, OutboundMessage)
        .join(
            OutboundMessage,
            (OutboundMessage.provider == DeliveryReport.provider)
            & (OutboundMessage.provider_message_id == DeliveryReport.provider_message_id),
        )
        .where(DeliveryReport.outbound_message_id.is_(None), DeliveryReport.received_at > now - ORPHANS_WAIT)
        .order_by(DeliveryReport.received_at)
        .with_for_update(skip_locked=True)
    )
    joined = pairs.all()
    for stored, row in joined:
        stored.outbound_message_id = row.id
        report = Report(
            provider=stored.provider, provider_message_id=stored.provider_message_id, status=stored.status,
            our_id=row.id, recipient="", error_code=stored.error_code, event_type=stored.event_type,
        )  # fmt: skip
        await _move(session, row, report, now, is_abandoned=False)
    await session.flush()
    return len(joined)


async def _record(session: AsyncSession, report: Report, now: datetime, protector: Protector) -> Outcome:
    row = await _find(session, report)
    if row is not None and not await _is_recipient(session, row, report, protector):
        log.warning("delivery_report_refused", outbound_id=str(row.id), reason="recipient_differs")
        return Outcome.REFUSED
    is_abandoned = row is not None and await _is_abandoned(session, row, report)
    if not await _insert_once(session, report, row, now):
        return Outcome.REPEATED
    if row is None:
        log.info("delivery_report_orphaned", provider_message_id=report.provider_message_id)
        return Outcome.ORPHANED
    return await _move(session, row, report, now, is_abandoned=is_abandoned)


async def _find(session: AsyncSession, report: Report) -> OutboundMessage | None:
    """The text, locked: by our id, else by the provider's."""
    by_our_id = OutboundMessage.id == report.our_id
    by_provider_id = (OutboundMessage.provider == report.provider) & (
        OutboundMessage.provider_message_id == report.provider_message_id
    )
    for condition in (by_our_id, by_provider_id) if report.our_id else (by_provider_id,):
        statement = select(OutboundMessage).where(condition).with_for_update()
        found = await session.scalar(statement.execution_options(populate_existing=True))
        if found is not None:
            return found
    return None


async def _is_recipient(session: AsyncSession, row: OutboundMessage, report: Report, protector: Protector) -> bool:
    value_hash = await session.scalar(select(Contact.value_hash).where(Contact.id == row.contact_id))
    return value_hash == protector.hash(report.recipient)


async def _is_abandoned(session: AsyncSession, row: OutboundMessage, report: Report) -> bool:
    """Whether the text failed under this provider id before and goes, or went, out again under another."""
    if row.provider_message_id not in (None, report.provider_message_id):
        return True
    failed = await session.scalar(
        select(DeliveryReport.id)
        .where(
            DeliveryReport.outbound_message_id == row.id,
            DeliveryReport.provider == report.provider,
            DeliveryReport.provider_message_id == report.provider_message_id,
            DeliveryReport.status.in_(delivery.FAILED),
        )
        .limit(1)
    )
    return row.provider_message_id is None and failed is not None


async def _insert_once(session: AsyncSession, report: Report, row: OutboundMessage | None, now: datetime) -> bool:
    statement = (
        insert(DeliveryReport)
        .values(
            provider=report.provider, provider_message_id=report.provider_message_id, status=report.status,
            error_code=report.error_code, event_type=report.event_type,
            outbound_message_id=row.id if row else None, received_at=now,
        )
        .on_conflict_do_nothing()
        .returning(DeliveryReport.id)
    )  # fmt: skip
    return await session.scalar(statement) is not None


async def _move(
    session: AsyncSession, row: OutboundMessage, report: Report, now: datetime, *, is_abandoned: bool
) -> Outcome:
    status = delivery.advance(row.status, report.status)
    if status is None or (is_abandoned and status not in delivery.ARRIVED):
        return Outcome.IGNORED
    if status in delivery.ARRIVED and row.status in delivery.FAILED:
        log.info("delivered_after_failure", outbound_id=str(row.id))
        await triage.settle_of_outbound(session, row.id, now=now)
    refused = registry.refusal(report.provider, report.error_code) if status in delivery.FAILED else None
    if refused is not None and _retry(row, refused, now):
        await session.flush()
        return Outcome.RETRYING
    if not is_abandoned:
        row.provider, row.provider_message_id = report.provider, report.provider_message_id
    row.status, row.lease_until, row.settled_at = status, None, row.settled_at or now
    row.error_code = report.error_code or None if refused else None
    row.error_class = str(refused.error_class) if refused else None
    await session.flush()
    if refused is not None:
        await _draw_consequences(session, row, refused, now)
    return Outcome.MOVED


def _retry(row: OutboundMessage, refused: Refused, now: datetime) -> bool:
    """Put the text back in the queue when its failure passes with time and there is time left."""
    if refused.error_class is not ErrorClass.RETRY:
        return False
    attempt = retry.Attempt(row.attempts, row.error_class == retry.RESENT, row.expires_at)
    verdict = retry.after_send(refused, attempt, now)
    if verdict.status != "queued" or verdict.due_at is None:
        return False
    if row.status == "sending":
        row.attempts += 1  # whoever is sending it right now no longer owns the attempt and will not settle it
    row.status, row.due_at, row.lease_until = verdict.status, verdict.due_at, None
    row.error_code, row.error_class = verdict.error_code, verdict.error_class
    row.provider_message_id, row.settled_at = None, None
    return True


async def _draw_consequences(session: AsyncSession, row: OutboundMessage, refused: Refused, now: datetime) -> None:
    log.warning("outbound_failed", outbound_id=str(row.id), code=refused.code, error_class=str(refused.error_class))
    if refused.error_class is ErrorClass.OPTED_OUT:
        await repository.withdraw_consent(session, row.contact_id, row.channel, refused.code, now)
    elif refused.error_class in (ErrorClass.BAD_ADDRESS, ErrorClass.OTHER_CHANNEL):
        await repository.mark_unusable(session, row.contact_id, row.channel, now)
