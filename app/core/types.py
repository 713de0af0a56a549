"""Column types that behave alike on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, String, TypeDecorator, Uuid

Id = Uuid(as_uuid=False)
"""A UUID as canonical text in Python, native on PostgreSQL."""

Key = String(96).with_variant(String(96, collation="C"), "postgresql")
"""Text ordered by code point on both databases, for keys that pages are cut by."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes; SQLite, which keeps no zone, holds them in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
