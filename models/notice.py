"""Notices to offices: what has come up with a case, and which official has read of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import one_of

NOTICE_KINDS = (
    "new_case", "due_soon", "overdue", "escalated", "disputed", "answered_by_citizen", "mention", "handed_over",
)  # fmt: skip


class Notice(Identified, Base):
    """One thing an office should know of a case. `occasion` tells two of a kind apart; whatever runs twice writes one.

    With `official_id` it is for her alone, else for everybody in the office who may see the case.
    """

    __tablename__ = "notices"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("offices.id"))
    official_id: Mapped[UUID | None] = mapped_column(ForeignKey("officials.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(Text)
    occasion: Mapped[str] = mapped_column(Text)
    happened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        UniqueConstraint("office_id", "case_id", "kind", "occasion"),
        one_of("kind", NOTICE_KINDS),
        Index(None, "office_id", "happened_at", "id"),
        Index(None, "case_id"),
    )


class NoticeRead(Base):
    """An official has read a notice."""

    __tablename__ = "notice_reads"

    official_id: Mapped[UUID] = mapped_column(ForeignKey("officials.id"), primary_key=True)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
