"""What a person says a message meant. Example text and labels teach the next model."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import LANGUAGES, one_of

DECISIONS = ("confirmed", "corrected", "set_aside")
INTENTS = (
    "greet", "help", "file_grievance", "check_status", "add_information", "reopen_case", "check_eligibility",
    "programme_info", "find_office", "talk_to_human", "change_language", "opt_in", "opt_out", "affirm", "deny",
    "thanks", "out_of_scope",
)  # fmt: skip
# Intents that are about some category. A grievance always is.
WITH_CATEGORY = ("file_grievance", "find_office", "check_status", "add_information", "reopen_case")
_ABOUT_SOMETHING = ", ".join(f"'{intent}'" for intent in WITH_CATEGORY)


class Correction(Identified, Base):
    """One decision on a turn, never changed afterwards: a later one replaces it. At most one a turn is not replaced.

    Decision: confirmed (as it was understood), corrected, or set_aside (nothing to learn from). `is_accusation`: of an
    office or somebody in it. `example_text` is the message as it may be learnt from, without what identifies people. A
    sensitive one is released by oversight or stays.
    """

    __tablename__ = "corrections"

    turn_id: Mapped[UUID] = mapped_column(ForeignKey("turns.id"))
    decision: Mapped[str] = mapped_column(Text)
    intent: Mapped[str | None] = mapped_column(Text)
    category_code: Mapped[str | None] = mapped_column(Text, ForeignKey("categories.code"))
    district_id: Mapped[str | None] = mapped_column(Text, ForeignKey("areas.id"))
    writing: Mapped[str | None] = mapped_column(Text)
    is_accusation: Mapped[bool] = mapped_column(Boolean, server_default="false")
    example_text: Mapped[str | None] = mapped_column(Text)
    corrected_by_id: Mapped[UUID] = mapped_column(ForeignKey("officials.id"))
    corrected_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    released_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("officials.id"))
    released_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    replaced_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        one_of("decision", DECISIONS),
        one_of("intent", INTENTS, nullable=True),
        one_of("writing", LANGUAGES, nullable=True),
        CheckConstraint(
            "CASE WHEN decision = 'set_aside' THEN num_nonnulls(intent, category_code, writing, example_text) = 0 "
            "ELSE num_nulls(intent, writing, example_text) = 0 END",
            name="labelled_or_set_aside",
        ),
        CheckConstraint("example_text <> ''", name="example_has_words"),
        CheckConstraint("intent <> 'file_grievance' OR category_code IS NOT NULL", name="grievance_has_category"),
        CheckConstraint(f"category_code IS NULL OR intent IN ({_ABOUT_SOMETHING})", name="category_has_its_intent"),
        CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name="release_names_who"),
        CheckConstraint("replaced_at >= corrected_at", name="replaced_afterwards"),
        Index("uq_corrections_current", "turn_id", unique=True, postgresql_where="replaced_at IS NULL"),
        # What has been decided lately, page by page; replaced decisions are history and not listed.
        Index("ix_corrections_newest", "id", postgresql_where="replaced_at IS NULL"),
    )
