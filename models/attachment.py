"""Attachments: photos, voice notes and files of inbound messages, and what offices show as evidence.

The rows are the queue of the media fetcher.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import one_of

ATTACHMENT_STATES = ("waiting", "stored", "refused", "lost")
# Never ours to fetch or keep: trying again would change nothing.
REFUSALS = ("address_not_allowed", "too_large", "type_not_accepted", "image_unreadable", "image_too_large")
# Why the last try brought nothing; a lost one keeps the last of them.
FAILURES = (
    "timeout", "unreachable", "provider_error", "access_denied", "not_found", "redirect_not_allowed",
    "address_private", "interrupted",
)  # fmt: skip
PROVIDER_COPIES = ("present", "unwanted", "deleted", "none")


class Attachment(Identified, Base):
    """One file of a message; where it lies at the provider is `media[position]` of the inbound message.

    State: waiting → stored, or refused (`reason` says why we will not have it), or lost (nobody has it any more, or
    every try failed; `reason` is the last failure). The provider's copy: present → unwanted → deleted.

    What an official uploaded has no message and no copy at a provider; it is stored at once. What she sent with a
    text is fetched like a citizen's.
    """

    __tablename__ = "attachments"

    inbound_message_id: Mapped[UUID | None] = mapped_column(ForeignKey("inbound_messages.id"))
    official_id: Mapped[UUID | None] = mapped_column(ForeignKey("officials.id"), comment="who of the office showed it")
    position: Mapped[int] = mapped_column(Integer, comment="from 0, as the provider numbered them")
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    state: Mapped[str] = mapped_column(Text, server_default="waiting")
    reason: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    storage_name: Mapped[str | None] = mapped_column(Text, comment="random, the same in every try")
    content_type: Mapped[str | None] = mapped_column(Text, comment="by its first bytes, not as declared")
    size_bytes: Mapped[int | None] = mapped_column(Integer)
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary, comment="of the file as stored")
    provider_copy: Mapped[str] = mapped_column(Text, server_default="present")
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        UniqueConstraint("inbound_message_id", "position"),
        one_of("state", ATTACHMENT_STATES),
        one_of("reason", REFUSALS + FAILURES, nullable=True),
        one_of("provider_copy", PROVIDER_COPIES),
        CheckConstraint("inbound_message_id IS NOT NULL OR official_id IS NOT NULL", name="from_somebody"),
        CheckConstraint(
            "inbound_message_id IS NOT NULL OR (state = 'stored' AND provider_copy = 'none')", name="office_stores"
        ),
        CheckConstraint("(state = 'waiting') = (settled_at IS NULL)", name="settled_has_time"),
        CheckConstraint("state <> 'stored' OR reason IS NULL", name="stored_has_no_reason"),
        CheckConstraint("state NOT IN ('refused', 'lost') OR reason IS NOT NULL", name="missing_has_reason"),
        CheckConstraint(
            "state <> 'stored' OR (storage_name IS NOT NULL AND content_type IS NOT NULL AND size_bytes > 0"
            " AND length(sha256) = 32)",
            name="stored_is_whole",
        ),
        # One photo of an office may show the work of a whole cluster.
        Index("uq_attachments_storage_name", "storage_name", unique=True, postgresql_where="official_id IS NULL"),
        Index("ix_attachments_waiting", "due_at", postgresql_where="state = 'waiting'"),
        Index("ix_attachments_unwanted", "due_at", postgresql_where="provider_copy = 'unwanted'"),
        Index(None, "case_id"),
    )
