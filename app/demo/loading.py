"""Loads the demonstration into an empty or already loaded database."""

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path

from app.catalogue.importing import import_builtin
from app.core import clock
from app.core.audit import SYSTEM_STREAM
from app.core.transaction import Unit, snapshot, unit
from app.demo import cast
from app.demo.performing import Stage, perform_activities, perform_dossiers, perform_setups
from app.identity.models import Person
from app.identity.passwords import hash_password
from app.identity.people import Role, add_membership, add_person, add_team
from app.places.actions import add_hamlet, add_support_point, load_units

ADDRESSES: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "points.json").read_text("utf-8"))
WARDS = (cast.PHU_XUAN, cast.THUAN_HOA)


def load(now: datetime | None = None) -> bool:
    """Load places, people, catalogue and some weeks of work. False when they were there already.

    now: the moment the demonstration ends at; the present one when None.
    """
    moment = now or clock.now()
    with clock.set_clock(lambda: moment):
        if is_loaded():
            return False
        load_cast()
        perform(moment)
    return True


def is_loaded() -> bool:
    with snapshot() as session:
        return session.get(Person, cast.MEMBERS[0].id) is not None


def load_cast() -> None:
    """The catalogue, the units, and the two demo wards with their hamlets, points, teams and people."""
    load_units()
    import_builtin()
    with unit(SYSTEM_STREAM, *WARDS) as work:
        add_places(work)
        add_people(work)


def add_places(work: Unit) -> None:
    for ward, count in cast.HAMLETS.items():
        for n in range(1, count + 1):
            add_hamlet(work, ward, name=f"Tổ dân phố {n}", hamlet_id=cast.hamlet_id(ward, n))
    for key, ward, name, kind, lat, lon in cast.POINTS:
        point = cast.point_id(key)
        add_support_point(work, ward, name=name, kind=kind, lat=lat, lon=lon, point_id=point, **ADDRESSES[key])


def add_people(work: Unit) -> None:
    """Teams and people with their roles; one hash serves all, they share their password."""
    for number, ward, name, hamlets in cast.TEAMS:
        hamlet_ids = [cast.hamlet_id(ward, n) for n in hamlets]
        add_team(work, ward, name=name, hamlet_ids=hamlet_ids, team_id=cast.team_id(number))
    hashed = hash_password(cast.PASSWORD)
    for member in cast.MEMBERS:
        add_person(
            work,
            login=member.login,
            full_name=member.full_name,
            password_hash=hashed,
            is_demo=True,
            person_id=member.id,
        )
        add_membership(work, member.id, role_of(member))


def role_of(member: cast.Member) -> Role:
    return Role(
        role=member.role,
        from_on=date(2025, 7, 1),
        ward=member.ward,
        province=cast.HUE if member.ward is None else None,
        team_id=cast.team_id(member.team) if member.team else None,
        organisation=member.organisation,
    )


def perform(moment: datetime) -> None:
    """Some weeks of work that end at `moment`."""
    local = moment.astimezone(clock.VIETNAM)
    today = datetime.combine(local.date(), time.min, clock.VIETNAM)
    stage = Stage(today, moment - timedelta(minutes=5))
    perform_dossiers(stage)
    perform_setups(stage)
    perform_activities(stage)
