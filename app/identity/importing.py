"""Taking in people from a spreadsheet: everything, or nothing and a list of every problem by row."""

import secrets
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import sheets
from app.core.actor import SYSTEM
from app.core.audit import SYSTEM_STREAM
from app.core.ids import CROCKFORD
from app.core.sheets import BadSheet, read_sheet
from app.core.text import clean, fold
from app.core.transaction import snapshot, unit
from app.identity import passwords, people
from app.identity.access import today
from app.identity.actions import normal_login
from app.identity.models import Membership, Person, Team
from app.identity.people import Role
from app.identity.permissions import LEADER, OVERSEER, ROLES, VOLUNTEER
from app.places.queries import province_names, ward_names

HEADERS = {
    "login": "login",
    "ten dang nhap": "login",
    "full_name": "full_name",
    "ho va ten": "full_name",
    "ho ten": "full_name",
    "phone": "phone",
    "dien thoai": "phone",
    "role": "role",
    "vai tro": "role",
    "ward": "ward",
    "ma phuong": "ward",
    "ma xa": "ward",
    "province": "province",
    "ma tinh": "province",
    "team": "team",
    "to": "team",
    "organisation": "organisation",
    "don vi": "organisation",
    "from": "from",
    "tu ngay": "from",
    "until": "until",
    "den ngay": "until",
    "deputy": "deputy",
    "to pho": "deputy",
}
"""Folded heading of a column → what it holds. One row is one membership; a person may have several."""

NEEDED = ("login", "full_name", "role")
LONGEST_LOGIN = 64


@dataclass(slots=True)
class Line:
    """One row of the sheet, checked. row: as the spreadsheet counts."""

    row: int
    login: str
    full_name: str
    phone: str | None
    role: str
    ward: str | None
    province: str | None
    team: str | None
    organisation: str | None
    from_on: date
    to_on: date | None
    is_deputy: bool


@dataclass(slots=True)
class Summary:
    """What an import did, or would do. new_passwords: (login, first password) to hand out, shown once."""

    people: int = 0
    memberships: int = 0
    teams: int = 0
    unchanged: int = 0
    new_passwords: list[tuple[str, str]] = field(default_factory=list)


def import_people(path: Path, *, dry_run: bool) -> Summary:
    """Add the people and memberships of a sheet that are not there yet. Raises BadSheet."""
    problems: list[str] = []
    rows = list(read_sheet(path, HEADERS, NEEDED))
    with snapshot() as session:
        lines = check_rows(session, rows, problems)
        if problems:
            raise BadSheet(problems)
        streams = streams_needed(session, lines)
    if dry_run:
        with snapshot() as session:
            return planned(session, lines)
    with snapshot() as session:
        known = existing_people(session, lines)
    fresh = {line.login: new_password() for line in lines if line.login not in known}
    hashes = {login: passwords.hash_password(password) for login, password in fresh.items()}
    with unit(*streams) as work:
        work.actor_id = SYSTEM.person_id
        summary = Summary()
        ids = dict(existing_people(work.session, lines))
        for line in lines:
            if line.login not in ids:
                ids[line.login] = people.add_person(
                    work,
                    login=line.login,
                    full_name=line.full_name,
                    phone=line.phone,
                    password_hash=hashes[line.login],
                    must_change_password=True,
                )
                summary.people += 1
                summary.new_passwords.append((line.login, fresh[line.login]))
            team_id = _team(work.session, line)
            if line.team is not None and team_id is None and line.ward is not None:
                team_id = people.add_team(work, line.ward, name=line.team)
                summary.teams += 1
            if has_membership(work.session, ids[line.login], line, team_id):
                summary.unchanged += 1
                continue
            people.add_membership(work, ids[line.login], _role(line, team_id))
            summary.memberships += 1
        return summary


def new_password() -> str:
    """A first password that can be read out: twelve characters of Crockford base32 in groups of four."""
    letters = [secrets.choice(CROCKFORD).lower() for _ in range(12)]
    return "-".join("".join(letters[i : i + 4]) for i in (0, 4, 8))


