"""The phone an official works from, registered with a code texted from it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified


class OfficialPhone(Identified, Base):
    """One number an official; she stays a citizen with it. `code_hash` waits for the code, and is gone once it came.

    `pending` is what she was asked last by text and has not answered: an act to confirm, or a choice between cases.
    `misses` counts texts in a row that could not be understood as work.
    """

    __tablename__ = "official_phones"

    official_id: Mapped[UUID] = mapped_column(ForeignKey("officials.id"), unique=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    code_tries: Mapped[int] = mapped_column(Integer, server_default="0")
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    pending: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    misses: Mapped[int] = mapped_column(Integer, server_default="0")

    __table_args__ = (
        CheckConstraint("(code_hash IS NULL) = (code_expires_at IS NULL)", name="code_has_end"),
        CheckConstraint("code_hash IS NULL OR confirmed_at IS NULL", name="confirmed_needs_no_code"),
        Index(None, "contact_id"),
        # A number works for one official.
        Index("uq_official_phones_confirmed", "contact_id", unique=True, postgresql_where="confirmed_at IS NOT NULL"),
    )
