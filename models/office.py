"""Offices and which of them answers for what."""

from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified


class Office(Identified, Base):
    """One office of one type for one area. An unverified office's contact is never shown to a citizen."""

    __tablename__ = "offices"

    code: Mapped[str] = mapped_column(Text, unique=True)
    office_type: Mapped[str] = mapped_column(Text)
    area_id: Mapped[str | None] = mapped_column(Text, ForeignKey("areas.id"))
    name_en: Mapped[str] = mapped_column(Text)
    name_ur: Mapped[str] = mapped_column(Text)
    contact: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, server_default="")
    is_verified: Mapped[bool] = mapped_column(Boolean, server_default="false")
    is_triage: Mapped[bool] = mapped_column(Boolean, server_default="false")
    is_active: Mapped[bool] = mapped_column(Boolean, server_default="true")

    __table_args__ = (
        Index(None, "office_type", "area_id"),
        # Exactly one office is where everything goes that no rule places.
        Index("uq_offices_one_triage", "is_triage", unique=True, postgresql_where="is_triage"),
        CheckConstraint("is_triage OR area_id IS NOT NULL", name="area_unless_triage"),
    )


class ResponsibilityRule(Identified, Base):
    """For `category_code` inside `area_id` (null: the whole country) the nearest office of `office_type` answers.

    Within one category the rule of the smallest area wins; among equals the lower `rank`.
    """

    __tablename__ = "responsibility_rules"

    code: Mapped[str] = mapped_column(Text, unique=True)
    category_code: Mapped[str] = mapped_column(Text, ForeignKey("categories.code"))
    area_id: Mapped[str | None] = mapped_column(Text, ForeignKey("areas.id"))
    office_type: Mapped[str] = mapped_column(Text)
    rank: Mapped[int] = mapped_column(Integer, server_default="100")
    reason_en: Mapped[str] = mapped_column(Text)
    reason_ur: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, server_default="")
    is_active: Mapped[bool] = mapped_column(Boolean, server_default="true")
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("responsibility_rules.id"))

    __table_args__ = (
        UniqueConstraint("category_code", "area_id", "rank", postgresql_nulls_not_distinct=True),
        Index(None, "category_code", "area_id"),
    )
