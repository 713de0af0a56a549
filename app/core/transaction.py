"""The only place that begins, commits and rolls back.

`unit(*streams)` writes: it locks the streams it names, in ascending order, hands out a Unit to record
changes and audit lines with, and commits once. `snapshot()` reads everything from one moment.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, NestedTransaction, SelectBase, Table, bindparam, event, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from app.core import audit, clock
from app.core.changes import LEFT_SCOPE, BucketRef, ChangeLog, Head, Staged
from app.core.extensions import WRITE_OPTION, db, sqlite_writer
from app.core.models import Stream


class Unit:
    """One write transaction: a session, the streams it holds, and what it will record."""

    def __init__(self, session: Session, streams: dict[str, Head], now: datetime) -> None:
        self.session = session
        self.now = now
        self.actor_id: str | None = None
        self.device_id: str | None = None
        self.command_id: str | None = None
        self.default_stream = next(iter(streams), audit.SYSTEM_STREAM)
        self.changes = ChangeLog(session, streams, now)
        self._streams = streams
        self._heads = {stream.id: (stream.seq, stream.audit_n) for stream in streams.values()}
        self._in_step = False
        self._savepoint: NestedTransaction | None = None
        event.listen(session.connection(), "before_execute", self._before_statement)
        self._staged = Staged()
        self._staged_audit: list[tuple[str, audit.Entry]] = []
        self._audit: dict[str, list[audit.Entry]] = {}

    def record(self, kind: str, record_id: str, buckets: Iterable[BucketRef], *, left: str = LEFT_SCOPE) -> None:
        """The record changed; from now on exactly these buckets hold it.

        left: what the readers of the others are told, left_scope or archived.
        """
        self._staged.puts[kind, record_id] = (frozenset(buckets), left)
        self._staged.gone.pop((kind, record_id), None)

    def gone(self, kind: str, record_id: str, why: str) -> None:
        """The record leaves every bucket that holds it."""
        self._staged.puts.pop((kind, record_id), None)
        self._staged.gone[kind, record_id] = why

    def audit(self, action: str, entity_type: str, entity_id: str, *, stream: str | None = None, **detail: Any) -> None:
        """Add a line to the chain of `stream` (the first locked one when None). No values in detail."""
        entry = audit.Entry(
            action, entity_type, entity_id, self.actor_id, self.device_id, self.command_id, detail, self.now
        )
        self._staged_audit.append((stream or self.default_stream, entry))

    def head(self, stream: str) -> int:
        """The highest seq given out so far in a stream that is held."""
        return self._streams[stream].seq

    @contextmanager
    def step(self) -> Iterator[dict[str, int]]:
        """One all-or-nothing part of the transaction; yields a dict that receives its seqs.

        What it changes in objects goes to the database at its end. A refusal comes before that, so dropping the
        objects undoes them; only one who writes by a statement of their own, before, needs a savepoint. A fault at
        the end is nobody's refusal and ends the whole transaction.
        """
        seqs: dict[str, int] = {}
        self._savepoint = None
        self._in_step = True
        try:
            yield seqs
        except BaseException:
            self._undo_step()
            raise
        finally:
            self._in_step = False
        self.session.flush()
        if self._savepoint is not None:
            self._savepoint.commit()
        seqs.update(self.take_over())

    def _undo_step(self) -> None:
        if self._savepoint is not None and self._savepoint.is_active:
            self._savepoint.rollback()
        self.session.expunge_all()
        self._staged, self._staged_audit = Staged(), []

    def _before_statement(self, connection: Connection, statement: Any, *_others: Any) -> None:
        """Called before every statement of the transaction."""
        if self._in_step and self._savepoint is None and not isinstance(statement, SelectBase):
            self._in_step = False
            self._savepoint = connection.begin_nested()
            self._in_step = True

    def take_over(self) -> dict[str, int]:
        """Give what was recorded so far its seqs."""
        seqs = self.changes.merge(self._staged)
        for stream, entry in self._staged_audit:
            self._audit.setdefault(stream, []).append(entry)
        self._staged, self._staged_audit = Staged(), []
        return seqs

    def finish(self) -> dict[str, int]:
        """Write out everything recorded; the streams' rows carry the new heads."""
        seqs = self.take_over()
        self.session.flush()
        self.changes.write_out()
        for stream, entries in sorted(self._audit.items()):
            audit.append(self.session, self._streams[stream], entries)
        self._audit = {}
        moved = [s for s in self._streams.values() if self._heads[s.id] != (s.seq, s.audit_n)]
        if moved:
            values = [{"given_id": s.id, "seq": s.seq, "audit_n": s.audit_n, "audit_head": s.audit_head} for s in moved]
            self.session.connection().execute(MOVE_HEAD, values)
        return seqs


