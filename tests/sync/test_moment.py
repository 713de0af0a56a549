"""An answer is of one moment: who somebody is and what they are given, and nothing is held while a body comes in."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.core.clock import now
from app.core.extensions import db
from app.core.ids import new_id
from app.core.transaction import LEFT_OPEN, plain_write
from app.identity import sessions
from app.identity.access import today
from app.identity.models import Membership, Person
from app.sync import cursor, routes
from tests.support.dossiers import Desk
from tests.support.personas import Persona
from tests.support.phone import ORIGIN
from tests.sync.conftest import SETUP


def end_roles(persona: Persona) -> None:
    """Inside of a request: all its roles ended yesterday."""
    with plain_write() as session:
        theirs = update(Membership).where(Membership.person_id == persona.id)
        session.execute(theirs.values(to_on=today() - timedelta(days=1)))


def disable(persona: Persona) -> None:
    """Inside of a request: somebody shuts them out."""
    with plain_write() as session:
        session.execute(update(Person).where(Person.id == persona.id).values(disabled_at=now()))


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def test_a_role_that_ends_while_the_contact_is_noted_shows_nothing_more(
    desk: Desk, as_volunteer: Persona, as_leader: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.submitted(as_volunteer)
    monkeypatch.setattr(sessions, "touch", lambda **_: end_roles(as_leader))
    assert as_leader.phone.pull(pages=1).docs("dossier") == {}


def test_a_role_that_ends_while_a_long_request_comes_in_shows_nothing_more(
    desk: Desk, as_volunteer: Persona, as_leader: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.submitted(as_volunteer)
    read = routes.read_body

    def read_slowly(request: Any) -> Any:
        end_roles(as_leader)
        return read(request)

    monkeypatch.setattr(routes, "read_body", read_slowly)
    body = json.dumps(as_leader.phone.envelope(pull={"cursor": None})) + " " * sessions.SHORT_BODY_BYTES
    response = as_leader.post("/api/v1/sync", data=body, headers={"Content-Type": "application/json"})
    assert "dossier" not in {put["type"] for put in response.json["pull"]["puts"]}


def test_work_of_somebody_disabled_while_the_contact_is_noted_is_set_aside(
    as_volunteer: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "touch", lambda **_: disable(as_volunteer))
    result = as_volunteer.phone.do("vneid.record", new_id(), dict(SETUP))
    assert (result["status"], result["code"]) == ("quarantined", "DEVICE_REVOKED")


class Trickle(io.BytesIO):
    """A body on its way; notes whether the database is held whenever somebody waits for more of it."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.held: list[bool] = []

    def _note(self) -> None:
        self.held.append(db.session().in_transaction() or LEFT_OPEN in db.session().info)

    def read(self, size: int | None = -1, /) -> bytes:
        self._note()
        return super().read(size)

    def readinto(self, buffer: Any, /) -> int:
        self._note()
        return super().readinto(buffer)


@pytest.mark.parametrize("says_length", [True, False], ids=["declared", "chunked"])
def test_nothing_is_held_in_the_database_while_a_body_trickles_in(as_volunteer: Persona, says_length: bool) -> None:
    raw = json.dumps(as_volunteer.phone.envelope(pull={"cursor": None})).encode()
    body = Trickle(raw)
    told: dict[str, Any] = {"CONTENT_LENGTH": str(len(raw))} if says_length else {"HTTP_TRANSFER_ENCODING": "chunked"}
    response = as_volunteer.client.post(
        "/api/v1/sync",
        input_stream=body,
        content_type="application/json",
        headers={"Origin": ORIGIN},
        environ_overrides=told | {"wsgi.input_terminated": not says_length},
    )
    assert response.status_code == 200, response.text
    assert response.json["pull"]["puts"]
    assert body.held
    assert not any(body.held)


def test_a_short_body_that_never_comes_is_the_senders_fault(as_volunteer: Persona) -> None:
    response = as_volunteer.client.post(
        "/api/v1/sync",
        input_stream=io.BytesIO(b"{"),
        content_type="application/json",
        headers={"Origin": ORIGIN},
        environ_overrides={"CONTENT_LENGTH": "900"},
    )
    assert response.status_code == 400


def test_phones_load_anew_what_was_shown_to_leaders_before_it_was_masked(
    desk: Desk, as_volunteer: Persona, as_leader: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier_id = desk.submitted(as_volunteer)
    with monkeypatch.context() as before:
        before.setattr(cursor, "SCHEMA", 1)
        phone = as_leader.phone.pull()
    phone.rows["dossier", dossier_id].doc["applicant"]["phone"] = "0905123456"
    page = phone.pull(pages=1).last_pull
    assert page["reset"] == "schema_changed"
    assert phone.pull().docs("dossier")[dossier_id]["applicant"]["phone"] is None
