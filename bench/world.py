"""The world the benchmark works in: forty wards of Huế, a volunteer, an officer and a team in each."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.catalogue.importing import import_builtin
from app.catalogue.queries import procedure
from app.core.audit import SYSTEM_STREAM
from app.core.ids import new_id, new_reference
from app.core.transaction import snapshot, unit
from app.demo import citizens
from app.demo.performing import consent
from app.identity.actions import open_session
from app.identity.people import Role, add_membership, add_person, add_team
from app.places.actions import load_units
from app.places.models import Ward

HUE = "46"
BIRTH = "1.001193"


@dataclass
class Worker:
    """A signed-in person of a ward: what a client needs to speak for them."""

    ward: str
    person_id: str
    device_id: str
    cookie: str
    seq: int = 0


@dataclass
class World:
    """volunteers and officers: one each per ward."""

    volunteers: list[Worker]
    officers: list[Worker]
    definition: dict[str, Any]


def build(app: Flask) -> World:
    """Fill a migrated database."""
    with app.app_context():
        load_units()
        import_builtin()
        with snapshot() as session:
            wards = list(session.scalars(select(Ward.code).where(Ward.province == HUE).order_by(Ward.code)))
            definition = procedure(session, BIRTH)
        assert definition is not None
        volunteers, officers = [], []
        for ward in wards:
            with unit(SYSTEM_STREAM, ward) as work:
                team = add_team(work, ward, name="Tổ 1")
                volunteers.append(_worker(work, ward, "volunteer", team))
                officers.append(_worker(work, ward, "officer", None))
    return World(volunteers, officers, definition)


def _worker(work: Any, ward: str, role: str, team: str | None) -> Worker:
    person = add_person(work, login=f"{role}{ward}", full_name=f"{role} {ward}", password_hash="-")
    add_membership(work, person, Role(role=role, from_on=date(2025, 7, 1), ward=ward, team_id=team))
    device = new_id()
    tokens = open_session(work, person, device={"id": device, "name": "bench", "platform": "bench"})
    return Worker(ward, person, device, tokens.session)


def creation(world: World, worker: Worker, dice: random.Random) -> dict[str, Any]:
    """A `dossier.create` as a phone sends it: people, a filled form, papers, consent."""
    worker.seq += 1
    now = datetime.now(UTC)
    form = citizens.answers(dice, world.definition["form"], now.date())
    papers = {d["id"]: {"state": "seen", "file_ids": []} for d in world.definition["documents"][:3]}
    return {
        "id": new_id(),
        "seq": worker.seq,
        "type": "dossier.create",
        "v": 1,
        "entity": new_id(),
        "after": [],
        "made_at": now.isoformat(timespec="milliseconds"),
        "args": {
            "reference": new_reference(),
            "ward": worker.ward,
            "procedure": {"code": BIRTH, "version": world.definition["version"]},
            "channel": 1,
            "applicant": citizens.person(dice),
            "form": form,
            "documents": papers,
            "consent": consent(now),
        },
    }
