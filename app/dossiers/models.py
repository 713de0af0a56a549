"""Tables of dossiers. In the clear: scope, state, ids, dates, folded names, blind indexes. All else is sealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.crypto import open_json, seal_json
from app.core.extensions import Base
from app.core.types import Id, Key, UtcDateTime

Content = dict[str, Any]
"""What is sealed of a dossier; its keys are listed in content.py."""


class Dossier(Base):
    """An assisted submission (hồ sơ).

    ward: where its owner and team work, for good. receiving_ward: whose centre it is for; `transfer`
    changes it. created_by: who made it; owner_id: whose work it is now. submission: how often it was
    submitted, 0 for one that never was. official_*, due_at: as the centre states them; expected_due_at:
    our own estimate. made_at: the device's time, for showing only.
    """

    __tablename__ = "dossiers"
    __table_args__ = (
        Index("ix_dossiers_desk", "receiving_ward", "work_state", "updated_at"),
        Index("ix_dossiers_owner", "owner_id", "work_state"),
        Index("ix_dossiers_team", "team_id", "work_state"),
        Index("ix_dossiers_id_number", "id_number_index"),
        Index("ix_dossiers_subject_id", "subject_id_index"),
        Index("ix_dossiers_phone", "phone_index"),
        Index("ix_dossiers_phone_tail", "phone_tail_index"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    reference: Mapped[str] = mapped_column(Key, unique=True)
    ward: Mapped[str] = mapped_column(String(5), ForeignKey("wards.code"))
    receiving_ward: Mapped[str] = mapped_column(String(5), ForeignKey("wards.code"))
    team_id: Mapped[str | None] = mapped_column(Id, ForeignKey("teams.id"))
    hamlet_id: Mapped[str | None] = mapped_column(Id)
    support_point_id: Mapped[str | None] = mapped_column(Id)
    visit_id: Mapped[str | None] = mapped_column(Id)
    created_by: Mapped[str] = mapped_column(Id, ForeignKey("people.id"))
    owner_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"))
    assignee_id: Mapped[str | None] = mapped_column(Id, ForeignKey("people.id"))
    procedure_code: Mapped[str | None] = mapped_column(Key)
    procedure_version: Mapped[int | None] = mapped_column(Integer)
    channel: Mapped[int] = mapped_column(SmallInteger)
    work_state: Mapped[str] = mapped_column(String(16))
    submission: Mapped[int] = mapped_column(Integer, default=0)
    official_status: Mapped[int | None] = mapped_column(SmallInteger)
    official_code: Mapped[str | None] = mapped_column(Key, unique=True)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expected_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    name_folded: Mapped[str] = mapped_column(String(250), default="")
    id_number_index: Mapped[str | None] = mapped_column(String(32))
    subject_id_index: Mapped[str | None] = mapped_column(String(32))
    phone_index: Mapped[str | None] = mapped_column(String(32))
    phone_tail_index: Mapped[str | None] = mapped_column(String(32))
    content: Mapped[bytes] = mapped_column(LargeBinary)

    def open(self) -> Content:
        """A fresh copy of the sealed part; changes count only once sealed again."""
        return open_dossier(self.id, self.content)

    def seal(self, content: Content) -> None:
        self.content = seal_json(self.__tablename__, "content", self.id, content)


def open_dossier(dossier_id: str, sealed: bytes) -> Content:
    content: Content = open_json(Dossier.__tablename__, "content", dossier_id, sealed)
    return content


class Conflict(Base):
    """A value that two people changed: both are kept, the stored one in force, until somebody decides.

    content: {field, theirs: {value, by, at}, mine: {value, by, at}, resolved: null or {choose, value, by, at}}.
    """

    __tablename__ = "dossier_conflicts"
    __table_args__ = (Index("ix_dossier_conflicts_dossier", "dossier_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossiers.id", ondelete="CASCADE"))
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary)

    def open(self) -> Content:
        return open_conflict(self.id, self.content)

    def seal(self, content: Content) -> None:
        self.content = seal_json(self.__tablename__, "content", self.id, content)


def open_conflict(conflict_id: str, sealed: bytes) -> Content:
    content: Content = open_json(Conflict.__tablename__, "content", conflict_id, sealed)
    return content


class Reveal(Base):
    """That somebody looked at masked values, and why (sealed: a reason may name people)."""

    __tablename__ = "dossier_reveals"
    __table_args__ = (Index("ix_dossier_reveals_dossier", "dossier_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossiers.id", ondelete="CASCADE"))
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary)
