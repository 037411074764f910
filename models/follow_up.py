"""Questions that Sunwai asks the citizen by itself. The rows are the calendar: what is due is what must be asked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import one_of

KINDS = ("solved", "durable", "question")
STATUSES = ("scheduled", "asked", "answered", "unanswered", "cancelled")
# Words that answer an office's question are no yes and no no.
ANSWERS = ("yes", "no", "partly", "appeal", "replied")


class FollowUp(Identified, Base):
    """One asking. `round`: how often the case had been disputed before.

    `number`: first or second asking of the same; of questions of an office, which of them.
    """

    __tablename__ = "follow_ups"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(Text)
    round: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(Text, server_default="scheduled")
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    asked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answer: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        # Whatever runs twice asks once.
        UniqueConstraint("case_id", "kind", "round", "number"),
        one_of("kind", KINDS),
        one_of("status", STATUSES),
        one_of("answer", ANSWERS, nullable=True),
        CheckConstraint("(status = 'answered') = (answer IS NOT NULL)", name="answered_has_answer"),
        Index("ix_follow_ups_due", "due_at", "id", postgresql_where="status = 'scheduled'"),
        Index("ix_follow_ups_asked", "asked_at", "id", postgresql_where="status = 'asked'"),
        Index(None, "case_id"),
    )
