"""Links by which an official adds a photo to an answer from her phone, without signing in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified


class UploadLink(Identified, Base):
    """One link for one official, one case and one answer (`order`); works once. Only its secret's hash is kept."""

    __tablename__ = "upload_links"

    official_id: Mapped[UUID] = mapped_column(ForeignKey("officials.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    order: Mapped[dict[str, Any]] = mapped_column(JSONB)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index(None, "case_id"),)
