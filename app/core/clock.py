"""The only clock. Tests and demo data put their own in its place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Nobody's device is so wrong, and nothing of ours lies beyond; at the end of the calendar no zone can be reckoned."""

_source: ContextVar[Callable[[], datetime] | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    source = _source.get()
    return source() if source else datetime.now(UTC)


def today_in_vietnam() -> date:
    """The day it is where the wards are."""
    return now().astimezone(VIETNAM).date()


@contextmanager
def set_clock(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `source` tell the time inside the block, in this context only."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


def read_moment(written: str) -> datetime | None:
    """RFC 3339 with offset, between EARLIEST and LATEST; None for anything else."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if is_of_our_times(moment) else None


def is_of_our_times(moment: datetime) -> bool:
    """Whether a moment that came from outside says its offset and can be meant; the only limits there are."""
    return moment.tzinfo is not None and EARLIEST <= moment < LATEST


def day_of_our_times(day: date) -> date:
    """The day itself, or the nearest with which can be reckoned: a limit beyond that limits nothing."""
    return min(max(day, EARLIEST.date()), LATEST.date())


def iso(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC with Z, millisecond precision at most."""
    if moment is None:
        return None
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")[: -len("+00:00")]
    return text.removesuffix(".000") + "Z"
