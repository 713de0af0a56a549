"""Teams, people and memberships: who is added, and shown to a ward.

A member's document lies in the reference bucket of every ward the person ever worked in: old records
still point at it. So the caller holds the streams of all those wards (`wards_of`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.audit import SYSTEM_STREAM
from app.core.crypto import seal_json
from app.core.ids import new_id
from app.core.text import clean, fold
from app.core.transaction import Unit
from app.identity.access import ref
from app.identity.actions import normal_login
from app.identity.models import Membership, Person, Team, TeamHamlet
from app.identity.permissions import OVERSEER, ROLES


@dataclass(frozen=True, slots=True)
class Role:
    """A membership to be. ward is None for an overseer, who has a province instead; to_on None while it lasts."""

    role: str
    from_on: date
    ward: str | None = None
    province: str | None = None
    team_id: str | None = None
    organisation: str | None = None
    is_deputy: bool = False
    to_on: date | None = None

    def __post_init__(self) -> None:
        assert self.role in ROLES, self.role
        assert (self.province if self.role == OVERSEER else self.ward) is not None, "a role needs its place"


def add_team(work: Unit, ward: str, *, name: str, hamlet_ids: Iterable[str] = (), team_id: str | None = None) -> str:
    """A new team of a ward whose stream is held. Returns its id."""
    row_id = team_id or new_id()
    work.session.add(Team(id=row_id, ward=ward, name=clean(name), created_at=work.now, updated_at=work.now))
    work.session.flush()
    work.session.add_all(TeamHamlet(team_id=row_id, hamlet_id=h) for h in hamlet_ids)
    work.session.flush()
    work.record("team", row_id, [ref(ward)])
    work.audit("team.added", "team", row_id, stream=ward)
    return row_id


def serve_hamlets(work: Unit, team_id: str, hamlet_ids: Iterable[str]) -> None:
    """Let a team, of a ward whose stream is held, serve these hamlets and no others."""
    team = work.session.get_one(Team, team_id)
    work.session.execute(delete(TeamHamlet).where(TeamHamlet.team_id == team_id))
    work.session.add_all(TeamHamlet(team_id=team_id, hamlet_id=h) for h in sorted(set(hamlet_ids)))
    team.updated_at = work.now
    work.session.flush()
    work.record("team", team_id, [ref(team.ward)])
    work.audit("team.changed", "team", team_id, stream=team.ward, fields=["hamlet_ids"])


def add_person(
    work: Unit,
    *,
    login: str,
    full_name: str,
    password_hash: str,
    phone: str | None = None,
    must_change_password: bool = False,
    is_demo: bool = False,
    person_id: str | None = None,
) -> str:
    """A new person without any role yet. Returns the id. The login must be free."""
    row_id = person_id or new_id()
    name = clean(full_name)
    work.session.add(
        Person(
            id=row_id,
            login=normal_login(login),
            password_hash=password_hash,
            full_name=name,
            name_folded=fold(name),
            content=seal_json("people", "content", row_id, {"phone": phone}) if phone else None,
            must_change_password=must_change_password,
            is_demo=is_demo,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    work.session.flush()
    work.audit("person.added", "person", row_id, stream=SYSTEM_STREAM)
    return row_id


def add_membership(work: Unit, person_id: str, role: Role) -> str:
    """Give a person a role; the ward's phones learn of it. Returns the membership's id."""
    row_id = new_id()
    work.session.add(
        Membership(
            id=row_id,
            person_id=person_id,
            role=role.role,
            ward=role.ward,
            province=role.province,
            team_id=role.team_id,
            organisation=role.organisation,
            is_deputy=role.is_deputy,
            from_on=role.from_on,
            to_on=role.to_on,
            created_at=work.now,
        )
    )
    work.session.flush()
    publish_member(work, person_id)
    if role.team_id is not None and role.ward is not None:
        work.record("team", role.team_id, [ref(role.ward)])
    work.audit("membership.added", "person", person_id, stream=role.ward or SYSTEM_STREAM, role=role.role)
    return row_id


def publish_member(work: Unit, person_id: str) -> None:
    """Show a person to the wards of all memberships, past ones too."""
    wards = wards_of(work.session, [person_id])
    if wards:
        work.record("member", person_id, [ref(w) for w in wards])


def wards_of(session: Session, person_ids: Iterable[str]) -> list[str]:
    """Every ward these people work or ever worked in."""
    query = select(Membership.ward).where(Membership.person_id.in_(list(person_ids)), Membership.ward.is_not(None))
    return sorted({str(w) for w in session.scalars(query)})
