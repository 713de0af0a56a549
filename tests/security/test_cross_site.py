"""Unsafe methods come from our own pages, and say what they send."""

import pytest
from flask import Flask

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
    from dataclasses import replace

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
