"""Faults: a command that was not decided, because the database or its handler failed. docs/sync.md, step 6."""

from typing import Any, cast

import structlog
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.audit import SYSTEM_STREAM
from app.core.transaction import is_databases_own, plain_write, unit
from app.sync import ledger
from app.sync.batch import Batch
from app.sync.decisions import BUSY_RETRY_MS, Decision, busy
from app.sync.models import CommandAttempt
from app.sync.registry import StreamIds
from app.sync.schemas import Command

log = structlog.get_logger()

UNIQUE_VIOLATIONS = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})

POISON_ATTEMPTS = 5
"""Exceptions of its own handler after which a command is set aside."""


def after_fault(batch: Batch, command: Command, error: Exception, streams: StreamIds) -> Decision:
    """Try again later, ever later; after POISON_ATTEMPTS it lies in quarantine, in the ledger, and blocks nobody.

    Raises nothing but LostRace: another request has answered this very command meanwhile.
    """
    if is_databases_own(error):
        log.warning("sync.database_fault", command=command.id, error=type(error).__name__)
        return busy()
    log.error("sync.handler_failed", command=command.id, type=command.type, exc_info=error)
    try:
        count = _count(command, error)
        return _retry(count) if count < POISON_ATTEMPTS else _set_aside(batch, command, streams)
    except ledger.LostRace:
        raise
    except Exception as trouble:
        # Its neighbours are answered all the same; the next time it is tried anew.
        log.error("sync.fault_not_noted", command=command.id, exc_info=trouble)
        return busy() if is_databases_own(trouble) else _retry(POISON_ATTEMPTS)


def _retry(count: int) -> Decision:
    return Decision("retry", "INTERNAL", {"retry_after_ms": BUSY_RETRY_MS * 2**count})


def _set_aside(batch: Batch, command: Command, streams: StreamIds) -> Decision:
    """Into quarantine with all that was sent, else with the least that ends it. Raises what even that comes to."""
    decision = Decision("quarantined", "INTERNAL", {"reason": "sync.poison"})
    try:
        with unit() as work:
            ledger.enter(work.session, batch, [(command, decision)], streams)
    except ledger.LostRace:
        raise
    except Exception as trouble:
        if is_databases_own(trouble):
            raise
        log.error("sync.set_aside_plainly", command=command.id, exc_info=trouble)
        with unit() as work:
            home = next(iter(streams), SYSTEM_STREAM)
            ledger.enter_plainly(work.session, batch, command, decision, home)
    return decision


def _one_more(dialect: Any) -> Any:
    table = cast(Table, CommandAttempt.__table__)
    statement = dialect.insert(table)
    again = {"count": table.c.count + 1, "last_error": statement.excluded.last_error, "at": statement.excluded.at}
    return statement.on_conflict_do_update(index_elements=["id"], set_=again).returning(table.c.count)


ONE_MORE = {"sqlite": _one_more(sqlite), "postgresql": _one_more(postgresql)}


def _count(command: Command, error: Exception) -> int:
    """One more attempt, in a transaction of its own. Returns how many there have been."""
    attempt = {"id": command.id, "count": 1, "last_error": type(error).__name__, "at": clock.now()}
    with plain_write() as session:
        connection = session.connection()
        return int(connection.execute(ONE_MORE[connection.dialect.name], attempt).scalar_one())


def is_taken(error: Exception) -> bool:
    """Whether something that may be there once was there already, unseen by who wrote it."""
    cause = error.orig if isinstance(error, IntegrityError) else None
    return (getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)) in UNIQUE_VIOLATIONS
