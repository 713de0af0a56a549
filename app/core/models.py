"""Tables of the core: streams and buckets that order changes, and the audit chain."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.extensions import Base
from app.core.types import Id, Key, UtcDateTime

Counter = BigInteger().with_variant(Integer, "sqlite")


class Stream(Base):
    """A unit of ordering: a ward, the catalogue (`cat`), or the system (`sys`). Its row is the lock."""

    __tablename__ = "streams"

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    seq: Mapped[int] = mapped_column(Counter, default=0)
    audit_n: Mapped[int] = mapped_column(Counter, default=0)
    audit_head: Mapped[str] = mapped_column(String(64), default="")


class Bucket(Base):
    """A scope of readers inside a stream, with the checksum of what it holds."""

    __tablename__ = "buckets"

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    stream: Mapped[str] = mapped_column(Key, ForeignKey("streams.id"))
    count: Mapped[int] = mapped_column(Integer, default=0)
    xor: Mapped[str] = mapped_column(String(16), default="0" * 16)
    horizon_seq: Mapped[int] = mapped_column(Counter, default=0)


class SyncRow(Base):
    """That a record is in a bucket (op `put`) or no longer is (op is the reason), as of seq."""

    __tablename__ = "sync_rows"
    __table_args__ = (
        Index("ix_sync_rows_feed", "bucket", "seq", "type", "id"),
        Index("ix_sync_rows_record", "id"),
    )

    bucket: Mapped[str] = mapped_column(Key, primary_key=True)
    type: Mapped[str] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    seq: Mapped[int] = mapped_column(Counter)
    op: Mapped[str] = mapped_column(String(16), default="put")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditLine(Base):
    """One line of a stream's hash chain: ids and field names, never values."""

    __tablename__ = "audit_lines"
    __table_args__ = (Index("ix_audit_lines_entity", "entity_id"),)

    stream: Mapped[str] = mapped_column(Key, ForeignKey("streams.id"), primary_key=True)
    n: Mapped[int] = mapped_column(Counter, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[str | None] = mapped_column(Id)
    device_id: Mapped[str | None] = mapped_column(Id)
    action: Mapped[str] = mapped_column(String(64))
    entity_type: Mapped[str] = mapped_column(String(32))
    entity_id: Mapped[str] = mapped_column(Key)
    detail: Mapped[str] = mapped_column(Text, default="{}")
    command_id: Mapped[str | None] = mapped_column(Id)
    hash: Mapped[str] = mapped_column(String(64))
