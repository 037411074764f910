"""Grievance categories: a tree kept as data, with names, clocks and sensitivity."""

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import one_of

# What an office must show when it says that it was done. Either: a photo or a document, or its number.
EVIDENCE_KINDS = ("photo", "reference", "either", "none")


class Category(Base):
    """One category. Clocks are working hours of the province's office calendar."""

    __tablename__ = "categories"

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(Text, ForeignKey("categories.code"))
    position: Mapped[int] = mapped_column(Integer, server_default="0")
    name_en: Mapped[str] = mapped_column(Text)
    name_ur: Mapped[str] = mapped_column(Text)
    name_ur_latn: Mapped[str] = mapped_column(Text)
    is_sensitive: Mapped[bool] = mapped_column(Boolean, server_default="false")
    acknowledge_hours: Mapped[int] = mapped_column(Integer)
    first_action_hours: Mapped[int] = mapped_column(Integer)
    resolve_hours: Mapped[int] = mapped_column(Integer)
    evidence_kind: Mapped[str] = mapped_column(Text, server_default="none")
    evidence: Mapped[str] = mapped_column(Text, server_default="", comment="in words, for officials")
    evidence_ur: Mapped[str] = mapped_column(Text, server_default="")

    __table_args__ = (
        one_of("evidence_kind", EVIDENCE_KINDS),
        CheckConstraint(
            "0 < acknowledge_hours AND acknowledge_hours <= first_action_hours AND first_action_hours <= resolve_hours",
            name="clocks_ordered",
        ),
    )
