"""What sync remembers: every command that was decided, attempts at one that fails, and the epoch."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.extensions import Base
from app.core.types import Id, Key, UtcDateTime

Counter = BigInteger().with_variant(Integer, "sqlite")


class LedgerEntry(Base):
    """One decided command. `raw` (the bytes as sent) and `result` are sealed."""

    __tablename__ = "command_ledger"
    __table_args__ = (UniqueConstraint("author_id", "device_id", "device_seq"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    author_id: Mapped[str] = mapped_column(Id)
    device_id: Mapped[str] = mapped_column(Id)
    device_seq: Mapped[int] = mapped_column(Counter)
    type: Mapped[str] = mapped_column(String(64))
    v: Mapped[int] = mapped_column(Integer)
    entity_id: Mapped[str] = mapped_column(Id, index=True)
    payload_hash: Mapped[str] = mapped_column(String(64))
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(String(16), index=True)
    code: Mapped[str | None] = mapped_column(String(32))
    stream: Mapped[str | None] = mapped_column(Key)
    seq: Mapped[int | None] = mapped_column(Counter)
    result: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_at: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CommandAttempt(Base):
    """How often a command's handler has failed with an exception of its own."""

    __tablename__ = "command_attempts"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    last_error: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SyncMeta(Base):
    """Small facts about this database: its epoch, when that began, up to when it is backed up."""

    __tablename__ = "sync_meta"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
