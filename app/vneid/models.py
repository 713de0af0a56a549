"""Table of set-ups."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.extensions import Base
from app.core.types import Id, UtcDateTime


class VneidSetup(Base):
    """One step of setting up VNeID, a signature, a payment account or a health book, with or without identity.

    content: sealed {args}, the arguments of `vneid.record` as merged since. name_folded: the person's
    name for search, None when counted without identity. follow_up_on: Vietnamese date.
    """

    __tablename__ = "vneid_setups"
    __table_args__ = (
        Index("ix_vneid_setups_ward", "ward", "created_at"),
        Index("ix_vneid_setups_owner", "owner_id"),
        Index("ix_vneid_setups_hamlet", "hamlet_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    ward: Mapped[str] = mapped_column(String(5), ForeignKey("wards.code"))
    team_id: Mapped[str | None] = mapped_column(Id, ForeignKey("teams.id"))
    owner_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"))
    hamlet_id: Mapped[str | None] = mapped_column(Id, ForeignKey("hamlets.id"))
    visit_id: Mapped[str | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(24))
    step: Mapped[str] = mapped_column(String(32))
    outcome: Mapped[str] = mapped_column(String(16))
    failure_reason: Mapped[str | None] = mapped_column(String(32))
    follow_up_on: Mapped[date | None] = mapped_column(Date)
    name_folded: Mapped[str | None] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
