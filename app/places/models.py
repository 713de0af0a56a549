"""Tables of places."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Float, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.extensions import Base
from app.core.types import Id, UtcDateTime


class Province(Base):
    """A province or centrally run city; code: two digits of the national list."""

    __tablename__ = "provinces"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))


class Ward(Base):
    """A commune-level unit: ward, commune or special zone. code: five digits. lat, lon: degrees, WGS 84."""

    __tablename__ = "wards"
    __table_args__ = (Index("ix_wards_province", "province"),)

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    name_folded: Mapped[str] = mapped_column(String(80))
    type: Mapped[str] = mapped_column(String(16))
    province: Mapped[str] = mapped_column(String(2), ForeignKey("provinces.code"))
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)


class FormerUnit(Base):
    """A unit of before 1 July 2025 and the ward that took it over; one that was split has several rows."""

    __tablename__ = "former_units"
    __table_args__ = (Index("ix_former_units_ward", "ward"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str | None] = mapped_column(String(5))
    name: Mapped[str] = mapped_column(String(160))
    name_folded: Mapped[str] = mapped_column(String(160))
    ward: Mapped[str] = mapped_column(String(5), ForeignKey("wards.code"))


class Hamlet(Base):
    """A hamlet or residential group (thôn, tổ dân phố). adults: the denominator of coverage, with its date."""

    __tablename__ = "hamlets"
    __table_args__ = (Index("ix_hamlets_ward", "ward"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    ward: Mapped[str] = mapped_column(String(5), ForeignKey("wards.code"))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(32))
    adults: Mapped[int | None] = mapped_column(Integer)
    adults_on: Mapped[date | None] = mapped_column(Date)
    adults_source: Mapped[str | None] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SupportPoint(Base):
    """Where people are helped.

    kind: agent_point, post_point, digital_society_point, old_headquarters, kiosk or centre.
    """

    __tablename__ = "support_points"
    __table_args__ = (Index("ix_support_points_ward", "ward"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    ward: Mapped[str] = mapped_column(String(5), ForeignKey("wards.code"))
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(32))
    # Sealed {address, phone, hours}: a point may be somebody's home.
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