@contextmanager
def unit(*streams: str) -> Iterator[Unit]:
    """A write transaction holding these streams; commits at the end, rolls back on any exception."""
    with plain_write() as session:
        work = Unit(session, lock_streams(session, streams), clock.now())
        yield work
        work.finish()


@contextmanager
def plain_write() -> Iterator[Session]:
    """A write transaction that records no change and no audit line (last seen, throttling, attempts)."""
    session: Session = db.session()
    session.rollback()
    is_sqlite = db.engine.dialect.name == "sqlite"
    with sqlite_writer if is_sqlite else nullcontext():
        try:
            session.connection(execution_options={WRITE_OPTION: True})
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


def is_databases_own(error: Exception) -> bool:
    """Whether the database failed by itself (lock, disk, connection), rather than over what it was given."""
    return isinstance(error, DBAPIError | PoolTimeout) and not isinstance(error, IntegrityError | DataError)


LEFT_OPEN = "snapshot left open"
WENT_ON = "snapshot went on"


@contextmanager
def snapshot(*, going_on: bool = False, leave_open: bool = False) -> Iterator[Session]:
    """A read transaction in which every statement sees the same moment.

    leave_open: whoever reads next may go on in it; anything else that begins ends it, as does the request.
    going_on: in the one left open, when nothing has come between; otherwise in a new one. `went_on` tells which.
    """
    session: Session = db.session()
    open_one = session.info.pop(LEFT_OPEN, None)
    session.info[WENT_ON] = going_on and open_one is not None and open_one is session.get_transaction()
    if not session.info[WENT_ON]:
        _begin_snapshot(session)
    try:
        yield session
        if leave_open:
            session.info[LEFT_OPEN] = session.get_transaction()
    finally:
        if session.info.get(LEFT_OPEN) is None:
            session.rollback()


def went_on(session: Session) -> bool:
    """Whether this snapshot is the one left open; otherwise what was read in that one is of another moment."""
    return bool(session.info[WENT_ON])


def _begin_snapshot(session: Session) -> None:
    session.rollback()
    if db.engine.dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True})


STREAMS = cast(Table, Stream.__table__)
MOVE_HEAD = update(STREAMS).where(STREAMS.c.id == bindparam("given_id"))
LOCK = (
    select(STREAMS.c.id, STREAMS.c.seq, STREAMS.c.audit_n, STREAMS.c.audit_head)
    .where(STREAMS.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(STREAMS.c.id)
    .with_for_update()
)


def lock_streams(session: Session, ids: Iterable[str]) -> dict[str, Head]:
    """Lock the rows in ascending order, making those that do not exist yet."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    found = _locked(session, wanted)
    missing = sorted(set(wanted) - set(found))
    if missing:
        insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert
        statement = insert(Stream).on_conflict_do_nothing()
        for stream_id in missing:
            session.execute(statement, {"id": stream_id, "seq": 0, "audit_n": 0, "audit_head": ""})
        found = _locked(session, wanted)
    return {stream_id: found[stream_id] for stream_id in wanted}


def _locked(session: Session, ids: list[str]) -> dict[str, Head]:
    return {row.id: Head(*row) for row in session.connection().execute(LOCK, {"ids": ids})}
