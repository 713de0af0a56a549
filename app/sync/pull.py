"""Changes down: everything a person may read that is newer than the cursor, from one snapshot.

Per bucket the cursor holds a seq (deltas) or a place in a snapshot. A page never splits one seq, so that
records changed together arrive together.
"""

import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import and_, bindparam, or_, select, tuple_
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.changes import PUT, BucketRef
from app.core.commands import Doc, Projector
from app.core.models import Bucket, Stream, SyncRow
from app.identity.access import grants
from app.sync.cursor import Cursor, CursorCodec, Position, Unusable
from app.sync.schemas import PullRequest

log = structlog.get_logger()

RecordKey = tuple[str, str]


class Rewound(Exception):
    """A cursor we signed is ahead of the database: it was restored without a new epoch.

    args: the epoch that is over.
    """


@dataclass(slots=True)
class Put:
    seq: int
    buckets: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """What one answer carries. room: how many puts and gone still fit."""

    room: int
    puts: dict[RecordKey, Put] = field(default_factory=dict)
    gone: list[dict[str, Any]] = field(default_factory=list)
    snapshot_done: list[str] = field(default_factory=list)
    more: bool = False

    def add_put(self, row: Any) -> None:
        put = self.puts.setdefault((row.type, row.id), Put(row.seq))
        put.seq = max(put.seq, row.seq)
        put.buckets.append(row.bucket)
        self.room -= 1


def pull(session: Session, actor: Actor, request: PullRequest, *, epoch: str, codec: CursorCodec) -> dict[str, Any]:
    """The pull half of an answer. `session` must be inside one snapshot. Raises Rewound."""
    allowed = grants(actor)
    heads, sums = _heads_and_sums(session, allowed)
    cursor, reset = _open(codec, request.cursor, epoch, actor)
    if is_ahead(session, cursor, allowed, heads):
        raise Rewound(epoch)
    revoked = sorted(set(cursor.positions) - {ref.id for ref in allowed})
    for bucket in revoked:
        del cursor.positions[bucket]
    expired = _start_snapshots(cursor, allowed, heads, sums, request.resnapshot)
    # Named before the page is cut: the page that ends a snapshot still belongs to its generation.
    generations = {b: p.generation for b, p in cursor.positions.items() if p.in_snapshot}
    page = Page(request.limit)
    by_stream = _by_stream(allowed)
    for stream, buckets in by_stream.items():
        _deltas(session, page, cursor, buckets, heads[stream])
    for ref in allowed:
        _snapshot_page(session, page, cursor, ref, heads[ref.stream])
    positions = cursor.positions
    return {
        "cursor": codec.write(cursor),
        "more": page.more,
        "reset": reset or ("cursor_expired" if expired else None),
        "modes": {b: "snapshot" if p.in_snapshot else "delta" for b, p in positions.items()},
        "generations": generations,
        # A phone keeps what it was told when the bucket began, so that polls do not carry it.
        "streams": {ref.id: ref.stream for ref in allowed if ref.id in generations},
        "heads": {b: p.seq for b, p in positions.items() if not p.in_snapshot},
        "snapshot_done": page.snapshot_done,
        "checks": _checks(allowed, cursor, heads, sums),
        "puts": _documents(session, actor, page),
        "gone": page.gone,
        "revoked_buckets": revoked,
    }


def _by_stream(allowed: list[BucketRef]) -> dict[str, list[str]]:
    by_stream: dict[str, list[str]] = defaultdict(list)
    for ref in allowed:
        by_stream[ref.stream].append(ref.id)
    return dict(by_stream)


# Every poll asks this; building a statement costs more than running it.
HEADS_QUERY = (
    select(Stream.id, Stream.seq, Bucket.id, Bucket.count, Bucket.xor, Bucket.horizon_seq)
    .outerjoin(Bucket, and_(Bucket.stream == Stream.id, Bucket.id.in_(bindparam("buckets", expanding=True))))
    .where(Stream.id.in_(bindparam("streams", expanding=True)))
)
Sums = dict[str, tuple[int, str, int]]
"""(count, xor, horizon seq) of each bucket that has ever held something."""


def _heads_and_sums(session: Session, allowed: list[BucketRef]) -> tuple[dict[str, int], Sums]:
    heads = {ref.stream: 0 for ref in allowed}
    sums: Sums = {}
    given = {"streams": list(heads), "buckets": [ref.id for ref in allowed]}
    for stream, seq, bucket, count, xor, horizon in session.connection().execute(HEADS_QUERY, given):
        heads[stream] = seq
        if bucket is not None:
            sums[bucket] = (count, xor, horizon)
    return heads, sums


def _open(codec: CursorCodec, text: Any, epoch: str, actor: Actor) -> tuple[Cursor, str | None]:
    fresh = Cursor(epoch, actor.person_id)
    if text is None:
        return fresh, None
    try:
        return codec.read(text, epoch=epoch, person_id=actor.person_id), None
    except Unusable as why:
        return fresh, str(why)


def is_ahead(session: Session, cursor: Cursor, allowed: list[BucketRef], heads: dict[str, int]) -> bool:
    """Whether the cursor knows changes that the database does not: only a restore explains that."""
    streams = {ref.id: ref.stream for ref in allowed}
    if any(p.seq > heads[streams[b]] for b, p in cursor.positions.items() if b in streams):
        return True
    lost = [b for b in cursor.positions if b not in streams]
    if not lost:
        return False
    # The restore may have taken the grant back too.
    query = select(Bucket.id, Stream.seq).join(Stream, Stream.id == Bucket.stream).where(Bucket.id.in_(lost))
    return any(cursor.positions[bucket].seq > head for bucket, head in session.connection().execute(query))


