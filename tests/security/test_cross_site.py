"""Unsafe methods come from our own pages, and say what they send."""

from dataclasses import replace

import pytest
from flask import Flask, request

from app.core.web import client_address
from tests.support.personas import Persona
from tests.support.settings import ORIGIN

pytestmark = pytest.mark.on("sqlite")

REFUSED = [
    {},
    {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://evil.example"},
    {"Origin": "http://localhost:8001"},
    {"Referer": ORIGIN},
]
ADMITTED = [{"Sec-Fetch-Site": "same-origin"}, {"Origin": ORIGIN}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}]


@pytest.mark.parametrize("headers", REFUSED)
def test_a_request_of_another_site_changes_nothing(as_volunteer: Persona, headers: dict[str, str]) -> None:
    answer = as_volunteer.client.delete("/api/v1/session", headers=headers)

    assert (answer.status_code, answer.json["code"]) == (403, "CROSS_SITE")
    assert as_volunteer.get("/api/v1/session").status_code == 200


@pytest.mark.parametrize("headers", ADMITTED)
def test_a_request_of_our_own_pages_is_admitted(as_volunteer: Persona, headers: dict[str, str]) -> None:
    assert as_volunteer.client.delete("/api/v1/session", headers=headers).status_code == 204


def test_every_unsafe_route_refuses_another_site(app: Flask, as_volunteer: Persona) -> None:
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<", "").replace(">", "")
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            answer = as_volunteer.client.open(path, method=method, headers={"Sec-Fetch-Site": "cross-site"})
            assert answer.status_code == 403, (method, path)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_of_another_kind_is_refused(as_volunteer: Persona, content_type: str) -> None:
    headers = {"Origin": ORIGIN} | ({"Content-Type": content_type} if content_type else {})

    answer = as_volunteer.client.post("/api/v1/password", data=b'{"current":"a","new":"b"}', headers=headers)

    assert (answer.status_code, answer.json["code"]) == (415, "MEDIA_TYPE")


def test_https_does_not_admit_the_same_host_over_http(app: Flask, tmp_path: object) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], public_url="https://localhost")

    answer = app.test_client().post("/api/v1/session", json={}, headers={"Origin": "http://localhost"})

    assert answer.json["code"] == "CROSS_SITE"


def test_a_body_that_is_too_large_is_refused(as_volunteer: Persona) -> None:
    answer = as_volunteer.post("/api/v1/password", {"current": "a" * 300_000, "new": "b"})

    assert (answer.status_code, answer.json["code"]) == (413, "TOO_LARGE")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"1" * 5000, b"[" * 5000])
def test_a_malformed_body_is_never_our_fault(as_volunteer: Persona, body: bytes) -> None:
    answer = as_volunteer.post("/api/v1/password", data=body, content_type="application/json")

    assert answer.status_code in (400, 422)
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.7", None, "10.0.0.7"),
        ("10.0.0.7", "1.2.3.4", "10.0.0.7"),
        ("127.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", None, "127.0.0.1"),
    ],
)
def test_only_a_proxy_on_this_machine_says_for_whom_it_speaks(
    app: Flask, peer: str, forwarded: str | None, address: str
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with app.test_request_context(headers=headers, environ_base={"REMOTE_ADDR": peer}):
        assert client_address(request) == address


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "1.2.3.4"}, {"Forwarded": "for=1.2.3.4"}])
def test_metrics_are_closed_to_whom_a_proxy_speaks_for(app: Flask, headers: dict[str, str]) -> None:
    assert app.test_client().get("/metrics").status_code == 200
    assert app.test_client().get("/metrics", headers=headers).status_code == 404


def test_metrics_are_open_to_the_bearer_of_the_token(app: Flask) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], metrics_token="t0ken")
    away = {"X-Forwarded-For": "1.2.3.4"}

    assert app.test_client().get("/metrics", headers=away | {"Authorization": "Bearer t0ken"}).status_code == 200
    assert app.test_client().get("/metrics", headers=away | {"Authorization": "Bearer x"}).status_code == 404


def test_metrics_name_rules_and_never_paths(app: Flask, as_officer: Persona) -> None:
    as_officer.get("/api/v1/dossiers/0190aaaa-0000-7000-8000-000000000000")

    said = as_officer.get("/metrics").text

    assert "/api/v1/dossiers/<dossier_id>" in said
    assert "0190aaaa" not in said
