"""How often an account may be tried.

Two counters per account: one for each device it knows, one for all others together. A stranger's
failures fill the second and never lock the real phone out; addresses count for nothing, since a whole
ward may sit behind one.
"""

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.crypto import keyring
from app.core.errors import AppError
from app.core.ids import new_id
from app.core.transaction import plain_write
from app.identity.models import Device, LoginAttempt, Person

UNKNOWN_WINDOW, UNKNOWN_TRIES = timedelta(hours=1), 30
KNOWN_WINDOW, KNOWN_TRIES = timedelta(minutes=15), 10


def account_key(login: str) -> str:
    """A keyed hash, so that a mistyped password in the login field is not stored."""
    return keyring().blind("login", "", login)


def reserve(login: str, device_token_hash: str | None) -> str:
    """Count a try before the password is looked at. Returns its id. Raises TOO_MANY with retry_after."""
    account = account_key(login)
    with plain_write() as session:
        _one_at_a_time(session, account)
        device = device_token_hash or ""
        is_known = bool(device) and _knows(session, login, device)
        window, tries = (KNOWN_WINDOW, KNOWN_TRIES) if is_known else (UNKNOWN_WINDOW, UNKNOWN_TRIES)
        bucket = device if is_known else ""
        mine = (LoginAttempt.account == account, LoginAttempt.device == bucket)
        now = clock.now()
        session.execute(delete(LoginAttempt).where(*mine, LoginAttempt.at <= now - window))
        count, oldest = session.execute(select(func.count(), func.min(LoginAttempt.at)).where(*mine)).one()
        if count >= tries:
            wait = oldest + window - now
            raise AppError("TOO_MANY", "session.too_many", retry_after=max(1, int(wait.total_seconds()) + 1))
        attempt = LoginAttempt(id=new_id(), account=account, device=bucket, at=now)
        session.add(attempt)
        session.flush()
        return attempt.id


def _one_at_a_time(session: Session, account: str) -> None:
    """Parallel tries at one account must see each other; SQLite's writer is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(account[:15], 16))))


def _knows(session: Session, login: str, device_token_hash: str) -> bool:
    query = (
        select(Device.id)
        .join(Person, Person.id == Device.person_id)
        .where(Person.login == login, Device.token_hash == device_token_hash, Device.revoked_at.is_(None))
        .limit(1)
    )
    return session.scalar(query) is not None


def forgive(attempt_id: str) -> None:
    """Uncount a try at which the password was never looked at."""
    with plain_write() as session:
        session.execute(delete(LoginAttempt).where(LoginAttempt.id == attempt_id))


def succeeded(session: Session, attempt_id: str) -> None:
    """Uncount a successful try, and the failures of the same known device."""
    attempt = session.get(LoginAttempt, attempt_id)
    if attempt is None:
        return
    if attempt.device:
        same = (LoginAttempt.account == attempt.account, LoginAttempt.device == attempt.device)
        session.execute(delete(LoginAttempt).where(*same))
    else:
        session.execute(delete(LoginAttempt).where(LoginAttempt.id == attempt_id))
