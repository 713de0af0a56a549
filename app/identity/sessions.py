"""Sessions: rows on the server, found by the hash of a cookie, with limits by role."""

import hashlib
import io
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Request, Response, current_app, g
from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.config import Settings
from app.core import clock
from app.core.actor import Actor
from app.core.audit import SYSTEM_STREAM
from app.core.errors import AppError
from app.core.guard import SAFE_METHODS, SignedIn, current_session
from app.core.transaction import plain_write, snapshot, unit
from app.identity.access import GIVEN_DAY, GRANT_COLUMNS, grants_from, in_force, today
from app.identity.models import Device, Membership, Person, SignIn
from app.identity.permissions import LEADER, VOLUNTEER

SEEN_EVERY = timedelta(minutes=5)
"""How often a session's last contact is written at most."""

SHORT_BODY_BYTES = 4096
"""What a poll sends at most, and what may be read before it is known who sends it."""

FIELD_LIMITS = (timedelta(days=14), timedelta(days=30))
LEADER_LIMITS = (timedelta(hours=24), timedelta(days=7))
DESK_LIMITS = (timedelta(minutes=30), timedelta(hours=10))
"""(idle, absolute). Shared desks — officers, managers, post offices, overseers — are the strictest."""

LOCKED_OUT = frozenset({"device_revoked", "person_disabled"})
"""Ends of a session after which the phone is still told to wipe."""

DEVICE_COOKIE_SECONDS = 400 * 24 * 3600
"""The longest that browsers keep a cookie."""


def limits(roles: frozenset[str]) -> tuple[timedelta, timedelta]:
    """(idle, absolute) for somebody with these roles: the strictest of them."""
    if roles <= {VOLUNTEER}:
        return FIELD_LIMITS
    return LEADER_LIMITS if roles <= {VOLUNTEER, LEADER} else DESK_LIMITS


def settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def cookie_name(kind: str) -> str:
    """`__Host-session` under https, plain `session` for http in development. kind: session or device."""
    return f"__Host-{kind}" if settings().is_https else kind


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def set_cookie(response: Response, kind: str, token: str, max_age_seconds: int) -> None:
    response.set_cookie(
        cookie_name(kind),
        token,
        max_age=max_age_seconds,
        secure=settings().is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def clear_session_cookie(response: Response) -> Response:
    response.delete_cookie(cookie_name("session"), path="/", secure=settings().is_https, httponly=True, samesite="Lax")
    return response


SESSION_COLUMNS = (
    SignIn.id.label("session_id"),
    SignIn.person_id,
    SignIn.device_id,
    SignIn.created_at,
    SignIn.active_at,
    SignIn.seen_at,
    SignIn.end_reason,
    SignIn.wiped_at,
    Person.disabled_at,
    Person.must_change_password,
)


def load(request: Request) -> SignedIn | None:
    """The session of a request, by one query; None when there is none or it has ended.

    Raises DEVICE_REVOKED for one whose phone has already been wiped.
    """
    token = request.cookies.get(cookie_name("session"))
    if not token or len(token) > 100:
        return None
    with snapshot(leave_open=_has_arrived(request)) as session:
        rows = _rows(session, token)
    if not rows:
        return None
    row = rows[0]
    if row.end_reason in LOCKED_OUT:
        if row.wiped_at is not None:
            raise AppError("DEVICE_REVOKED", "session.wiped")
        return SignedIn(Actor(row.person_id, row.device_id, row.session_id), locked_out=True)
    actor = Actor(row.person_id, row.device_id, row.session_id, grants_from(rows))
    if row.end_reason is not None or row.disabled_at is not None or expires_at(row, actor.roles) <= clock.now():
        return None
    g.session_row = row
    return SignedIn(actor, has_first_password=row.must_change_password)


def _has_arrived(request: Request) -> bool:
    """Whether all of the request is here, so that it can be answered from the snapshot its session is found in.

    A short body is waited for now, while nothing is held. A long one, or one that does not say how long it is,
    may be on its way for minutes, and nothing in the database waits for that.
    """
    length = request.content_length
    if length is None:
        return request.method in SAFE_METHODS and "Transfer-Encoding" not in request.headers
    if length > SHORT_BODY_BYTES:
        return False
    request.stream = io.BytesIO(request.stream.read())
    return True


SESSION_QUERY = (
    select(*SESSION_COLUMNS, *GRANT_COLUMNS)
    .join(Person, Person.id == SignIn.person_id)
    .outerjoin(Membership, and_(Membership.person_id == SignIn.person_id, in_force(GIVEN_DAY)))
    .where(SignIn.token_hash == bindparam("token_hash"))
    .order_by(Membership.from_on, Membership.id)
)


def _rows(session: Session, token: str) -> Any:
    return session.connection().execute(SESSION_QUERY, {"day": today(), "token_hash": token_hash(token)}).all()


def expires_at(row: Any, roles: frozenset[str]) -> datetime:
    """When a session ends by itself unless somebody acts: the idle or the absolute limit."""
    idle, absolute = limits(roles)
    end: datetime = min(row.active_at + idle, row.created_at + absolute)
    return end


def touch(*, active: bool = True) -> None:
    """Note the contact, at most every five minutes; `active`: somebody acted, which extends the idle time."""
    row = g.get("session_row")
    if row is None or current_session().locked_out:
        return
    now = clock.now()
    stale = (row.active_at if active else row.seen_at) + SEEN_EVERY <= now
    if not stale:
        return
    values: dict[str, Any] = {"seen_at": now} | ({"active_at": now} if active else {})
    try:
        with plain_write() as session:
            session.execute(update(SignIn).where(SignIn.id == row.session_id).values(values))
            session.execute(
                update(Device)
                .where(Device.person_id == row.person_id, Device.id == row.device_id)
                .values(last_seen_at=now)
            )
    except OperationalError:
        # A busy database must not refuse a request for the sake of a time stamp.
        current_app.logger.warning("session.touch_failed")


def rebind(device_id: str) -> None:
    """Let the present session go on under another device id of the same phone.

    A phone takes a new device id when it finds that its store was copied or wiped. A device that was
    revoked cannot be taken up again this way.
    """
    actor = current_session().actor
    if device_id == actor.device_id:
        return
    with plain_write() as session:
        device = session.get(Device, (actor.person_id, device_id))
        if device is None:
            _take_new_device(session, actor, device_id)
        elif device.revoked_at is not None:
            raise AppError("DEVICE_REVOKED", "device.revoked")
        session.execute(update(SignIn).where(SignIn.id == actor.session_id).values(device_id=device_id))


def _take_new_device(session: Session, actor: Actor, device_id: str) -> None:
    """Two requests of the phone may come with it at once."""
    old = session.get_one(Device, (actor.person_id, actor.device_id))
    now = clock.now()
    values: dict[str, Any] = {"person_id": actor.person_id, "id": device_id, "name": old.name, "platform": old.platform}
    values |= {"token_hash": old.token_hash, "created_at": now, "last_seen_at": now}
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert
    session.execute(insert(Device).on_conflict_do_nothing(), values)


def mark_wiped() -> None:
    """A locked-out phone has handed in its last work; from now on it gets no answer but a refusal."""
    actor = current_session().actor
    with unit(SYSTEM_STREAM) as work:
        work.actor_id, work.device_id = actor.person_id, actor.device_id
        work.session.execute(update(SignIn).where(SignIn.id == actor.session_id).values(wiped_at=work.now))
        work.audit("device.wiped", "device", str(actor.device_id))
