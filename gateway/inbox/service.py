"""Receive a message: store it durably, once per provider id, whoever brings it - a webhook or the reconcile job.

Identity card numbers are masked here, before anything else sees the text; the whole one stays in the encrypted payload.
"""

import json

from prometheus_client import Counter

from gateway import cnic
from gateway.channels.base import Inbound
from gateway.inbox.group_commit import GroupCommit, InboxRow
from gateway.protect import Protector
from models.base import new_id

RECEIVED = Counter("sunwai_inbound_messages_total", "Messages received", ["channel", "outcome"])

# As PostgreSQL takes it: no not-a-number, letters as they are.
_as_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class Inbox:
    """The door of the house. `receive` returns when the message is on disk."""

    def __init__(self, group_commit: GroupCommit, protector: Protector) -> None:
        self._group_commit = group_commit
        self._protector = protector

    async def receive(self, inbound: Inbound) -> bool:
        """Store `inbound`; False when it was there already. Raises InboxUnavailable when it is not stored.

        Side effects: one row, committed; the inbox workers are woken.
        """
        is_new = await self._group_commit.insert(self._row(inbound))
        status = "quarantined" if inbound.quarantine_reason else "pending"
        RECEIVED.labels(inbound.channel, status if is_new else "repeated").inc()
        return is_new

    def _row(self, inbound: Inbound) -> InboxRow:
        sender, number = inbound.sender, cnic.first(f"{inbound.body}\n{inbound.choice or ''}")
        return InboxRow(
            id=new_id(),
            provider=inbound.provider,
            account_sid=inbound.account_sid,
            provider_message_id=inbound.provider_message_id,
            channel=inbound.channel,
            scheme=sender.scheme.value,
            contact_hash=self._protector.hash(sender.value),
            contact_encrypted=self._protector.encrypt(sender.value),
            our_address=inbound.our_address,
            body=cnic.masked(inbound.body),
            choice=cnic.masked(inbound.choice) if inbound.choice else inbound.choice,
            media=_as_json(inbound.media),
            location=None if inbound.location is None else _as_json(inbound.location),
            opt_out_type=inbound.opt_out_type,
            raw_encrypted=self._protector.encrypt(_as_json(inbound.raw)),
            status="quarantined" if inbound.quarantine_reason else "pending",
            received_at=inbound.received_at,
            error=inbound.quarantine_reason,
            cnic_hash=self._protector.hash_cnic(number) if number else None,
        )
