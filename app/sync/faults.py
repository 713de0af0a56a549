"""Faults: a command that was not decided, because the database or its handler failed. docs/sync.md, step 6."""

import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.core import clock
from app.core.transaction import plain_write, unit
from app.sync import ledger
from app.sync.batch import Batch
from app.sync.decisions import BUSY_RETRY_MS, Decision, busy
from app.sync.models import CommandAttempt
from app.sync.registry import StreamIds
from app.sync.schemas import Command

log = structlog.get_logger()

POISON_ATTEMPTS = 5
"""Exceptions of its own handler after which a command is set aside."""


def after_fault(batch: Batch, command: Command, error: Exception, streams: StreamIds) -> Decision:
    """Try again later, ever later; after POISON_ATTEMPTS it lies in quarantine, in the ledger, and blocks nobody."""
    if _is_outside(error):
        log.warning("sync.database_fault", command=command.id, error=type(error).__name__)
        return busy()
    log.error("sync.handler_failed", command=command.id, type=command.type, exc_info=error)
    count = _count(command, error)
    if count < POISON_ATTEMPTS:
        return Decision("retry", "INTERNAL", {"retry_after_ms": BUSY_RETRY_MS * 2**count})
    decision = Decision("quarantined", "INTERNAL", {"reason": "sync.poison"})
    with unit() as work:
        ledger.enter(work.session, batch, [(command, decision)], streams)
    return decision


def _is_outside(error: Exception) -> bool:
    """The database's own trouble (lock, disk, connection) is nobody's fault and never counts."""
    return isinstance(error, DBAPIError) and not isinstance(error, IntegrityError)


def _count(command: Command, error: Exception) -> int:
    """One more attempt, in a transaction of its own. Returns how many there have been."""
    with plain_write() as session:
        row = session.get(CommandAttempt, command.id)
        if row is None:
            row = CommandAttempt(id=command.id, count=0, last_error="", at=clock.now())
            session.add(row)
        row.count += 1
        row.last_error, row.at = type(error).__name__, clock.now()
        return row.count
