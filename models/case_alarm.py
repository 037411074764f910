"""When a case's promises must be looked at. The rows are the calendar: what is due is what must be looked at."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import one_of

CLOCKS = ("acknowledge", "first_action", "resolve", "ombudsman")
ALARM_KINDS = ("warning", "breach")
ALARM_STATUSES = ("scheduled", "raised", "kept", "cancelled")


class CaseAlarm(Identified, Base):
    """One look at one clock of a case. `round`: how often the case had been disputed; `number`: levels gone up by then.

    A case has one scheduled alarm at a time: the next. `kept`: when it was looked at, the promise had been kept.
    """

    __tablename__ = "case_alarms"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    round: Mapped[int] = mapped_column(Integer)
    clock: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(Text, server_default="scheduled")
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        # Whatever runs twice raises once.
        UniqueConstraint("case_id", "round", "clock", "kind", "number"),
        one_of("clock", CLOCKS),
        one_of("kind", ALARM_KINDS),
        one_of("status", ALARM_STATUSES),
        CheckConstraint("(status = 'scheduled') = (settled_at IS NULL)", name="settled_has_time"),
        Index("ix_case_alarms_due", "due_at", "id", postgresql_where="status = 'scheduled'"),
        # One next alarm a case.
        Index("uq_case_alarms_next", "case_id", unique=True, postgresql_where="status = 'scheduled'"),
    )
