"""Officials who sign in to the console, and their sessions."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    Time,
    func,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import AREA_LEVELS, LANGUAGES, one_of

READS_ALL = "{ur,ur_Latn,en}"
ROLES = (
    "officer", "office_head", "district_administrator", "province_administrator", "oversight", "triage", "auditor",
    "operator",
)  # fmt: skip
# Their sight is an area and what lies beneath.
AREA_ROLES = ("district_administrator", "province_administrator", "oversight", "auditor")
# How she hears of a notice besides the console.
NOTIFY_BY = ("web", "sms", "whatsapp")


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
    is_on_duty: Mapped[bool] = mapped_column(Boolean, server_default="true", comment="whether cases are given to her")
    reads: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default=READS_ALL, comment="writings of citizens that she reads"
    )
    is_active: Mapped[bool] = mapped_column(Boolean, server_default="true")
    failed_sign_ins: Mapped[int] = mapped_column(Integer, server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    notify_by: Mapped[str] = mapped_column(Text, server_default="web")
    quiet_from: Mapped[time] = mapped_column(Time, server_default="21:00", comment="Pakistan's time of day")
    quiet_until: Mapped[time] = mapped_column(Time, server_default="08:00", comment="as quiet_from: none is quiet")
    wants_digest: Mapped[bool] = mapped_column(Boolean, server_default="false")
    digest_on: Mapped[date | None] = mapped_column(Date, comment="Monday of the last weekly summary")

    totp_secret_encrypted: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger, comment="half minute of the last code that counted")

    __table_args__ = (
        one_of("role", ROLES),
        one_of("language", LANGUAGES),
        one_of("area_level", AREA_LEVELS, nullable=True),
        CheckConstraint("(area_id IS NULL) = (area_level IS NULL)", name="area_has_level"),
        one_of("notify_by", NOTIFY_BY),
        CheckConstraint("reads <@ ARRAY['ur', 'ur_Latn', 'en']", name="reads_known"),
        Index(None, "office_id"),
    )


class OfficialSession(Identified, Base):
    """A signed-in browser. Only the hash of its secret is kept."""

    __tablename__ = "official_sessions"

    official_id: Mapped[UUID] = mapped_column(ForeignKey("officials.id"))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    is_proven: Mapped[bool] = mapped_column(Boolean, server_default="true", comment="a second factor, where one is due")
    browser: Mapped[str] = mapped_column(Text, server_default="", comment="kind of browser and system")
    last_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    __table_args__ = (Index(None, "official_id"),)


class RecoveryCode(Identified, Base):
    """Signs in once in the place of a code, when the phone is lost. Only the hash is kept."""

    __tablename__ = "recovery_codes"

    official_id: Mapped[UUID] = mapped_column(ForeignKey("officials.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index(None, "official_id"),)


class PasswordReset(Identified, Base):
    """A link by which an official chooses a new password, once and soon. Only the hash of its secret is kept."""

    __tablename__ = "password_resets"

    official_id: Mapped[UUID] = mapped_column(ForeignKey("officials.id"))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index(None, "official_id"),)
