"""Signing in and out, devices, passwords."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.audit import SYSTEM_STREAM
from app.core.errors import AppError, invalid, not_found
from app.core.ids import new_id
from app.core.transaction import Unit, snapshot, unit
from app.identity import passwords, throttle
from app.identity.access import get_own
from app.identity.models import Device, Person, SignIn
from app.identity.sessions import new_token, token_hash


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the browser gets: the session's cookie and the device's. Only their hashes are stored."""

    session_id: str
    person_id: str
    session: str
    device: str


def normal_login(login: str) -> str:
    return login.strip().lower()


def sign_in(login: str, password: str, *, device: dict[str, str], device_token: str | None) -> Tokens:
    """Open a session. device: {id, name, platform}. device_token: the browser's device cookie, if it has one.

    Raises BAD_CREDENTIALS (also for unknown and disabled people), TOO_MANY, BUSY, DEVICE_REVOKED.
    """
    login = normal_login(login)
    attempt = throttle.reserve(login, token_hash(device_token) if device_token else None)
    account = _account(login)
    try:
        is_right = passwords.matches(account.password_hash if account else None, password)
    except AppError:
        throttle.forgive(attempt)
        raise
    if not is_right or account is None or account.disabled_at is not None:
        with unit(SYSTEM_STREAM) as work:
            work.audit("session.refused", "person", account.id if account else throttle.account_key(login))
        raise AppError("BAD_CREDENTIALS", "session.bad_credentials")
    with unit(SYSTEM_STREAM) as work:
        throttle.succeeded(work.session, attempt)
        _still_admitted(work.session, account)
        return open_session(work, account.id, device=device, device_token=device_token)


@dataclass(frozen=True, slots=True)
class Account:
    """What a password is checked against."""

    id: str
    password_hash: str
    disabled_at: datetime | None


def _account(login: str) -> Account | None:
    with snapshot() as session:
        query = select(Person.id, Person.password_hash, Person.disabled_at).where(Person.login == login)
        row = session.execute(query).first()
        return Account(*row) if row else None


def _still_admitted(session: Session, account: Account) -> None:
    """The password took a while to check; meanwhile somebody may have disabled the account or changed it."""
    current = select(Person.password_hash, Person.disabled_at).where(Person.id == account.id)
    if session.execute(current).one() != (account.password_hash, None):
        raise AppError("BAD_CREDENTIALS", "session.bad_credentials")


def open_session(work: Unit, person_id: str, *, device: dict[str, str], device_token: str | None = None) -> Tokens:
    """A new session row; an earlier one of the same person on the same device ends. Holds the system stream."""
    session, now = work.session, work.now
    tokens = Tokens(new_id(), person_id, new_token(), device_token or new_token())
    known = session.get(Device, (person_id, device["id"]))
    if known is None:
        known = Device(person_id=person_id, id=device["id"], created_at=now)
        session.add(known)
    elif known.revoked_at is not None:
        raise AppError("DEVICE_REVOKED", "device.revoked")
    known.name, known.platform = device["name"], device["platform"]
    known.token_hash, known.last_seen_at = token_hash(tokens.device), now
    session.flush()
    _end(session, now, "replaced", SignIn.person_id == person_id, SignIn.device_id == device["id"])
    session.add(
        SignIn(
            id=tokens.session_id,
            token_hash=token_hash(tokens.session),
            person_id=person_id,
            device_id=device["id"],
            created_at=now,
            active_at=now,
            seen_at=now,
        )
    )
    _as(work, person_id, device["id"]).audit("session.opened", "session", tokens.session_id)
    return tokens


def _as(work: Unit, person_id: str, device_id: str | None) -> Unit:
    work.actor_id, work.device_id = person_id, device_id
    return work


def _end(session: Session, now: datetime, reason: str, *which: Any) -> None:
    session.execute(update(SignIn).where(SignIn.ended_at.is_(None), *which).values(ended_at=now, end_reason=reason))


