"""A password that somebody else handed out opens one door only: the one to choosing one's own."""

import pytest
from flask import Flask
from sqlalchemy import update

from app.core.transaction import plain_write
from app.demo import cast
from app.identity.models import Person, SignIn
from tests.support.personas import People, Persona
from tests.sync.conftest import SETUP

NEW = "một con ngựa đúng"


@pytest.fixture
def as_newcomer(app: Flask, as_volunteer: Persona) -> Persona:
    """volunteer1, whose password has just been handed out by the ward."""
    with app.app_context(), plain_write() as session:
        session.execute(update(Person).where(Person.id == as_volunteer.id).values(must_change_password=True))
    return as_volunteer


def test_nothing_but_the_session_and_the_password_is_open(as_newcomer: Persona) -> None:
    refused = [
        as_newcomer.get(path)
        for path in ("/api/v1/sessions", "/api/v1/keys", "/api/v1/wards?q=hue", "/api/v1/dossiers")
    ]
    refused.append(as_newcomer.delete(f"/api/v1/devices/{as_newcomer.phone.device}"))

    assert {(r.status_code, r.json["code"], r.json["reason"]) for r in refused} == {
        (403, "PASSWORD_CHANGE_NEEDED", "session.first_password")
    }
    assert as_newcomer.get("/api/v1/session").json["person"]["must_change_password"] is True
    assert as_newcomer.delete("/api/v1/session").status_code == 204


def test_work_waits_on_the_phone_and_arrives_after_the_change(as_newcomer: Persona) -> None:
    phone = as_newcomer.phone
    envelope = phone.envelope([phone.command("vneid.record", cast.stable_id("s"), dict(SETUP))], pull={"cursor": None})
    before = phone.post(envelope)
    assert (before.status_code, before.json["code"]) == (403, "PASSWORD_CHANGE_NEEDED")

    changed = as_newcomer.post("/api/v1/password", {"current": cast.PASSWORD, "new": NEW})
    after = phone.post(envelope)

    assert changed.status_code == 204
    assert [(r["status"], r["duplicate"]) for r in after.json["results"]] == [("applied", False)]
    assert as_newcomer.get("/api/v1/session").json["person"]["must_change_password"] is False


def test_the_password_that_was_handed_out_cannot_be_kept(as_newcomer: Persona) -> None:
    answer = as_newcomer.post("/api/v1/password", {"current": cast.PASSWORD, "new": cast.PASSWORD})

    assert (answer.status_code, answer.json["errors"]) == (422, {"new": ["password.same"]})
    assert as_newcomer.get("/api/v1/sessions").status_code == 403


def test_a_lost_phone_still_hands_in_its_work(app: Flask, as_newcomer: Persona) -> None:
    with app.app_context(), plain_write() as session:
        gone = update(SignIn).where(SignIn.person_id == as_newcomer.id)
        session.execute(gone.values(ended_at=SignIn.created_at, end_reason="device_revoked"))
    phone = as_newcomer.phone

    answer = phone.post(phone.envelope([phone.command("vneid.record", cast.stable_id("s"), dict(SETUP))]))

    assert (answer.status_code, answer.json["wipe"]) == (200, True)
    assert [r["status"] for r in answer.json["results"]] == ["quarantined"]


def test_others_are_not_held_up(people: People, as_newcomer: Persona) -> None:
    assert people("volunteer2").get("/api/v1/sessions").status_code == 200
