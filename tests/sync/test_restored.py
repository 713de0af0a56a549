"""After a restore: phones that have not heard of it are judged as giving back what was lost."""

from typing import Any

from flask import Flask

from app.core.ids import new_id
from app.sync import epoch
from tests.support.personas import Persona
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
