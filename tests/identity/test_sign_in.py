"""Signing in: who gets in, with what answer, and what the browser gets."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.core.extensions import db
from app.core.ids import new_id
from app.core.models import AuditLine
from app.core.transaction import plain_write, snapshot
from app.demo import cast
from app.identity.models import Device, Person, SignIn
from app.identity.passwords import MEMORY_KIB
from tests.support.personas import Persona
from tests.support.settings import ORIGIN


def sign_in(client: FlaskClient, login: str, password: str = cast.PASSWORD, **more: object) -> TestResponse:
    device = {"id": new_id(), "name": "Redmi 9A", "platform": "Android"}
    body = {"login": login, "password": password, "device": device} | more
    return client.post("/api/v1/session", json=body, headers={"Origin": ORIGIN})


def test_signing_in_tells_person_memberships_device_permissions_and_times(client: FlaskClient) -> None:
    device = {"id": new_id(), "name": "", "platform": ""}
    body = sign_in(client, "leader1", device=device).json

    assert body["person"] == {
        "id": cast.BY_LOGIN["leader1"].id,
        "login": "leader1",
        "full_name": "Hồ Thị Bích Liên",
        "must_change_password": False,
        "memberships": [
            {
                "role": "leader",
                "ward": {"code": "19753", "name": "Phường Phú Xuân"},
                "province": None,
                "team": {"id": cast.team_id(1), "name": "Tổ công nghệ số cộng đồng số 1"},
                "from": "2025-07-01",
                "to": None,
            }
        ],
    }
    assert body["device"] == {"id": device["id"]}
    assert "activity:verify" in body["permissions"]
    assert "dossier:accept" not in body["permissions"]
    assert body["server_time"] < body["expires_at"]


def test_an_overseer_belongs_to_a_province(client: FlaskClient) -> None:
    (membership,) = sign_in(client, "overseer1").json["person"]["memberships"]

    assert (membership["role"], membership["ward"]) == ("overseer", None)
    assert membership["province"] == {"code": "46", "name": "Thành phố Huế"}


def test_the_session_is_answered_again_by_its_cookie(client: FlaskClient) -> None:
    first = sign_in(client, "volunteer1").json
    again = client.get("/api/v1/session").json

    assert again["person"] == first["person"]
    assert again["permissions"] == first["permissions"]


def test_cookies_are_http_only_lax_and_without_a_domain(client: FlaskClient) -> None:
    cookies = sign_in(client, "volunteer1").headers.getlist("Set-Cookie")

    assert sorted(c.partition("=")[0] for c in cookies) == ["device", "session"]
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie


@pytest.mark.on("sqlite")
def test_cookies_are_host_bound_and_secure_under_https(app: Flask) -> None:
    from dataclasses import replace

    app.extensions["settings"] = replace(app.extensions["settings"], public_url="https://localhost")
    body = {"login": "volunteer1", "password": cast.PASSWORD, "device": {"id": new_id()}}
    answer = app.test_client().post("/api/v1/session", json=body, headers={"Sec-Fetch-Site": "same-origin"})

    cookies = answer.headers.getlist("Set-Cookie")
    assert sorted(c.partition("=")[0] for c in cookies) == ["__Host-device", "__Host-session"]
    assert all("Secure" in c for c in cookies)


def test_the_database_holds_no_token(app: Flask, client: FlaskClient) -> None:
    answer = sign_in(client, "volunteer1")
    tokens = {c.partition("=")[2].partition(";")[0] for c in answer.headers.getlist("Set-Cookie")}

    with app.app_context(), snapshot() as session:
        stored = set(session.scalars(select(SignIn.token_hash))) | set(session.scalars(select(Device.token_hash)))
    assert not tokens & stored
    assert all(len(t) == 64 for t in stored)


@pytest.mark.parametrize("login", ["Volunteer1", " volunteer1 "])
def test_the_login_is_read_whatever_its_case(client: FlaskClient, login: str) -> None:
    assert sign_in(client, login).status_code == 200


@pytest.mark.parametrize(("login", "password"), [("volunteer1", "wrong"), ("nobody", cast.PASSWORD), ("nobody", "x")])
def test_wrong_password_and_unknown_login_answer_alike(client: FlaskClient, login: str, password: str) -> None:
    answer = sign_in(client, login, password)

    assert answer.status_code == 401
    assert answer.json == sign_in(client, "volunteer2", "wrong").json
    assert answer.json["code"] == "BAD_CREDENTIALS"
    assert not answer.headers.getlist("Set-Cookie")


def test_a_disabled_person_is_told_nothing_else(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), plain_write() as session:
        session.execute(update(Person).values(disabled_at=db.func.current_timestamp()))

    assert sign_in(client, "volunteer1").json["code"] == "BAD_CREDENTIALS"


def test_signing_in_again_on_a_device_ends_its_earlier_session(app: Flask) -> None:
    device = {"id": new_id(), "name": "", "platform": ""}
    old, new = app.test_client(), app.test_client()
    sign_in(old, "volunteer1", device=device)
    sign_in(new, "volunteer1", device=device)

    assert old.get("/api/v1/session").status_code == 401
    assert new.get("/api/v1/session").status_code == 200


def test_two_people_sign_in_on_the_same_phone(app: Flask, client: FlaskClient) -> None:
    device = {"id": new_id(), "name": "", "platform": ""}
    sign_in(client, "volunteer1", device=device)
    answer = sign_in(client, "volunteer2", device=device)

    assert answer.status_code == 200
    assert client.get("/api/v1/session").json["person"]["login"] == "volunteer2"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"password": "x", "device": {"id": "not-an-id"}, "login": "a"}, "device.id"),
        ({"password": "x", "device": {}, "login": "a"}, "device.id"),
        ({"password": "x", "login": "a"}, "device"),
        ({"device": {"id": new_id()}, "password": "x"}, "login"),
        ({"device": {"id": new_id()}, "login": "a", "password": 7}, "password"),
        ({"device": {"id": new_id()}, "login": "a", "password": "x", "role": "manager"}, "role"),
        ({"device": {"id": new_id()}, "login": "a\x00", "password": "x"}, "login"),
        ([], "_"),
    ],
)
@pytest.mark.on("sqlite")
def test_invalid_input_names_the_field(client: FlaskClient, body: object, field: str) -> None:
    answer = client.post("/api/v1/session", json=body, headers={"Origin": ORIGIN})

    assert (answer.status_code, answer.json["code"]) == (422, "VALIDATION")
    assert field in answer.json["errors"]
    assert all(text.startswith("validation.") for texts in answer.json["errors"].values() for text in texts)


def test_signing_in_and_being_refused_are_in_the_audit(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "volunteer1")
    sign_in(client, "volunteer1", "wrong")

    query = select(AuditLine.action, AuditLine.actor_id, AuditLine.entity_id).where(AuditLine.stream == "sys")
    with app.app_context(), snapshot() as session:
        refused, opened = session.execute(query.order_by(AuditLine.n.desc()).limit(2)).all()
    volunteer = cast.BY_LOGIN["volunteer1"].id
    assert (opened.action, opened.actor_id) == ("session.opened", volunteer)
    assert (refused.action, refused.entity_id) == ("session.refused", volunteer)


def test_passwords_are_hashed_with_argon2id_of_at_least_46_mib(app: Flask) -> None:
    with app.app_context(), snapshot() as session:
        stored = session.scalar(select(Person.password_hash).limit(1)) or ""

    assert stored.startswith("$argon2id$")
    assert f"m={MEMORY_KIB}" in stored
    assert MEMORY_KIB >= 47_104


def test_public_keys_for_sealing_are_told(as_volunteer: Persona) -> None:
    (key,) = as_volunteer.get("/api/v1/keys").json["keys"]

    assert key["kid"] == "t1"
    assert len(key["public_key"]) == 43
