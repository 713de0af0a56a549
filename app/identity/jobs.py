"""Clearing away what identity no longer needs."""

from datetime import timedelta

from sqlalchemy import CursorResult, delete
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Delete

from app.core import clock
from app.core.jobs import Job
from app.core.transaction import plain_write
from app.identity.models import LoginAttempt, SignIn

KEEP_ATTEMPTS = timedelta(days=1)
KEEP_SESSIONS = timedelta(days=90)
"""Ended sessions stay as long as a phone may still come to be told that it must wipe."""


def clear() -> str:
    """Delete old tries and sessions that can no longer be used."""
    now = clock.now()
    with plain_write() as session:
        tries = _count(session, delete(LoginAttempt).where(LoginAttempt.at < now - KEEP_ATTEMPTS))
        old = _count(session, delete(SignIn).where(SignIn.seen_at < now - KEEP_SESSIONS))
    return f"{tries} tries and {old} sessions deleted"


def _count(session: Session, statement: Delete) -> int:
    result = session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0


JOBS = (Job("identity.clear", clear),)
