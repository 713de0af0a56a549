"""Record that a record changed, for whoever may read it.

Every change gets a seq of its stream, assigned under the stream's row lock, so that commit order is
seq order. Membership of buckets is kept as rows in `sync_rows`; leaving a bucket writes a marker, which
is how a phone learns that something is no longer in its scope.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.models import Bucket, SyncRow

PUT = "put"
LEFT_SCOPE = "left_scope"
DELETED = "deleted"
ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class BucketRef:
    """A bucket and the stream that orders it."""

    id: str
    stream: str


@dataclass(slots=True)
class Row:
    """The state of one record in one bucket."""

    stream: str
    seq: int
    op: str


@dataclass(slots=True)
class Head:
    """What the row of a locked stream holds; written back once, when the transaction ends."""

    id: str
    seq: int
    audit_n: int
    audit_head: str


Key = tuple[str, str]
Rows = dict[Key, dict[str, Row]]


def row_digest(kind: str, record_id: str, seq: int) -> int:
    """What one row adds to its bucket's checksum: 8 bytes of SHA-256 over `type|id|seq`."""
    digest = hashlib.sha256(f"{kind}|{record_id}|{seq}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


@dataclass(slots=True)
class Staged:
    """Changes of one step (one command), kept apart until the step has succeeded."""

    puts: dict[Key, tuple[frozenset[BucketRef], str]] = field(default_factory=dict)
    gone: dict[Key, str] = field(default_factory=dict)


# Every commit runs these; building a statement costs more than running it.
ROWS_QUERY = (
    select(SyncRow.type, SyncRow.id, SyncRow.bucket, SyncRow.seq, SyncRow.op, Bucket.stream)
    .join(Bucket, Bucket.id == SyncRow.bucket)
    .where(SyncRow.id.in_(bindparam("ids", expanding=True)))
)
SUMS_QUERY = select(Bucket.id, Bucket.count, Bucket.xor).where(Bucket.id.in_(bindparam("ids", expanding=True)))
BUCKETS = cast(Table, Bucket.__table__)
NEW_BUCKET = insert(BUCKETS).values(id=bindparam("given_id"), horizon_seq=0)
CHANGED_BUCKET = update(BUCKETS).where(BUCKETS.c.id == bindparam("given_id"))


def _upsert_row(dialect: Any) -> Any:
    statement = dialect.insert(SyncRow)
    return statement.on_conflict_do_update(
        index_elements=["bucket", "type", "id"],
        set_={"seq": statement.excluded.seq, "op": statement.excluded.op, "at": statement.excluded.at},
    )


UPSERT_ROW = {"sqlite": _upsert_row(sqlite), "postgresql": _upsert_row(postgresql)}


class ChangeLog:
    """The changes of one transaction. The streams it writes must be locked before."""

    def __init__(self, session: Session, streams: dict[str, Head], now: datetime) -> None:
        self._connection = session.connection()
        self._streams = streams
        self._now = now
        self._rows: Rows = {}
        self._known: set[str] = set()
        self._bucket_stream: dict[str, str] = {}
        self._dirty: dict[tuple[str, str, str], Row] = {}
        self._delta: dict[str, tuple[int, int]] = {}

    def preload(self, record_ids: Iterable[str]) -> None:
        """Read the present rows of these records, so that later steps need no look-up of their own."""
        missing = set(record_ids) - self._known
        if not missing:
            return
        self._known |= missing
        for kind, record_id, bucket, seq, op, stream in self._connection.execute(ROWS_QUERY, {"ids": list(missing)}):
            self._rows.setdefault((kind, record_id), {})[bucket] = Row(stream, seq, op)
            self._bucket_stream[bucket] = stream

    def merge(self, staged: Staged) -> dict[str, int]:
        """Take over a finished step. Returns the seq it got, per stream written."""
        self.preload(record_id for _kind, record_id in [*staged.puts, *staged.gone])
        writes: list[tuple[Key, BucketRef, str]] = []
        for key, why in staged.gone.items():
            held = self._rows.setdefault(key, {})
            writes += [(key, BucketRef(b, row.stream), why) for b, row in held.items() if row.op == PUT]
        for key, (wanted, why) in staged.puts.items():
            held = self._rows.setdefault(key, {})
            left = {BucketRef(b, row.stream) for b, row in held.items() if row.op == PUT} - wanted
            writes += [(key, ref, why) for ref in left]
            writes += [(key, ref, PUT) for ref in wanted]
        if not writes:
            return {}
        seq = self._next_seq({ref.stream for _key, ref, _op in writes})
        for key, ref, op in writes:
            self._write(key, ref, op, seq)
        return {ref.stream: seq for _key, ref, _op in writes}

    def _next_seq(self, streams: set[str]) -> int:
        """One seq for all streams of a step, so that a record's seq grows even when it changes streams."""
        seq = max(self._streams[stream].seq for stream in streams) + 1
        for stream in streams:
            self._streams[stream].seq = seq
        return seq

    def _write(self, key: Key, ref: BucketRef, op: str, seq: int) -> None:
        bucket = ref.id
        kind, record_id = key
        old = self._rows[key].get(bucket)
        count, xor = self._delta.get(bucket, (0, 0))
        if old is not None and old.op == PUT:
            count, xor = count - 1, xor ^ row_digest(kind, record_id, old.seq)
        new = Row(ref.stream, seq, op)
        if op == PUT:
            count, xor = count + 1, xor ^ row_digest(kind, record_id, new.seq)
        self._rows[key][bucket] = new
        self._delta[bucket] = (count, xor)
        self._bucket_stream[bucket] = ref.stream
        self._dirty[bucket, kind, record_id] = new

    def write_out(self) -> None:
        """Send the rows and the buckets' sums to the database; the commit is the caller's."""
        if not self._dirty:
            return
        self._write_buckets()
        values = [
            {"bucket": bucket, "type": kind, "id": record_id, "seq": row.seq, "op": row.op, "at": self._now}
            for (bucket, kind, record_id), row in sorted(self._dirty.items())
        ]
        self._connection.execute(UPSERT_ROW[self._connection.dialect.name], values)
        self._dirty.clear()
        self._delta.clear()

    def _write_buckets(self) -> None:
        held = self._connection.execute(SUMS_QUERY, {"ids": list(self._delta)})
        present = {bucket: (count, xor) for bucket, count, xor in held}
        fresh: list[dict[str, object]] = []
        changed: list[dict[str, object]] = []
        for bucket, (count, xor) in sorted(self._delta.items()):
            old_count, old_xor = present.get(bucket, (0, "0"))
            values = {
                "given_id": bucket,
                "stream": self._bucket_stream[bucket],
                "count": old_count + count,
                "xor": f"{int(old_xor, 16) ^ xor:016x}",
            }
            (changed if bucket in present else fresh).append(values)
        if fresh:
            self._connection.execute(NEW_BUCKET, fresh)
        if changed:
            self._connection.execute(CHANGED_BUCKET, changed)


def buckets_holding(session: Session, kind: str, record_ids: Iterable[str]) -> dict[str, set[BucketRef]]:
    """{record id: the buckets that hold it now}; ids that nothing holds are absent."""
    query = (
        select(SyncRow.id, SyncRow.bucket, Bucket.stream)
        .join(Bucket, Bucket.id == SyncRow.bucket)
        .where(SyncRow.type == kind, SyncRow.id.in_(list(record_ids)), SyncRow.op == PUT)
    )
    held: dict[str, set[BucketRef]] = {}
    for record_id, bucket, stream in session.execute(query):
        held.setdefault(record_id, set()).add(BucketRef(bucket, stream))
    return held
