"""Citizens and the addresses they write from."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.types import LANGUAGES, one_of

SCHEMES = ("phone", "whatsapp_user")


class Citizen(Identified, Base):
    """A person who writes to us. A shared phone is one citizen until somebody tells us otherwise."""

    __tablename__ = "citizens"

    preferred_language: Mapped[str | None] = mapped_column(Text)
    last_area_id: Mapped[str | None] = mapped_column(Text, ForeignKey("areas.id"))

    __table_args__ = (one_of("preferred_language", LANGUAGES, nullable=True),)


class Contact(Identified, Base):
    """An address (scheme, value), the value encrypted and found by its keyed hash. A phone may be absent."""

    __tablename__ = "contacts"

    citizen_id: Mapped[UUID] = mapped_column(ForeignKey("citizens.id"))
    scheme: Mapped[str] = mapped_column(Text)
    value_hash: Mapped[bytes] = mapped_column(LargeBinary)
    value_encrypted: Mapped[bytes] = mapped_column(LargeBinary)
    unusable_on: Mapped[str | None] = mapped_column(Text, comment="channel on which the provider refuses this address")
    unusable_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (one_of("scheme", SCHEMES), UniqueConstraint("value_hash"), Index(None, "citizen_id"))
