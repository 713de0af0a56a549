"""How sessions live and die."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core import clock
from app.core.audit import SYSTEM_STREAM
from app.core.ids import new_id
from app.core.transaction import plain_write, snapshot, unit
from app.demo import cast
from app.identity import actions, queries
from app.identity.models import Membership, SignIn
from app.identity.people import Role, add_membership
from tests.support.personas import People, Persona


@contextmanager
def later(**time: float) -> Iterator[datetime]:
    """Everything inside happens that much later."""
    moment = clock.now() + timedelta(**time)
    with clock.set_clock(lambda: moment):
        yield moment


def status(persona: Persona) -> int:
    return persona.get("/api/v1/sessions").status_code


LIMITS = [
    ("volunteer1", timedelta(days=14), timedelta(days=30)),
    ("leader1", timedelta(hours=24), timedelta(days=7)),
    ("officer1", timedelta(minutes=30), timedelta(hours=10)),
    ("manager1", timedelta(minutes=30), timedelta(hours=10)),
    ("post1", timedelta(minutes=30), timedelta(hours=10)),
    ("overseer1", timedelta(minutes=30), timedelta(hours=10)),
]


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(("login", "idle", "absolute"), LIMITS)
def test_a_session_ends_when_nobody_acts(people: People, login: str, idle: timedelta, absolute: timedelta) -> None:
    persona = people(login)

    with later(seconds=idle.total_seconds() + 1):
        assert status(persona) == 401


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(("login", "idle", "absolute"), LIMITS)
def test_acting_keeps_a_session_alive_until_its_absolute_end(
    people: People, login: str, idle: timedelta, absolute: timedelta
) -> None:
    persona = people(login)
    gone = timedelta()
    while gone + idle * 0.9 < absolute:
        gone += idle * 0.9
        with later(seconds=gone.total_seconds()):
            assert status(persona) == 200

    with later(seconds=absolute.total_seconds() + 1):
        assert status(persona) == 401


def test_asking_for_the_session_is_no_act(as_officer: Persona) -> None:
    with later(minutes=20):
        assert as_officer.get("/api/v1/session").status_code == 200
    with later(minutes=31):
        assert as_officer.get("/api/v1/session").status_code == 401


def test_the_strictest_role_decides(app: Flask, as_volunteer: Persona) -> None:
    with app.app_context(), unit(SYSTEM_STREAM, cast.PHU_XUAN) as work:
        role = Role("officer", from_on=clock.now().date() - timedelta(days=2), ward=cast.PHU_XUAN)
        add_membership(work, as_volunteer.id, role)

    with later(minutes=31):
        assert status(as_volunteer) == 401


def test_last_contact_is_written_at_most_every_five_minutes(app: Flask, as_volunteer: Persona) -> None:
    def seen() -> datetime:
        with app.app_context(), snapshot() as session:
            found = session.scalar(select(SignIn.active_at).where(SignIn.person_id == as_volunteer.id))
            assert found is not None
            return found

    first = seen()
    with later(minutes=4):
        status(as_volunteer)
    assert seen() == first
    with later(minutes=6):
        status(as_volunteer)
    assert seen() > first


def test_signing_out_ends_the_session_and_the_cookie(as_volunteer: Persona) -> None:
    stolen = as_volunteer.client.get_cookie("session")
    assert as_volunteer.delete("/api/v1/session").status_code == 204
    assert as_volunteer.client.get_cookie("session") is None

    assert stolen is not None
    as_volunteer.client.set_cookie("session", stolen.value)
    assert as_volunteer.get("/api/v1/session").json["code"] == "AUTH_EXPIRED"


def test_own_sessions_and_devices_are_listed(people: People, as_volunteer: Persona, as_teammate: Persona) -> None:
    other = people.again("volunteer1")

    body = as_volunteer.get("/api/v1/sessions").json
    assert {s["device"]["id"] for s in body["sessions"]} == {as_volunteer.phone.device, other.phone.device}
    assert [s["current"] for s in body["sessions"]].count(True) == 1
    assert {d["id"] for d in body["devices"]} == {as_volunteer.phone.device, other.phone.device}


def test_one_of_ones_own_sessions_can_be_ended(people: People, as_volunteer: Persona) -> None:
    other = people.again("volunteer1")
    other_id = next(s["id"] for s in as_volunteer.get("/api/v1/sessions").json["sessions"] if not s["current"])

    assert as_volunteer.delete(f"/api/v1/sessions/{other_id}").status_code == 204
    assert status(other) == 401
    assert status(as_volunteer) == 200


@pytest.mark.parametrize("kind", ["sessions", "devices"])
def test_somebody_elses_session_or_device_answers_like_none(
    as_volunteer: Persona, as_manager: Persona, kind: str
) -> None:
    foreign = as_volunteer.get("/api/v1/sessions").json[kind][0]["id"]

    answers = [as_manager.delete(f"/api/v1/{kind}/{i}") for i in (foreign, new_id(), "nonsense", "%00")]
    assert {a.status_code for a in answers} == {404}
    assert len({a.text for a in answers}) == 1
    assert status(as_volunteer) == 200


def test_a_revoked_device_is_refused_but_may_hand_in_its_work(people: People, as_volunteer: Persona) -> None:
    lost = people.again("volunteer1")

    assert as_volunteer.delete(f"/api/v1/devices/{lost.phone.device}").status_code == 204

    answer = lost.get("/api/v1/sessions")
    assert (answer.status_code, answer.json["code"]) == (403, "DEVICE_REVOKED")
    synced = lost.phone.post(lost.phone.envelope(pull={"cursor": None}))
    assert (synced.status_code, synced.json["wipe"]) == (200, True)
    assert status(as_volunteer) == 200


def test_a_revoked_device_does_not_get_in_again_under_its_old_id(people: People, as_volunteer: Persona) -> None:
    lost = people.again("volunteer1")
    as_volunteer.delete(f"/api/v1/devices/{lost.phone.device}")

    body = {"login": "volunteer1", "password": cast.PASSWORD, "device": {"id": lost.phone.device}}
    assert lost.post("/api/v1/session", body).json["code"] == "DEVICE_REVOKED"


def test_a_lost_phone_is_wiped_though_the_password_was_changed_before_it_was_shut_out(
    people: People, as_volunteer: Persona
) -> None:
    lost = people.again("volunteer1")
    change = {"current": cast.PASSWORD, "new": "mot mat khau hoan toan moi"}
    assert as_volunteer.post("/api/v1/password", change).status_code == 204
    assert status(lost) == 401

    assert as_volunteer.delete(f"/api/v1/devices/{lost.phone.device}").status_code == 204

    work = lost.phone.command("vneid.record", new_id(), {"kind": "vneid", "step": "activated", "outcome": "done"})
    handed_in = lost.phone.post(lost.phone.envelope([work])).json
    assert (handed_in["results"][0]["status"], handed_in["wipe"]) == ("quarantined", True)
    assert lost.phone.post(lost.phone.envelope()).json["wipe"] is True
    assert lost.phone.post(lost.phone.envelope()).status_code == 403


def test_a_disabled_person_is_locked_out_everywhere(app: Flask, people: People, as_volunteer: Persona) -> None:
    other = people.again("volunteer1")
    with app.app_context(), unit(SYSTEM_STREAM) as work:
        actions.disable_person(work, as_volunteer.id)

    assert [status(as_volunteer), status(other)] == [403, 403]


def test_a_forged_or_endless_cookie_is_no_session(as_volunteer: Persona) -> None:
    for token in ("x", "a" * 5000, "é", ""):
        as_volunteer.client.set_cookie("session", token)
        assert as_volunteer.get("/api/v1/session").status_code == 401


def test_an_ended_membership_takes_its_permissions_away(app: Flask, as_leader: Persona) -> None:
    yesterday = clock.now().date() - timedelta(days=2)
    with app.app_context(), plain_write() as session:
        session.execute(update(Membership).where(Membership.person_id == as_leader.id).values(to_on=yesterday))

    body = as_leader.get("/api/v1/session").json
    assert body["person"]["memberships"] == []
    assert body["permissions"] == []


def test_no_flask_session_or_remember_cookie_is_ever_set(as_volunteer: Persona) -> None:
    answers = [as_volunteer.get("/api/v1/session"), as_volunteer.get("/healthz"), as_volunteer.get("/nothing")]

    assert not [c for a in answers for c in a.headers.getlist("Set-Cookie")]


@pytest.mark.on("sqlite")
def test_a_request_is_authenticated_with_one_query(app: Flask, as_volunteer: Persona) -> None:
    from sqlalchemy import event

    from app.core.extensions import db

    statements: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    as_volunteer.get("/api/v1/keys")

    assert len([s for s in statements if not s.startswith("BEGIN")]) == 1


def test_people_are_found_by_id_with_their_names(app: Flask, as_volunteer: Persona) -> None:
    with app.app_context(), snapshot() as session:
        assert queries.people_named(session, [as_volunteer.id, new_id(), None]) == {as_volunteer.id: "Trần Thị Hạnh"}
