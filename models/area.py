"""Areas: province, division, district, tehsil. Ids are stable words from the gazetteer file."""

from sqlalchemy import Float, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import AREA_LEVELS, one_of


class Area(Base):
    """One area. `path` lists the ids from the area itself up to its province, so ancestors need no recursion."""

    __tablename__ = "areas"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    level: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[str | None] = mapped_column(Text, ForeignKey("areas.id"))
    path: Mapped[list[str]] = mapped_column(ARRAY(Text))
    name_en: Mapped[str] = mapped_column(Text)
    name_ur: Mapped[str] = mapped_column(Text)
    alt_en: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    alt_ur: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    population: Mapped[int | None] = mapped_column(Integer)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    status: Mapped[str] = mapped_column(Text)

    __table_args__ = (one_of("level", AREA_LEVELS), Index(None, "parent_id"))
