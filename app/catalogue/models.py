"""Tables of the catalogue. Nothing in them is personal, so nothing is sealed."""

from datetime import date, datetime

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.extensions import Base
from app.core.types import Key, UtcDateTime


class ProcedureVersion(Base):
    """One version of an administrative procedure (thủ tục hành chính); its content never changes.

    id: `<code>@<version>`. valid_from: None where unknown. valid_to: the first day it is no longer
    offered; None for the one in force. replaced_by: id of the version that took its place.
    content: canonical JSON of the definition without these.
    """

    __tablename__ = "procedure_versions"
    __table_args__ = (Index("ix_procedure_versions_code", "code", "version", unique=True),)

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(Key)
    version: Mapped[int] = mapped_column(Integer)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    replaced_by: Mapped[str | None] = mapped_column(Key)
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReferenceText(Base):
    """A text the product offers or shows: a reason to choose (`template`) or an announcement (`notice`).

    ward: None for all wards. content: canonical JSON, {text: {vi, en}} and for notices {title, from, to}.
    """

    __tablename__ = "reference_texts"

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    type: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(32))
    ward: Mapped[str | None] = mapped_column(String(5))
    position: Mapped[int] = mapped_column(Integer, default=0)
    content: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
