"""The link by which a citizen gets the file of her case. The word in the link is kept as a keyed hash only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified


class CaseFileLink(Identified, Base):
    """One link a case. `wrong_tries` counts for good; some of them close the link for a while, many for ever."""

    __tablename__ = "case_file_links"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    wrong_tries: Mapped[int] = mapped_column(Integer, server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (UniqueConstraint("case_id"), UniqueConstraint("token_hash"))
