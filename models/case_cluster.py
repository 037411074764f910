"""Clusters: cases of several citizens about one fault. Each case keeps its own reference, promise and verdict."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified


class CaseCluster(Identified, Base):
    """One fault of one category in one area, as its neighbours reported it. Never of sealed cases."""

    __tablename__ = "case_clusters"

    category_code: Mapped[str] = mapped_column(Text, ForeignKey("categories.code"))
    area_id: Mapped[str] = mapped_column(Text, ForeignKey("areas.id"))
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index(None, "category_code", "area_id", "opened_at"),)
