"""Officials who sign in to the console, and their sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import AREA_LEVELS, LANGUAGES, one_of

ROLES = (
    "officer", "office_head", "district_administrator", "province_administrator", "oversight", "triage", "auditor",
    "operator",
)  # fmt: skip
# Their sight is an area and what lies beneath.
AREA_ROLES = ("district_administrator", "province_administrator", "oversight", "auditor")


class Official(Identified, Base):
    """One account. What its role may see and do is in `gateway/access/policy.py`."""

    __tablename__ = "officials"

    username: Mapped[str] = mapped_column(Text, unique=True)
    display_name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("offices.id"))
    area_id: Mapped[str | None] = mapped_column(Text, ForeignKey("areas.id"))
    area_level: Mapped[str | None] = mapped_column(Text, comment="level of area_id")
    language: Mapped[str] = mapped_column(Text, server_default="en")
    is_active: Mapped[bool] = mapped_column(Boolean, server_default="true")
    failed_sign_ins: Mapped[int] = mapped_column(Integer, server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        one_of("role", ROLES),
        one_of("language", LANGUAGES),
        one_of("area_level", AREA_LEVELS, nullable=True),
        CheckConstraint("(area_id IS NULL) = (area_level IS NULL)", name="area_has_level"),
    )


class OfficialSession(Identified, Base):
    """A signed-in browser. Only the hash of its secret is kept."""

    __tablename__ = "official_sessions"

    official_id: Mapped[UUID] = mapped_column(ForeignKey("officials.id"))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index(None, "official_id"),)
