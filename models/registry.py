"""The registry extract an operator imported: what a programme's own list says of people, found by keyed hash only."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, DateTime, ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified


class RegistryExtract(Identified, Base):
    """One imported file. The newest replaces all older ones in the transaction that brings it."""

    __tablename__ = "registry_extracts"

    source: Mapped[str] = mapped_column(Text, comment="who gave the list, as citizens are told")
    extracted_on: Mapped[date] = mapped_column(Date)
    imported_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    row_count: Mapped[int] = mapped_column(Integer)


class RegistryEntry(Base):
    """What the list says of one person and programme. No CNIC is kept, only its keyed hash."""

    __tablename__ = "registry_entries"

    extract_id: Mapped[UUID] = mapped_column(ForeignKey("registry_extracts.id", ondelete="CASCADE"), primary_key=True)
    cnic_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    programme: Mapped[str] = mapped_column(Text, primary_key=True)
    status: Mapped[str] = mapped_column(Text)
