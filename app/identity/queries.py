"""Reads of people, teams and memberships for this and other features, and the documents phones keep."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import Actor
from app.core.commands import Doc, Projector
from app.core.errors import AppError, not_found
from app.identity.access import in_force, load_actor, today
from app.identity.models import Device, Membership, Person, SignIn, Team, TeamHamlet
from app.identity.permissions import LEADER, VOLUNTEER, permissions_of
from app.identity.sessions import expires_at
from app.places.queries import province_names, ward_names


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team as other features know it."""

    id: str
    ward: str
    name: str
    hamlet_ids: tuple[str, ...]


def people_named(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    """{person id: full name}; unknown ids are absent."""
    wanted = {i for i in ids if i}
    if not wanted:
        return {}
    rows = session.execute(select(Person.id, Person.full_name).where(Person.id.in_(wanted)))
    return dict(rows.all())


def person_id_of(session: Session, login: str) -> str | None:
    """The id behind a login, None when there is none."""
    return session.scalar(select(Person.id).where(Person.login == login.strip().lower()))


def demo_logins(session: Session) -> list[str]:
    """Demo accounts that can still sign in."""
    return list(
        session.scalars(select(Person.login).where(Person.is_demo, Person.disabled_at.is_(None)).order_by(Person.login))
    )


def team_of(session: Session, person_id: str, ward: str) -> str | None:
    """The team a person works for in a ward today; a membership as volunteer comes first."""
    query = select(Membership.role, Membership.team_id).where(
        Membership.person_id == person_id,
        Membership.ward == ward,
        Membership.team_id.is_not(None),
        in_force(today()),
    )
    rows = sorted(session.execute(query.order_by(Membership.from_on, Membership.id)), key=lambda r: r.role != VOLUNTEER)
    return rows[0].team_id if rows else None


def team(session: Session, team_id: str) -> TeamView:
    """One team. Raises NOT_FOUND."""
    row = session.get(Team, team_id)
    if row is None:
        raise not_found("team.not_found")
    hamlets = session.scalars(select(TeamHamlet.hamlet_id).where(TeamHamlet.team_id == team_id))
    return TeamView(row.id, row.ward, row.name, tuple(sorted(hamlets)))


def is_member(session: Session, person_id: str, ward: str, roles: Iterable[str]) -> bool:
    """Whether an enabled person holds one of the roles in a ward today."""
    query = (
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.person_id == person_id,
            Membership.ward == ward,
            Membership.role.in_(list(roles)),
            Person.disabled_at.is_(None),
            in_force(today()),
        )
        .limit(1)
    )
    return session.scalar(query) is not None


def was_member(session: Session, person_id: str, ward: str, roles: Iterable[str]) -> bool:
    """Whether a person holds or once held one of the roles in a ward: late work still has its author."""
    query = select(Membership.id).where(
        Membership.person_id == person_id, Membership.ward == ward, Membership.role.in_(list(roles))
    )
    return session.scalar(query.limit(1)) is not None


def last_ward(session: Session, person_id: str) -> str | None:
    """The ward a person works in, or worked in last: whose staff looks at what they still bring."""
    query = (
        select(Membership.ward)
        .where(Membership.person_id == person_id, Membership.ward.is_not(None))
        .order_by(Membership.to_on.desc().nulls_first(), Membership.from_on.desc(), Membership.id.desc())
    )
    return session.scalar(query.limit(1))


def team_documents(session: Session, ids: list[str], reader: Actor) -> dict[str, Doc]:
    """`team`: {id, ward, name, hamlet_ids, leader_ids}."""
    teams = session.scalars(select(Team).where(Team.id.in_(ids))).all()
    hamlets: dict[str, list[str]] = defaultdict(list)
    for team_id, hamlet_id in session.execute(
        select(TeamHamlet.team_id, TeamHamlet.hamlet_id).where(TeamHamlet.team_id.in_(ids))
    ):
        hamlets[team_id].append(hamlet_id)
    leaders: dict[str, set[str]] = defaultdict(set)
    query = select(Membership.team_id, Membership.person_id).where(
        Membership.team_id.in_(ids), Membership.role == LEADER, in_force(today())
    )
    for leader in session.execute(query):
        leaders[str(leader.team_id)].add(leader.person_id)
    return {
        t.id: {
            "id": t.id,
            "ward": t.ward,
            "name": t.name,
            "hamlet_ids": sorted(hamlets[t.id]),
            "leader_ids": sorted(leaders[t.id]),
        }
        for t in teams
    }


