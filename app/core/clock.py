"""The only clock. Tests and demo data put their own in its place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_source: ContextVar[Callable[[], datetime] | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    source = _source.get()
    return source() if source else datetime.now(UTC)


@contextmanager
def set_clock(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `source` tell the time inside the block, in this context only."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


def iso(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC with Z, millisecond precision at most."""
    if moment is None:
        return None
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")[: -len("+00:00")]
    return text.removesuffix(".000") + "Z"