def sign_out(actor: Actor) -> None:
    """End the session of this request."""
    with unit(SYSTEM_STREAM) as work:
        _end(work.session, work.now, "signed_out", SignIn.id == actor.session_id)
        _as(work, actor.person_id, actor.device_id).audit("session.closed", "session", str(actor.session_id))


def end_session(actor: Actor, session_id: str) -> None:
    """End one of the actor's own sessions. Raises NOT_FOUND."""
    with unit(SYSTEM_STREAM) as work:
        row = get_own(work.session, SignIn, actor.person_id, session_id)
        if row.ended_at is not None:
            raise not_found("session.not_found")
        row.ended_at, row.end_reason = work.now, "ended"
        _as(work, actor.person_id, actor.device_id).audit("session.closed", "session", session_id)


ENDED_FROM_ELSEWHERE = ("ended", "password_changed")
"""Ends of a session that its phone has not heard of: it still holds the cookie, and what it had loaded."""


def revoke_device(actor: Actor, device_id: str) -> None:
    """A lost phone: its sessions are locked out, and it wipes itself at its next contact. Raises NOT_FOUND.

    That holds too where the password was changed first, as people do who miss their phone.
    """
    with unit(SYSTEM_STREAM) as work:
        device = get_own(work.session, Device, actor.person_id, device_id)
        if device.revoked_at is None:
            device.revoked_at = work.now
            still_there = or_(SignIn.ended_at.is_(None), SignIn.end_reason.in_(ENDED_FROM_ELSEWHERE))
            mine = update(SignIn).where(SignIn.person_id == actor.person_id, SignIn.device_id == device_id, still_there)
            work.session.execute(mine.values(ended_at=work.now, end_reason="device_revoked"))
            _as(work, actor.person_id, actor.device_id).audit("device.revoked", "device", device_id)


def change_password(actor: Actor, current: str, new: str) -> str:
    """Set a new password; every other session ends. Returns the new token of this session.

    Raises VALIDATION (`current` wrong, `new` too weak), TOO_MANY, BUSY.
    """
    with snapshot() as session:
        query = (
            select(Person.login, Person.password_hash, Device.token_hash)
            .join(Device, Device.person_id == Person.id)
            .where(Person.id == actor.person_id, Device.id == actor.device_id)
        )
        login, stored, device_token_hash = session.execute(query).one()
    attempt = throttle.reserve(login, device_token_hash)
    try:
        if not passwords.matches(stored, current):
            raise invalid({"current": ["password.wrong"]})
        passwords.check_new(new, login=login, current=current)
        fresh = passwords.hash_password(new)
    except AppError as error:
        if error.code == "BUSY" or "new" in error.data.get("errors", {}):
            throttle.forgive(attempt)
        raise
    token = new_token()
    with unit(SYSTEM_STREAM) as work:
        throttle.succeeded(work.session, attempt)
        set_password(work, actor.person_id, fresh, keep_session=actor.session_id)
        work.session.execute(update(SignIn).where(SignIn.id == actor.session_id).values(token_hash=token_hash(token)))
        _as(work, actor.person_id, actor.device_id).audit("person.password_changed", "person", actor.person_id)
    return token


def set_password(
    work: Unit, person_id: str, password_hash: str, *, keep_session: str | None, must_change: bool = False
) -> None:
    """Store a password's hash and end the person's sessions but one."""
    values = {"password_hash": password_hash, "must_change_password": must_change, "updated_at": work.now}
    work.session.execute(update(Person).where(Person.id == person_id).values(values))
    others = [SignIn.person_id == person_id]
    if keep_session is not None:
        others.append(SignIn.id != keep_session)
    _end(work.session, work.now, "password_changed", *others)


def disable_person(work: Unit, person_id: str) -> None:
    """End somebody's access: sessions are locked out, phones wipe at their next contact. Raises NOT_FOUND."""
    person = work.session.get(Person, person_id)
    if person is None:
        raise not_found("person.not_found")
    if person.disabled_at is None:
        person.disabled_at = person.updated_at = work.now
        _end(work.session, work.now, "person_disabled", SignIn.person_id == person_id)
        work.audit("person.disabled", "person", person_id, stream=SYSTEM_STREAM)
