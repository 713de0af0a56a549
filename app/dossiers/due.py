"""When a result is due: working time in Vietnam, its holidays and swapped days. Pure.

8 working hours are one working day. Time is counted in minutes that the office is open; the due moment is
the earliest at which they have run, so that a boundary falls on 11:30 or 17:00, never on 13:30 or 7:00.
Worked cases: tests/vectors/due.json.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import holidays
import orjson

from app.core.clock import VIETNAM
from app.dossiers.official import PAUSED, Entry

DATA = Path(__file__).parent / "data"
DAY_TABLE = DATA / "day_table.json"
"""Days off and swapped working Saturdays: [{date, kind: off or swapped_working, name}]; edited once a year."""

WARD_HOURS = DATA / "ward_hours.json"
"""Wards with hours of their own: {ward code: {weekday, Monday "0": [[opens, closes]]}}; the others are usual."""

MINUTES_PER_WORKING_DAY = 480
CUTOFF = time(15, 0)
MOST_DAYS_AHEAD = 3700
"""Ten years: beyond it something is wrong with the limit, not with the calendar."""

UNITS = ("working_hour", "working_day", "calendar_day")

Span = tuple[time, time]
Week = Mapping[int, tuple[Span, ...]]
"""Opening hours by weekday, Monday 0; a weekday that is missing is off."""

USUAL_DAY: tuple[Span, ...] = ((time(7, 0), time(11, 30)), (time(13, 30), time(17, 0)))
USUAL_WEEK: Week = dict.fromkeys(range(5), USUAL_DAY)


class Limit(NamedTuple):
    """How long a procedure takes: value in units; cutoff_15h: one working day ends the same day up to 15:00."""

    value: int
    unit: str
    cutoff_15h: bool = False


class Pause(NamedTuple):
    """The clock stands from `start` until `end`; None while it still does."""

    start: datetime
    end: datetime | None


class CannotCount(ValueError):
    """The limit cannot be counted: an unknown unit, or an office that never opens."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of an office. off, swapped: days decided otherwise than by week and law; swapped ones are worked."""

    week: Week
    off: frozenset[date]
    swapped: frozenset[date]

    def spans(self, day: date) -> tuple[Span, ...]:
        """Opening hours of a day; a swapped working day is worked like a Monday."""
        if day in self.swapped:
            return self.week.get(day.weekday()) or self.week.get(0) or USUAL_DAY
        if day in self.off or day in public_holidays(day.year):
            return ()
        return self.week.get(day.weekday(), ())

    def is_open_on(self, day: date) -> bool:
        return bool(self.spans(day))

    def closing(self, day: date) -> datetime:
        return at(day, self.spans(day)[-1][1])

    def open_spans(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Stretches of working time from a moment on, in order. Raises CannotCount after ten years."""
        day = moment.date()
        for _ in range(MOST_DAYS_AHEAD):
            for opens, closes in self.spans(day):
                start, end = max(at(day, opens), moment), at(day, closes)
                if start < end:
                    yield start, end
            day += timedelta(days=1)
        raise CannotCount("no end within ten years")

    def next_open_day(self, day: date) -> date:
        """The day itself when the office opens on it, otherwise the next on which it does."""
        for _ in range(MOST_DAYS_AHEAD):
            if self.is_open_on(day):
                return day
            day += timedelta(days=1)
        raise CannotCount("the office never opens")


def at(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, VIETNAM)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Days off by law as far as they are known."""
    return frozenset(holidays.country_holidays("VN", years=year))


@cache
def day_table() -> tuple[frozenset[date], frozenset[date]]:
    """(days off, swapped working days) as decided each year by the Prime Minister."""
    rows = orjson.loads(DAY_TABLE.read_bytes())
    days = {kind: frozenset(date.fromisoformat(r["date"]) for r in rows if r["kind"] == kind) for kind in KINDS}
    return days["off"], days["swapped_working"]


KINDS = ("off", "swapped_working")


@cache
def usual_calendar() -> Calendar:
    off, swapped = day_table()
    return Calendar(USUAL_WEEK, off, swapped)


def calendar_for(week: Week) -> Calendar:
    """The calendar of an office with hours of its own (some open on Saturday mornings)."""
    off, swapped = day_table()
    return Calendar(week, off, swapped)


@cache
def calendar_of(ward: str | None) -> Calendar:
    """The calendar of a ward's centre."""
    hours = orjson.loads(WARD_HOURS.read_bytes()).get(ward)
    if not hours:
        return usual_calendar()
    return calendar_for({int(day): tuple(_span(span) for span in spans) for day, spans in hours.items()})


def _span(texts: list[str]) -> Span:
    opens, closes = map(time.fromisoformat, texts)
    return opens, closes


def due(
    received: datetime, limit: Limit, pauses: Iterable[Pause] = (), calendar: Calendar | None = None
) -> datetime | None:
    """The due moment in Vietnamese time; None while a pause has no end. Raises CannotCount."""
    calendar = calendar or usual_calendar()
    start = received.astimezone(VIETNAM)
    stops = [Pause(p.start.astimezone(VIETNAM), p.end and p.end.astimezone(VIETNAM)) for p in pauses]
    if any(pause.end is None for pause in stops):
        return None
    if limit.value < 0:
        raise CannotCount("a limit cannot be negative")
    if limit.unit == "calendar_day":
        return _calendar_days(start, limit.value, stops, calendar)
    if limit.unit == "working_hour":
        return _run(start, limit.value * 60, stops, calendar)
    if limit.unit == "working_day":
        if limit.cutoff_15h and limit.value == 1:
            return _same_day(start, stops, calendar)
        return _run(start, limit.value * MINUTES_PER_WORKING_DAY, stops, calendar)
    raise CannotCount(f"unknown unit {limit.unit}")


def _run(start: datetime, minutes: float, pauses: list[Pause], calendar: Calendar) -> datetime:
    """The earliest moment at which so many open minutes outside the pauses have passed."""
    left = timedelta(minutes=minutes)
    for opens, closes in calendar.open_spans(start):
        if left == timedelta():
            return opens
        for begin, end in _outside(opens, closes, pauses):
            if end - begin >= left:
                return begin + left
            left -= end - begin
    raise AssertionError("open_spans ends by raising")


def _outside(start: datetime, end: datetime, pauses: list[Pause]) -> Iterator[tuple[datetime, datetime]]:
    """The parts of a stretch that no pause covers."""
    for pause in sorted(pauses):
        assert pause.end is not None
        if pause.end <= start or pause.start >= end:
            continue
        if pause.start > start:
            yield start, pause.start
        start = max(start, pause.end)
    if start < end:
        yield start, end


def _calendar_days(start: datetime, days: int, pauses: list[Pause], calendar: Calendar) -> datetime:
    """The day of reception does not count, whole days of pauses are added, a day off moves on; at closing."""
    paused = sum((pause.end.date() - pause.start.date()).days for pause in pauses if pause.end)
    return calendar.closing(calendar.next_open_day(start.date() + timedelta(days=days + paused)))


def _same_day(start: datetime, pauses: list[Pause], calendar: Calendar) -> datetime:
    """Received up to 15:00: closing time of that working day, later: of the next one. Pauses push it on."""
    first, _ = next(calendar.open_spans(start))
    day = first.date()
    if first.time() > CUTOFF:
        day = calendar.next_open_day(day + timedelta(days=1))
    promised = calendar.closing(day)
    if not pauses:
        return promised
    minutes = sum((e - s).total_seconds() / 60 for s, e in _until(calendar, first, promised))
    return calendar.closing(_run(first, minutes, pauses, calendar).date())


def _until(calendar: Calendar, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    for opens, closes in calendar.open_spans(start):
        if opens >= end:
            return
        yield opens, min(closes, end)


def limit_of(time_limit: dict[str, Any] | None) -> Limit | None:
    """The catalogue's {value, unit, cutoff_15h}; None where unknown: then no date is shown."""
    if not time_limit or time_limit.get("value") is None or time_limit.get("unit") not in UNITS:
        return None
    return Limit(time_limit["value"], time_limit["unit"], bool(time_limit.get("cutoff_15h")))


def pauses_of(history: Iterable[Entry]) -> list[Pause]:
    """The stretches in which the official clock stood: from a status 5, 6 or 8 until the next other one."""
    pauses: list[Pause] = []
    since: datetime | None = None
    for entry in history:
        moment = datetime.fromisoformat(entry["at"])
        if entry["status"] in PAUSED:
            since = since or moment
        elif since is not None:
            pauses.append(Pause(since, moment))
            since = None
    return pauses if since is None else [*pauses, Pause(since, None)]


def expected_due(
    time_limit: dict[str, Any] | None,
    started: datetime | None,
    history: Iterable[Entry] = (),
    calendar: Calendar | None = None,
) -> datetime | None:
    """Our own estimate ("dự kiến"); None where limit or start are unknown, and while the clock stands."""
    limit = limit_of(time_limit)
    if limit is None or started is None:
        return None
    try:
        return due(started, limit, pauses_of(history), calendar)
    except CannotCount:
        return None
