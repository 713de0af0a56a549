"""After a restore: phones that have not heard of it are judged as giving back what was lost."""

from typing import Any

from flask import Flask
from sqlalchemy import update

from app.core.ids import new_id
from app.core.models import Stream
from app.core.transaction import plain_write, snapshot
from app.demo import cast
from app.identity.models import Membership
from app.sync import epoch
from tests.support.personas import People, Persona
from tests.sync.conftest import SETUP


def lost_edit(persona: Persona) -> dict[str, Any]:
    """An edit of a record that the database does not know (any more)."""
    return persona.phone.command(
        "vneid.edit", new_id(), {"changes": [{"field": "step", "base": None, "new": "activated"}]}
    )


def test_work_built_on_what_was_lost_waits_when_the_phone_has_not_heard_of_the_restore(
    app: Flask, as_volunteer: Persona
) -> None:
    phone = as_volunteer.phone.pull()
    with app.app_context():
        epoch.rotate()
    first, second = lost_edit(as_volunteer), as_volunteer.phone.command("vneid.record", new_id(), dict(SETUP))
    results = phone.post(phone.envelope([first, second], pull={"cursor": phone.cursor})).json["results"]
    assert [r["status"] for r in results] == ["deferred", "applied"]


def test_work_built_on_nothing_is_refused_when_the_phone_knows_the_present_epoch(
    app: Flask, as_volunteer: Persona
) -> None:
    with app.app_context():
        epoch.rotate()
    phone = as_volunteer.phone.pull()
    body = phone.post(phone.envelope([lost_edit(as_volunteer)], pull={"cursor": phone.cursor})).json
    assert body["results"][0]["code"] == "NOT_FOUND"


def test_the_very_request_that_proves_a_restore_is_judged_as_giving_back(app: Flask, as_volunteer: Persona) -> None:
    phone = as_volunteer.phone
    for _ in range(2):
        phone.must("vneid.record", new_id(), dict(SETUP))
    phone.pull()
    with app.app_context(), plain_write() as session:
        session.execute(update(Stream).where(Stream.id == cast.PHU_XUAN).values(seq=1))
    commands = [lost_edit(as_volunteer), phone.command("vneid.record", new_id(), dict(SETUP))]
    body = phone.post(phone.envelope(commands, pull={"cursor": phone.cursor})).json
    assert [r["status"] for r in body["results"]] == ["deferred", "applied"]
    assert body["pull"]["reset"] == "epoch_changed"


def test_a_cursor_of_a_lost_role_proves_a_restore_too(app: Flask, people: People) -> None:
    """The restore took the role back together with what was done in it; the ward's other streams are as they were."""
    officer = people("officer1")
    phone = officer.phone.pull()
    with app.app_context(), plain_write() as session:
        session.execute(update(Stream).where(Stream.id == cast.PHU_XUAN).values(seq=0))
        session.execute(update(Membership).where(Membership.person_id == officer.id).values(ward=cast.THUAN_HOA))
    body = phone.post(phone.envelope([lost_edit(officer)], pull={"cursor": phone.cursor})).json
    assert (body["results"][0]["status"], body["pull"]["reset"]) == ("deferred", "epoch_changed")


def test_several_phones_that_find_out_at_once_begin_one_epoch(app: Flask) -> None:
    with app.app_context():
        with snapshot() as session:
            first = epoch.current(session).name
        epoch.rotate(instead_of=first)
        with snapshot() as session:
            second = epoch.current(session).name
        epoch.rotate(instead_of=first)
        with snapshot() as session:
            assert first != second == epoch.current(session).name
