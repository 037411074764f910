"""A case: one grievance, its office, its promise. State, outcome and citizen verdict are three separate things."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Computed, DateTime, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import AREA_LEVELS, CHANNELS, LANGUAGES, one_of

STATES = ("received", "routed", "acknowledged", "in_progress", "waiting_for_citizen", "answered", "closed")
OUTCOMES = ("granted", "partly_granted", "rejected", "referred", "duplicate", "withdrawn")
VERDICTS = ("pending", "confirmed", "disputed", "no_answer")

# Predicates of the queues' partial indexes. A query that says the same words reads no other case.
OPEN = "state <> 'closed'"
UNACCEPTED = "state IN ('received', 'routed')"
DUE = "state NOT IN ('answered', 'closed')"
DISPUTED = "dispute_count > 0 AND state <> 'closed'"
WITH_THE_CITIZEN = "state IN ('waiting_for_citizen', 'answered')"

# Words of a case for search, and who may find it by them. `folded_words` is a function of ours in the database.
WORDS = """
    to_tsvector('simple', folded_words(description || ' ' || coalesce(place_text, '')))
    || array_to_tsvector(array_remove(ARRAY[
        CASE WHEN is_sealed THEN 'lane:sealed' ELSE 'lane:open' END,
        'office:' || office_id::text, 'office:' || escalated_to_id::text], NULL))"""


class Case(Identified, Base):
    """Deadlines are set once at opening and once at each reopening. Nothing else moves them, but for the working time
    that passes while the citizen is asked something, and of that no more than a cap a round."""

    __tablename__ = "cases"

    reference: Mapped[str] = mapped_column(Text, unique=True)
    citizen_id: Mapped[UUID] = mapped_column(ForeignKey("citizens.id"))
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    turn_id: Mapped[UUID] = mapped_column(ForeignKey("turns.id"))
    command_number: Mapped[int] = mapped_column(Integer)
    channel: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    category_code: Mapped[str] = mapped_column(Text, ForeignKey("categories.code"))
    area_id: Mapped[str | None] = mapped_column(Text, ForeignKey("areas.id"))
    # Filled from `areas.path` by a trigger, so that no writer can forget whose eyes the case is for.
    district_id: Mapped[str | None] = mapped_column(Text, comment="of area_id; filled by the database")
    division_id: Mapped[str | None] = mapped_column(Text, comment="of area_id; filled by the database")
    province_id: Mapped[str | None] = mapped_column(Text, comment="of area_id; filled by the database")
    place_text: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    is_sealed: Mapped[bool] = mapped_column(Boolean)
    accused_office_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("offices.id"), comment="whose matter it would be, were it not sealed"
    )
    oversight_level: Mapped[str | None] = mapped_column(
        Text, comment="level of the lowest oversight cell that may know of a sealed case"
    )
    is_urgent: Mapped[bool] = mapped_column(Boolean, server_default="false")
    state: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(Text, server_default="pending")
    cluster_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_clusters.id"))
    office_id: Mapped[UUID] = mapped_column(ForeignKey("offices.id"))
    assigned_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("officials.id"))
    rule_id: Mapped[UUID | None] = mapped_column(ForeignKey("responsibility_rules.id"))
    routing_reason: Mapped[str] = mapped_column(Text)
    routing_reason_ur: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    acknowledge_due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    first_action_due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    resolve_due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    answer: Mapped[str | None] = mapped_column(Text, comment="what the office says was done, as the citizen reads it")
    reason_code: Mapped[str | None] = mapped_column(Text, comment="a code of gateway/casework/data/reasons.csv")
    evidence_reference: Mapped[str | None] = mapped_column(Text, comment="number of a receipt, token or report")
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    satisfaction: Mapped[int | None] = mapped_column(Integer, comment="her word: 1 good, 2 middling, 3 bad")
    question: Mapped[str | None] = mapped_column(Text, comment="what the office last asked her, as she reads it")
    paused_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="while she is asked")
    paused_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="then the clock goes on")
    paused_minutes: Mapped[int] = mapped_column(
        Integer, server_default="0", comment="working time of this round that did not count"
    )
    transfer_count: Mapped[int] = mapped_column(
        Integer, server_default="0", comment="from office to office, this round"
    )
    dispute_count: Mapped[int] = mapped_column(Integer, server_default="0")
    escalation_level: Mapped[int] = mapped_column(Integer, server_default="0")
    escalated_to_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("offices.id"), comment="office above that sees the case because it is late"
    )
    appealed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="once a case, and no more")
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    words: Mapped[str] = mapped_column(
        TSVECTOR, Computed(WORDS, persisted=True), deferred=True, deferred_raiseload=True
    )

    __table_args__ = (
        # A turn that is run twice opens its case once.
        UniqueConstraint("turn_id", "command_number"),
        one_of("oversight_level", (*AREA_LEVELS, "country"), nullable=True),
        CheckConstraint(
            "is_sealed OR (accused_office_id IS NULL AND oversight_level IS NULL)", name="accusation_is_sealed"
        ),
        one_of("state", STATES),
        one_of("outcome", OUTCOMES, nullable=True),
        one_of("verdict", VERDICTS),
        one_of("channel", CHANNELS),
        one_of("language", LANGUAGES),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        CheckConstraint("state <> 'closed' OR outcome IS NOT NULL", name="closed_has_outcome"),
        CheckConstraint(
            "state <> 'answered' OR (outcome IS NOT NULL AND answer IS NOT NULL AND answered_at IS NOT NULL)",
            name="answered_has_answer",
        ),
        CheckConstraint("satisfaction BETWEEN 1 AND 3", name="satisfaction_known"),
        CheckConstraint("(state = 'waiting_for_citizen') = (paused_at IS NOT NULL)", name="waiting_is_paused"),
        CheckConstraint("(paused_at IS NULL) = (paused_until IS NULL)", name="pause_has_end"),
        CheckConstraint("acknowledge_due_at <= resolve_due_at", name="deadlines_ordered"),
        CheckConstraint("cluster_id IS NULL OR NOT is_sealed", name="sealed_stays_alone"),
        # The queues, each once for the whole country and once for an office; the sealed lane lies apart in each.
        Index("ix_cases_lane", "is_sealed", "opened_at", "id"),
        Index("ix_cases_office_lane", "office_id", "is_sealed", "opened_at", "id"),
        Index("ix_cases_office_open", "office_id", "is_sealed", "opened_at", "id", postgresql_where=OPEN),
        Index("ix_cases_unaccepted", "is_sealed", "opened_at", "id", postgresql_where=UNACCEPTED),
        Index("ix_cases_office_unaccepted", "office_id", "is_sealed", "opened_at", "id", postgresql_where=UNACCEPTED),
        Index("ix_cases_due", "is_sealed", "resolve_due_at", "id", postgresql_where=DUE),
        Index("ix_cases_office_due", "office_id", "is_sealed", "resolve_due_at", "id", postgresql_where=DUE),
        Index("ix_cases_disputed", "is_sealed", "opened_at", "id", postgresql_where=DISPUTED),
        Index("ix_cases_office_disputed", "office_id", "is_sealed", "opened_at", "id", postgresql_where=DISPUTED),
        Index("ix_cases_answered", "is_sealed", "opened_at", "id", postgresql_where=WITH_THE_CITIZEN),
        Index("ix_cases_office_answered", "office_id", "is_sealed", "opened_at", "id",
              postgresql_where=WITH_THE_CITIZEN),
        Index(None, "escalated_to_id", "opened_at", "id", postgresql_where="escalated_to_id IS NOT NULL"),
        Index("ix_cases_escalated_due", "escalated_to_id", "resolve_due_at", "id",
              postgresql_where=f"escalated_to_id IS NOT NULL AND {DUE}"),
        Index(None, "citizen_id", "opened_at"),
        Index("ix_cases_newest", "opened_at", "id"),
        # Lists of whoever sees an area and what lies beneath.
        Index(None, "area_id", "opened_at", "id"),
        Index(None, "district_id", "opened_at", "id"),
        Index(None, "division_id", "opened_at", "id"),
        Index(None, "province_id", "opened_at", "id"),
        Index("ix_cases_neighbours", "category_code", "area_id", "opened_at",
              postgresql_where="state <> 'closed' AND NOT is_sealed"),
        # Who has how much, and her own queue.
        Index("ix_cases_assigned", "assigned_to_id", "resolve_due_at", "id",
              postgresql_where="state NOT IN ('answered', 'closed')"),
        Index("ix_cases_paused", "paused_until", "id", postgresql_where="paused_at IS NOT NULL"),
        Index(None, "words", postgresql_using="gin"),
        Index(None, "cluster_id", postgresql_where="cluster_id IS NOT NULL"),
    )  # fmt: skip
