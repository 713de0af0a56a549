"""Tables of people and how they prove who they are."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.extensions import Base
from app.core.types import Id, Key, UtcDateTime


class Person(Base):
    """Someone who works with the product. login: as typed in lower case; citizens are not people here."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    full_name: Mapped[str] = mapped_column(String(120))
    name_folded: Mapped[str] = mapped_column(String(120), index=True)
    # Sealed {phone, email}: how the ward reaches its own people.
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False)
    undertaking_on: Mapped[date | None] = mapped_column(Date)
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Team(Base):
    """A community digital technology team (Tổ công nghệ số cộng đồng) of one ward."""

    __tablename__ = "teams"
    __table_args__ = (Index("ix_teams_ward", "ward"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    ward: Mapped[str] = mapped_column(String(5), ForeignKey("wards.code"))
    name: Mapped[str] = mapped_column(String(120))
    decision_number: Mapped[str | None] = mapped_column(String(60))
    decision_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TeamHamlet(Base):
    """That a team serves a hamlet."""

    __tablename__ = "team_hamlets"

    team_id: Mapped[str] = mapped_column(Id, ForeignKey("teams.id"), primary_key=True)
    hamlet_id: Mapped[str] = mapped_column(Id, ForeignKey("hamlets.id"), primary_key=True)


class Membership(Base):
    """A role of a person, in a ward (and there in a team) or over a province, for a time.

    from_on, to_on: first and last day, Vietnamese date; to_on None while it lasts. Rows are ended, not
    deleted: late work still arrives with its author.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        Index("ix_memberships_person", "person_id"),
        Index("ix_memberships_team", "team_id"),
        Index("ix_memberships_ward", "ward", "role"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(16))
    ward: Mapped[str | None] = mapped_column(String(5), ForeignKey("wards.code"))
    province: Mapped[str | None] = mapped_column(String(2), ForeignKey("provinces.code"))
    team_id: Mapped[str | None] = mapped_column(Id, ForeignKey("teams.id"))
    organisation: Mapped[str | None] = mapped_column(String(120))
    is_deputy: Mapped[bool] = mapped_column(Boolean, default=False)
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Device(Base):
    """One person's store on one phone or browser; the id is made there.

    token_hash: SHA-256 of the HttpOnly cookie by which the browser proves that it is known.
    """

    __tablename__ = "devices"
    __table_args__ = (Index("ix_devices_token", "token_hash"),)

    person_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"), primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    platform: Mapped[str] = mapped_column(String(60))
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignIn(Base):
    """A session. token_hash: SHA-256 of the cookie, so that a stolen database opens no door.

    active_at: last deliberate act; seen_at: last contact. end_reason: signed_out, ended, password_changed,
    replaced (dead), device_revoked or person_disabled (locked out: it may still bring its work, and is
    told to wipe). wiped_at: when that was done.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        ForeignKeyConstraint(["person_id", "device_id"], ["devices.person_id", "devices.id"]),
        Index("ix_sessions_person", "person_id", "device_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"))
    device_id: Mapped[str] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    active_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str | None] = mapped_column(String(20))
    wiped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginAttempt(Base):
    """A try at an account, counted before the password is looked at.

    account: keyed hash of the login (an unknown login is nobody's business). device: hash of the cookie
    of a device the account knows, empty for all others together. Successes are removed.
    """

    __tablename__ = "login_attempts"
    __table_args__ = (Index("ix_login_attempts_who", "account", "device", "at"), Index("ix_login_attempts_at", "at"))

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account: Mapped[str] = mapped_column(Key)
    device: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