def is_rewound(session: Session, actor: Actor, cursor: Cursor) -> bool:
    """The same question before anything of a request is decided."""
    allowed = grants(actor)
    return is_ahead(session, cursor, allowed, _heads_and_sums(session, allowed)[0])


def _start_snapshots(
    cursor: Cursor,
    allowed: list[BucketRef],
    heads: dict[str, int],
    sums: Sums,
    again: list[str],
) -> bool:
    """Begin a snapshot for each bucket that is new, too old or asked for again. True if one was too old."""
    expired = False
    for ref in allowed:
        position = cursor.positions.get(ref.id)
        head = heads[ref.stream]
        too_old = position is not None and position.seq < sums.get(ref.id, (0, "", 0))[2]
        expired = expired or too_old
        if position is None or too_old or (ref.id in again and not position.in_snapshot):
            cursor.positions[ref.id] = Position(head, f"g{secrets.token_hex(4)}")
    return expired


COLUMNS = (SyncRow.bucket, SyncRow.type, SyncRow.id, SyncRow.seq, SyncRow.op)


def _deltas(session: Session, page: Page, cursor: Cursor, buckets: list[str], head: int) -> None:
    """Changes of one stream, for those of its buckets that are past their snapshot."""
    since = {b: cursor.positions[b].seq for b in buckets if not cursor.positions[b].in_snapshot}
    since = {b: seq for b, seq in since.items() if seq < head}
    if not since:
        return
    if page.room <= 0:
        page.more = True
        return
    newer = or_(*(and_(SyncRow.bucket == b, SyncRow.seq > seq) for b, seq in since.items()))
    query = select(*COLUMNS).where(newer, SyncRow.seq <= head).order_by(SyncRow.seq, SyncRow.type, SyncRow.id)
    rows = session.connection().execute(query.limit(page.room + 1)).all()
    complete = head
    if len(rows) > page.room:
        rows, complete = _whole_seqs(session, query, rows, page)
        page.more = True
    for row in rows:
        if row.op == PUT:
            page.add_put(row)
        else:
            page.gone.append({"type": row.type, "id": row.id, "seq": row.seq, "bucket": row.bucket, "why": row.op})
            page.room -= 1
    for bucket, seq in since.items():
        cursor.positions[bucket] = Position(max(seq, complete))


def _whole_seqs(session: Session, query: Any, rows: Any, page: Page) -> tuple[Any, int]:
    """Cut before the last seq, which may be incomplete; one that alone fills a page is read whole."""
    last = rows[-1].seq
    kept = [row for row in rows if row.seq < last]
    if kept:
        return kept, kept[-1].seq
    if page.puts or page.gone:
        return [], last - 1
    return session.connection().execute(query.where(SyncRow.seq == last)).all(), last


def _snapshot_page(session: Session, page: Page, cursor: Cursor, ref: BucketRef, head: int) -> None:
    position = cursor.positions[ref.id]
    if not position.in_snapshot:
        return
    if page.room <= 0:
        page.more = True
        return
    query = (
        select(*COLUMNS)
        .where(SyncRow.bucket == ref.id, SyncRow.op == PUT, tuple_(SyncRow.type, SyncRow.id) > tuple_(*position.after))
        .order_by(SyncRow.type, SyncRow.id)
        .limit(page.room + 1)
    )
    rows = session.connection().execute(query).all()
    cut = len(rows) > page.room
    for row in rows[: page.room]:
        page.add_put(row)
    if cut:
        last = rows[len(rows) - 2]
        cursor.positions[ref.id] = Position(position.seq, position.generation, (last.type, last.id))
        page.more = True
        return
    page.snapshot_done.append(ref.id)
    cursor.positions[ref.id] = Position(position.seq)
    page.more = page.more or position.seq < head


def _checks(allowed: list[BucketRef], cursor: Cursor, heads: dict[str, int], sums: Sums) -> dict[str, dict[str, Any]]:
    """Count and checksum of each bucket that this answer makes complete."""
    checks: dict[str, dict[str, Any]] = {}
    for ref in allowed:
        position = cursor.positions[ref.id]
        if not position.in_snapshot and position.seq == heads[ref.stream]:
            count, xor, _horizon = sums.get(ref.id, (0, "0" * 16, 0))
            checks[ref.id] = {"count": count, "xor": xor}
    return checks


def _documents(session: Session, actor: Actor, page: Page) -> list[dict[str, Any]]:
    """The puts with their documents as this reader may see them, in order of seq."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for kind, record_id in page.puts:
        wanted[kind].append(record_id)
    projectors: dict[str, Projector] = current_app.extensions["documents"]
    docs: dict[str, dict[str, Doc]] = {kind: projectors[kind](session, ids, actor) for kind, ids in wanted.items()}
    puts = []
    for (kind, record_id), put in sorted(page.puts.items(), key=lambda item: (item[1].seq, item[0])):
        doc = docs[kind].get(record_id)
        if doc is None:
            log.error("sync.document_missing", type=kind, id=record_id)
            doc = {}
        puts.append({"type": kind, "id": record_id, "seq": put.seq, "buckets": sorted(set(put.buckets)), "doc": doc})
    return puts
