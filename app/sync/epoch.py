"""The epoch: a random name of this history of the database.

When a database is restored from a backup, seqs that phones have already seen are given out again. A new
epoch tells the phones to start from snapshots and to send back what the backup had lost.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.transaction import plain_write
from app.sync.models import SyncMeta

REPLAY_WINDOW = timedelta(days=14)
"""How long after a new epoch a replay that does not fit waits for what it builds on."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """name: opaque. rotated: whether it ever changed. since: when this one began."""

    name: str
    since: datetime
    rotated: bool
    backed_up_before: str | None

    def waits_for_replays(self, now: datetime) -> bool:
        return self.rotated and now - self.since < REPLAY_WINDOW


FACTS_QUERY = select(SyncMeta.key, SyncMeta.value)


def read(session: Session) -> Epoch | None:
    """The epoch as this transaction sees it; None before the first one was made."""
    facts = dict(session.connection().execute(FACTS_QUERY).all())
    if "epoch" not in facts:
        return None
    return Epoch(
        name=facts["epoch"],
        since=datetime.fromisoformat(facts["epoch_since"]),
        rotated=facts.get("epoch_rotated") == "yes",
        backed_up_before=facts.get("backed_up_before"),
    )


def current(session: Session) -> Epoch:
    """The epoch as this transaction sees it. A database without one has not been migrated."""
    present = read(session)
    if present is None:
        raise RuntimeError("no epoch: run the migrations")
    return present


def rotate(*, instead_of: str | None = None) -> None:
    """Begin a new epoch, after a restore or when a cursor proves that the database went back.

    instead_of: the epoch that was proved wrong; of several requests that find out at once, one begins a new one.
    """
    with plain_write() as session:
        session.execute(select(SyncMeta).where(SyncMeta.key == "epoch").with_for_update())
        if instead_of is None or current(session).name == instead_of:
            _write(session)


def _write(session: Session) -> None:
    name = f"e_{secrets.token_hex(8)}"
    facts = {"epoch": name, "epoch_since": clock.now().isoformat(), "epoch_rotated": "yes"}
    for key, value in facts.items():
        row = session.get(SyncMeta, key)
        if row is None:
            session.add(SyncMeta(key=key, value=value))
        else:
            row.value = value
    session.flush()
