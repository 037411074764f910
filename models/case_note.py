"""What officials keep beside a case: notes with mentions, links, who follows. No citizen ever reads it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified


class CaseNote(Identified, Base):
    """A note, never changed afterwards. Whoever may see the case reads it, also after the case has moved on."""

    __tablename__ = "case_notes"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    official_id: Mapped[UUID] = mapped_column(ForeignKey("officials.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index(None, "case_id", "written_at"),)


class CaseMention(Base):
    """An official whom a note names, who could see the case then. Whoever tells her asks again whether she may."""

    __tablename__ = "case_mentions"

    note_id: Mapped[UUID] = mapped_column(ForeignKey("case_notes.id"), primary_key=True)
    official_id: Mapped[UUID] = mapped_column(ForeignKey("officials.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    mentioned_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index(None, "official_id", "mentioned_at"), Index(None, "case_id"))


class CaseFollower(Base):
    """An official who wants to hear what happens to a case. Whoever tells her asks again whether she may see it."""

    __tablename__ = "case_followers"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    official_id: Mapped[UUID] = mapped_column(ForeignKey("officials.id"), primary_key=True)
    followed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index(None, "official_id", "followed_at"),)


class CaseLink(Base):
    """Two cases that belong together. A pair stands once, the smaller id first; never a sealed one with an open one."""

    __tablename__ = "case_links"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    official_id: Mapped[UUID] = mapped_column(ForeignKey("officials.id"))
    linked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (CheckConstraint("case_id < other_id", name="pair_ordered"), Index(None, "other_id"))