def member_documents(session: Session, ids: list[str], reader: Actor) -> dict[str, Doc]:
    """`member`: {id, ward, full_name, roles, team_ids}, for the wards the reader belongs to."""
    wards = sorted(reader.wards)
    query = (
        select(Membership.person_id, Membership.ward, Membership.role, Membership.team_id, Person.full_name)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.person_id.in_(ids), Membership.ward.in_(wards), in_force(today()))
        .order_by(Membership.from_on, Membership.id)
    )
    docs: dict[str, Doc] = {}
    for row in session.execute(query):
        doc = docs.setdefault(
            row.person_id,
            {"id": row.person_id, "ward": row.ward, "full_name": row.full_name, "roles": [], "team_ids": []},
        )
        if row.role not in doc["roles"]:
            doc["roles"].append(row.role)
        if row.team_id is not None and row.team_id not in doc["team_ids"]:
            doc["team_ids"].append(row.team_id)
    # A member whose time has ended keeps a name: old records still point at it.
    for person_id, name in people_named(session, set(ids) - docs.keys()).items():
        ward = wards[0] if wards else None
        docs[person_id] = {"id": person_id, "ward": ward, "full_name": name, "roles": [], "team_ids": []}
    return docs


def session_body(session: Session, session_id: str) -> dict[str, Any]:
    """What a phone learns about its session: person, memberships, device, permissions, times."""
    row = session.get(SignIn, session_id)
    person = session.get(Person, row.person_id) if row else None
    actor = load_actor(session, row.person_id) if row else None
    if row is None or person is None or actor is None:
        raise AppError("AUTH_EXPIRED", "session.expired")
    return {
        "person": {
            "id": person.id,
            "login": person.login,
            "full_name": person.full_name,
            "must_change_password": person.must_change_password,
            "memberships": memberships_of(session, person.id),
        },
        "device": {"id": row.device_id},
        "permissions": sorted(permissions_of(actor.roles)),
        "server_time": clock.now(),
        "expires_at": expires_at(row, actor.roles),
    }


def memberships_of(session: Session, person_id: str) -> list[dict[str, Any]]:
    """The memberships in force today, with the names of ward, province and team."""
    query = (
        select(Membership, Team.name)
        .outerjoin(Team, Team.id == Membership.team_id)
        .where(Membership.person_id == person_id, in_force(today()))
        .order_by(Membership.from_on, Membership.id)
    )
    rows = session.execute(query).all()
    wards = ward_names(session, [m.ward for m, _ in rows])
    provinces = province_names(session, [m.province for m, _ in rows])
    return [
        {
            "role": m.role,
            "ward": {"code": m.ward, "name": wards[m.ward]} if m.ward else None,
            "province": {"code": m.province, "name": provinces[m.province]} if m.province else None,
            "team": {"id": m.team_id, "name": team_name} if m.team_id else None,
            "from": m.from_on,
            "to": m.to_on,
        }
        for m, team_name in rows
    ]


def own_sessions(session: Session, actor: Actor) -> dict[str, Any]:
    """The actor's open sessions and all devices, latest first."""
    devices = session.scalars(select(Device).where(Device.person_id == actor.person_id)).all()
    names = {d.id: d.name for d in devices}
    open_rows = session.scalars(select(SignIn).where(SignIn.person_id == actor.person_id, SignIn.ended_at.is_(None)))
    now = clock.now()
    sessions = [
        {
            "id": row.id,
            "device": {"id": row.device_id, "name": names.get(row.device_id, "")},
            "created_at": row.created_at,
            "last_seen_at": row.seen_at,
            "expires_at": expires_at(row, actor.roles),
            "current": row.id == actor.session_id,
        }
        for row in open_rows
        if expires_at(row, actor.roles) > now
    ]
    return {
        "sessions": sorted(sessions, key=lambda s: s["last_seen_at"], reverse=True),
        "devices": [
            {
                "id": d.id,
                "name": d.name,
                "platform": d.platform,
                "created_at": d.created_at,
                "last_seen_at": d.last_seen_at,
                "revoked_at": d.revoked_at,
                "current": d.id == actor.device_id,
            }
            for d in sorted(devices, key=lambda d: d.last_seen_at, reverse=True)
        ],
    }


DOCUMENTS: dict[str, Projector] = {"team": team_documents, "member": member_documents}
