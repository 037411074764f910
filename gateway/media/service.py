"""Fetch, look, clean, keep: what happens to an attachment between its message and its case. Knows no provider.

Two short transactions with the work between them and none open meanwhile. A worker that dies leaves the row under a
lease and at most a file of the name the next one writes again, so nothing is left over.
"""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from prometheus_client import Counter

from gateway import clock
from gateway.channels.base import MediaAddress, MediaSource
from gateway.db import Database
from gateway.media import repository, retry, storage
from gateway.media.client import Downloader
from gateway.media.outcome import Failed, Refused
from gateway.media.repository import Claimed
from gateway.media.storage import Stored
from gateway.media.uploads import Keeper

log = structlog.get_logger()

SETTLED = Counter("sunwai_attachments_total", "Attachments that were settled", ["outcome"])


@dataclass(frozen=True)
class Depot:
    """What a worker needs to fetch."""

    database: Database
    sources: Mapping[str, MediaSource]
    downloader: Downloader
    keeper: Keeper
    lease_seconds: float
    deletes_copies: bool


async def fetch_due(depot: Depot) -> bool:
    """Fetch the attachment that is due longest. False: none was due. Commits."""
    async with depot.database.unit_of_work() as session:
        claimed = await repository.claim_waiting(
            session, now=clock.now(), lease_seconds=depot.lease_seconds, new_name=storage.new_name()
        )
    if claimed is None:
        return False
    with structlog.contextvars.bound_contextvars(correlation_id=str(claimed.inbound_message_id)):
        await _fetch(depot, claimed)
    return True


async def delete_due(depot: Depot) -> bool:
    """Let the provider forget one file that we keep. False: there was none. Commits."""
    async with depot.database.unit_of_work() as session:
        claimed = await repository.claim_unwanted(session, now=clock.now(), lease_seconds=depot.lease_seconds)
    if claimed is None:
        return False
    with structlog.contextvars.bound_contextvars(correlation_id=str(claimed.inbound_message_id)):
        await _delete(depot, claimed)
    return True


async def _fetch(depot: Depot, claimed: Claimed) -> None:
    try:
        if claimed.attempt > retry.MOST_ATTEMPTS:
            raise Failed("interrupted")  # every try ended with its worker: this file may be why
        content = await depot.downloader.download(_address(depot, claimed))
        stored = await depot.keeper.keep(claimed.storage_name, content)
    except Refused as refused:
        await _settle_missing(depot, claimed, "refused", refused.reason)
    except Failed as failed:
        await _settle_failed(depot, claimed, failed.reason)
    except OSError as error:  # the disk is full or gone
        log.error("attachment_not_kept", attachment_id=str(claimed.id), error=type(error).__name__)
        await _settle_failed(depot, claimed, "interrupted")
    else:
        await _settle_stored(depot, claimed, stored)


def _address(depot: Depot, claimed: Claimed) -> MediaAddress:
    source = depot.sources.get(claimed.provider)
    if source is None:
        raise Failed("access_denied")  # the provider is not configured here, or no longer
    address = source.locate(claimed.url)
    if address is None:
        raise Refused("address_not_allowed")
    return address


async def _settle_stored(depot: Depot, claimed: Claimed, stored: Stored) -> None:
    async with depot.database.unit_of_work() as session:
        is_ours = await repository.settle_stored(
            session, claimed, stored, now=clock.now(), is_copy_unwanted=depot.deletes_copies
        )
        if is_ours and depot.deletes_copies:
            await repository.wake_workers(session)
    if is_ours:
        SETTLED.labels("stored").inc()
        log.info("attachment_stored", attachment_id=str(claimed.id), content_type=stored.content_type,
                 size_bytes=stored.size_bytes)  # fmt: skip


async def _settle_missing(depot: Depot, claimed: Claimed, state: str, reason: str) -> None:
    async with depot.database.unit_of_work() as session:
        is_ours = await repository.settle_missing(session, claimed, state, reason, now=clock.now())
    if is_ours:
        await asyncio.to_thread(depot.keeper.store.remove, claimed.storage_name)
        SETTLED.labels(state).inc()
        log.warning("attachment_not_stored", attachment_id=str(claimed.id), state=state, reason=reason)


async def _settle_failed(depot: Depot, claimed: Claimed, reason: str) -> None:
    now = clock.now()
    verdict = retry.after_failure(reason, claimed.attempt, now, jitter=_jitter())
    if verdict.due_at is None:
        await _settle_missing(depot, claimed, verdict.state, reason)
        return
    async with depot.database.unit_of_work() as session:
        await repository.postpone(session, claimed, reason, verdict.due_at)
    log.warning("attachment_postponed", attachment_id=str(claimed.id), reason=reason, attempt=claimed.attempt)


async def _delete(depot: Depot, claimed: Claimed) -> None:
    now = clock.now()
    copy, due_at = "deleted", now
    try:
        await depot.downloader.delete(_address(depot, claimed))
    except (Refused, Failed) as error:
        verdict = retry.after_failure("provider_error", claimed.attempt, now, jitter=_jitter())
        copy, due_at = ("present", now) if verdict.due_at is None else ("unwanted", verdict.due_at)
        level = log.error if copy == "present" else log.warning
        level("provider_copy_not_deleted", attachment_id=str(claimed.id), reason=error.reason, attempt=claimed.attempt)
    async with depot.database.unit_of_work() as session:
        await repository.settle_copy(session, claimed, copy, due_at=due_at)


def _jitter() -> float:
    return secrets.randbelow(1000) / 1000