def check_rows(session: Session, rows: list[tuple[int, dict[str, Any]]], problems: list[str]) -> list[Line]:
    """The rows as lines; what is wrong with each is added to `problems`."""
    wards = ward_names(session, {sheets.code(v.get("ward"), 5) for _, v in rows})
    provinces = province_names(session, {sheets.code(v.get("province"), 2) for _, v in rows})
    lines = []
    for number, values in rows:
        faults: list[str] = []
        line = _line(number, values, faults)
        if line.role not in ROLES:
            faults.append(f"role {line.role!r} is unknown; one of {', '.join(ROLES)}")
        elif line.role == OVERSEER and line.province not in provinces:
            faults.append("an overseer needs the code of a province that is loaded")
        elif line.role != OVERSEER and line.ward not in wards:
            faults.append(f"ward {line.ward!r} is unknown; a five-digit code of a ward that is loaded is needed")
        elif line.role in (VOLUNTEER, LEADER) and line.team is None:
            faults.append("a volunteer or leader needs a team")
        if not line.login or len(line.login) > LONGEST_LOGIN or " " in line.login:
            faults.append("login must be one word of at most 64 characters")
        if not line.full_name or len(line.full_name) > 120:
            faults.append("full name is missing or longer than 120 characters")
        if line.to_on is not None and line.to_on < line.from_on:
            faults.append("the last day is before the first")
        problems += [f"row {number}: {fault}" for fault in faults]
        lines.append(line)
    return lines


def _line(number: int, values: dict[str, Any], faults: list[str]) -> Line:
    def text(name: str) -> str | None:
        return clean(str(values[name])) if name in values else None

    return Line(
        row=number,
        login=normal_login(text("login") or ""),
        full_name=text("full_name") or "",
        phone=text("phone"),
        role=(text("role") or "").lower(),
        ward=sheets.code(values.get("ward"), 5),
        province=sheets.code(values.get("province"), 2),
        team=text("team"),
        organisation=text("organisation"),
        from_on=sheets.day(values.get("from"), "from", faults) or today(),
        to_on=sheets.day(values.get("until"), "until", faults),
        is_deputy=fold(text("deputy") or "") in ("x", "yes", "co", "true", "1"),
    )


def existing_people(session: Session, lines: list[Line]) -> dict[str, str]:
    """{login: person id} of those who are there already."""
    rows = session.execute(select(Person.login, Person.id).where(Person.login.in_({line.login for line in lines})))
    return dict(rows.all())


def streams_needed(session: Session, lines: list[Line]) -> list[str]:
    """The streams of every ward that will learn of somebody."""
    wards = {line.ward for line in lines if line.ward}
    elsewhere = people.wards_of(session, existing_people(session, lines).values())
    return [SYSTEM_STREAM, *sorted(wards | set(elsewhere))]


def planned(session: Session, lines: list[Line]) -> Summary:
    """What the import would do."""
    summary = Summary()
    ids = existing_people(session, lines)
    summary.people = len({line.login for line in lines} - ids.keys())
    new_teams = {(line.ward, fold(line.team)) for line in lines if line.team and _team(session, line) is None}
    summary.teams = len(new_teams)
    for line in lines:
        person_id = ids.get(line.login)
        if person_id is not None and has_membership(session, person_id, line, _team(session, line)):
            summary.unchanged += 1
        else:
            summary.memberships += 1
    return summary


def _team(session: Session, line: Line) -> str | None:
    """The team of that name in the ward, tone marks and case aside."""
    if line.team is None or line.ward is None:
        return None
    wanted = fold(line.team)
    rows = session.execute(select(Team.id, Team.name).where(Team.ward == line.ward))
    return next((team_id for team_id, name in rows if fold(name) == wanted), None)


def has_membership(session: Session, person_id: str, line: Line, team_id: str | None) -> bool:
    query = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.role == line.role,
        Membership.ward.is_(None) if line.ward is None else Membership.ward == line.ward,
        Membership.team_id.is_(None) if team_id is None else Membership.team_id == team_id,
        Membership.to_on.is_(None) | (Membership.to_on >= line.from_on),
    )
    return session.scalar(query.limit(1)) is not None


def _role(line: Line, team_id: str | None) -> Role:
    is_overseer = line.role == OVERSEER
    return Role(
        role=line.role,
        from_on=line.from_on,
        ward=None if is_overseer else line.ward,
        province=line.province if is_overseer else None,
        team_id=team_id,
        organisation=line.organisation,
        is_deputy=line.is_deputy,
        to_on=line.to_on,
    )
