"""What sync does at night."""

from datetime import timedelta

from sqlalchemy import delete, func, select, update

from app.core import clock
from app.core.changes import PUT
from app.core.jobs import Job
from app.core.models import Bucket, SyncRow
from app.core.transaction import snapshot, unit

KEEP_GONE = timedelta(days=180)
"""How long a marker of absence is kept; a phone that stayed away longer starts from a snapshot."""


def forget_gone() -> str:
    """Drop old markers, stream by stream, and raise the horizon of their buckets."""
    before = clock.now() - KEEP_GONE
    old = (SyncRow.op != PUT, SyncRow.at < before)
    with snapshot() as session:
        query = select(Bucket.stream).join(SyncRow, SyncRow.bucket == Bucket.id).where(*old).distinct()
        streams = sorted(session.scalars(query))
    dropped = 0
    for stream in streams:
        with unit(stream) as work:
            held = select(Bucket.id).where(Bucket.stream == stream)
            highest = (
                select(SyncRow.bucket, func.max(SyncRow.seq))
                .where(SyncRow.bucket.in_(held), *old)
                .group_by(SyncRow.bucket)
            )
            for bucket, seq in work.session.execute(highest).all():
                work.session.execute(update(Bucket).where(Bucket.id == bucket).values(horizon_seq=seq))
                gone = delete(SyncRow).where(SyncRow.bucket == bucket, SyncRow.seq <= seq, *old).returning(SyncRow.id)
                dropped += len(work.session.execute(gone).all())
    return f"{dropped} markers dropped"


JOBS = (Job("sync.forget_gone", forget_gone),)
