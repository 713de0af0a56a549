"""What is set aside waits where somebody may look at it: with the ward of the record, or of its author."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from app.core import audit
from app.core.audit import SYSTEM_STREAM
from app.core.extensions import db
from app.core.ids import new_id
from app.core.transaction import plain_write, unit
from app.demo import cast
from app.identity.actions import disable_person
from app.identity.models import Membership
from app.sync.models import LedgerEntry
from tests.support.dossiers import birth
from tests.support.personas import Persona, end_membership
from tests.sync.conftest import SETUP


def kept_for(app: Flask, command: dict[str, Any]) -> str | None:
    """The stream whose staff finds the command."""
    with app.app_context():
        return db.session.get_one(LedgerEntry, command["id"]).stream


def trail_of(app: Flask, entity: str) -> list[tuple[str, str]]:
    with app.app_context():
        return [(line.stream, line.action) for line in audit.trail(db.session, entity)]


MADE = {"dossier.create": birth(), "vneid.record": dict(SETUP)}


@pytest.mark.parametrize("type", MADE)
def test_late_work_of_a_former_member_waits_in_the_ward_they_worked_in(
    app: Flask, as_volunteer: Persona, type: str
) -> None:
    end_membership(app, as_volunteer.id)
    command = as_volunteer.phone.command(type, new_id(), MADE[type])
    (result,) = as_volunteer.phone.push(command)
    assert (result["status"], result["code"]) == ("quarantined", "NO_LONGER_YOURS")
    assert kept_for(app, command) == cast.PHU_XUAN
    assert trail_of(app, command["entity"]) == [(cast.PHU_XUAN, f"{type}.quarantined")]
    assert as_volunteer.phone.push(command) == [result | {"duplicate": True}]


@pytest.mark.parametrize("type", [*MADE, "vneid.edit"])
def test_work_of_a_disabled_person_waits_there_too_known_record_or_not(
    app: Flask, as_volunteer: Persona, type: str
) -> None:
    phone = as_volunteer.phone
    with app.app_context(), unit(SYSTEM_STREAM) as work:
        disable_person(work, as_volunteer.id)
    command = phone.command(type, new_id(), MADE.get(type, {"step": "activated"}))
    assert phone.push(command)[0]["code"] == "DEVICE_REVOKED"
    assert kept_for(app, command) == cast.PHU_XUAN


def test_only_who_never_worked_anywhere_leaves_it_with_the_system(app: Flask, as_volunteer: Persona) -> None:
    with app.app_context(), plain_write() as session:
        session.execute(delete(Membership).where(Membership.person_id == as_volunteer.id))
    command = as_volunteer.phone.command("vneid.record", new_id(), dict(SETUP))
    assert as_volunteer.phone.push(command)[0]["status"] == "quarantined"
    assert kept_for(app, command) == SYSTEM_STREAM
