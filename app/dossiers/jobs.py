"""What dossiers do at night: closed ones leave the phones and desks, not the database."""

from collections import defaultdict
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.changes import ARCHIVED, buckets_holding
from app.core.jobs import Job
from app.core.transaction import Unit, snapshot, unit
from app.dossiers.access import own_bucket_of
from app.dossiers.lifecycle import CLOSED
from app.dossiers.models import Conflict, Dossier

OFFICE_WINDOW = timedelta(days=90)
"""How long a closed dossier stays with team leader and ward."""

OWNER_WINDOW = timedelta(days=180)
"""How long it stays with its owner."""

PER_TRANSACTION = 200


def archive_closed() -> str:
    """Take dossiers that were closed long ago out of the buckets; search still finds them on the server."""
    with snapshot() as session:
        batches = _due(session)
    archived = 0
    for streams, ids in batches:
        with unit(*streams) as work:
            archived += sum(_archive(work, dossier_id) for dossier_id in ids)
    return f"{archived} dossiers archived"


def _due(session: Session) -> list[tuple[tuple[str, ...], list[str]]]:
    """Ids by the streams that hold them, in portions that do not keep others waiting."""
    query = (
        select(Dossier.id, Dossier.ward, Dossier.receiving_ward)
        .where(Dossier.work_state.in_(CLOSED), Dossier.closed_at < clock.now() - OFFICE_WINDOW)
        .order_by(Dossier.id)
    )
    grouped: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for dossier_id, ward, receiving in session.execute(query):
        grouped[tuple(sorted({ward, receiving}))].append(dossier_id)
    return [
        (streams, ids[start : start + PER_TRANSACTION])
        for streams, ids in grouped.items()
        for start in range(0, len(ids), PER_TRANSACTION)
    ]


def _archive(work: Unit, dossier_id: str) -> bool:
    """Narrow one dossier and its conflicts to their windows; False when it was reopened or is narrow already."""
    dossier = work.session.get(Dossier, dossier_id)
    if dossier is None or dossier.work_state not in CLOSED or dossier.closed_at is None:
        return False
    kept = {own_bucket_of(dossier)} if work.now - dossier.closed_at < OWNER_WINDOW else set()
    conflicts = work.session.scalars(select(Conflict.id).where(Conflict.dossier_id == dossier_id)).all()
    changed = False
    for kind, ids in (("dossier", [dossier_id]), ("conflict", list(conflicts))):
        for record_id, held in buckets_holding(work.session, kind, ids).items():
            if held <= kept:
                continue
            changed = True
            if kept:
                work.record(kind, record_id, kept, left=ARCHIVED)
            else:
                work.gone(kind, record_id, ARCHIVED)
    return changed


JOBS = (Job("dossiers.archive_closed", archive_closed),)
