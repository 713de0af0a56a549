"""Tables of fieldwork. content: sealed JSON {args, …}; clear columns only for scope, state, ids and dates."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.extensions import Base
from app.core.types import Id, UtcDateTime


class Scoped:
    """What every record of fieldwork has: where it belongs, whose it is, its content and times."""

    __tablename__: str

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    ward: Mapped[str] = mapped_column(String(5), ForeignKey("wards.code"))
    team_id: Mapped[str | None] = mapped_column(Id, ForeignKey("teams.id"))
    owner_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"))
    hamlet_id: Mapped[str | None] = mapped_column(Id, ForeignKey("hamlets.id"))
    state: Mapped[str] = mapped_column(String(16))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Visit(Scoped, Base):
    """People of one household or at one point, helped in one go (chuyến hỗ trợ)."""

    __tablename__ = "visits"
    __table_args__ = (Index("ix_visits_ward", "ward", "started_at"), Index("ix_visits_owner", "owner_id"))

    support_point_id: Mapped[str | None] = mapped_column(Id, ForeignKey("support_points.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Activity(Scoped, Base):
    """What was done for one of the tasks a–d. owner_id: who logged it; on_behalf_of: who did it, else the owner."""

    __tablename__ = "activities"
    __table_args__ = (
        Index("ix_activities_ward", "ward", "started_at"),
        Index("ix_activities_team", "team_id", "state"),
        Index("ix_activities_owner", "owner_id"),
    )

    support_point_id: Mapped[str | None] = mapped_column(Id, ForeignKey("support_points.id"))
    visit_id: Mapped[str | None] = mapped_column(Id)
    on_behalf_of: Mapped[str | None] = mapped_column(Id, ForeignKey("people.id"))
    task: Mapped[str] = mapped_column(String(1))
    kind: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Task(Scoped, Base):
    """A visit or follow-up somebody was asked to do. owner_id: who assigned it."""

    __tablename__ = "tasks"
    __table_args__ = (Index("ix_tasks_ward", "ward", "state"), Index("ix_tasks_assignee", "assignee_id"))

    assignee_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(32))
    due_on: Mapped[date] = mapped_column(Date)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Question(Scoped, Base):
    """An issue raised from a hamlet (cầu trực tuyến). escalated_to: where it lies above the ward's team."""

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_ward", "ward", "state"), Index("ix_questions_owner", "owner_id"))

    category: Mapped[str] = mapped_column(String(32))
    escalated_to: Mapped[str | None] = mapped_column(String(32))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
