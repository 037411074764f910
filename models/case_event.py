"""What happened to a case, in order, never changed afterwards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import one_of

ACTORS = ("citizen", "official", "system")
EVENT_KINDS = (
    "case_opened", "case_routed", "detail_added", "case_reopened", "state_changed", "evidence_added",
    "neighbours_joined", "neighbours_declined", "case_accepted", "work_started", "case_answered", "case_transferred",
    "verdict_recorded", "case_closed", "case_escalated", "citizen_asked", "clock_resumed", "case_sent_up",
    "case_assigned", "note_added", "case_linked", "case_appealed",
)  # fmt: skip


class CaseEvent(Identified, Base):
    """Append-only. `data` holds codes and ids; the citizen's words stand in the inbound message it points to."""

    __tablename__ = "case_events"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[UUID | None] = mapped_column()
    inbound_message_id: Mapped[UUID | None] = mapped_column(ForeignKey("inbound_messages.id"))
    reason: Mapped[str] = mapped_column(Text, server_default="")
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    happened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (UniqueConstraint("case_id", "number"), one_of("actor", ACTORS), one_of("kind", EVENT_KINDS))
