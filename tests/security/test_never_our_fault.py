"""Whatever is sent, the answer is one of the documented ones and never a 5xx."""

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import HTTP_STATUS
from tests.support.personas import Persona
from tests.support.settings import ORIGIN

IDS = ["nonsense", "\x00", "é", "%", "0" * 3000, "../../etc/passwd", "0190aaaa-0000-7000-8000-000000000000", "'; --"]
VALUES = ["", "\x00", "a" * 5000, "-1", "99999999999999999999", "1e400", "NaN", "[]", "%", "2026-13-45", "\ud800"]
VALUES += ["9999-12-31", "0001-01-01"]
BODIES = [b"", b"\x00", b"null", b"[]", b"{}", b'{"a":' * 1000, b'"\\ud800"', b"9" * 10_000, b"\xff\xfe{", b"true"]


def routes(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"OPTIONS"}:
            yield method, rule.rule


def is_documented(answer: object) -> bool:
    """A success, a redirect, a page, or a problem document with a known code."""
    status, mimetype = answer.status_code, answer.mimetype  # type: ignore[attr-defined]
    if mimetype == "application/problem+json":
        code = answer.json["code"]  # type: ignore[attr-defined]
        return HTTP_STATUS[code] == status
    return status < 400 or mimetype == "text/html"


def test_odd_ids_in_paths(app: Flask, as_officer: Persona) -> None:
    for method, rule in routes(app):
        if "<" not in rule:
            continue
        for odd in IDS:
            path = re.sub(r"<\w+>", quote(odd, safe="", errors="replace"), rule)
            answer = as_officer.client.open(path, method=method, json={}, headers={"Origin": ORIGIN})
            assert answer.status_code < 500, (method, path, answer.text)
            assert method == "HEAD" or is_documented(answer), (method, path)


PARAMETERS = ("q", "state", "procedure", "hamlet", "from", "to", "due", "page", "province", "lang")


def test_odd_values_in_queries(app: Flask, as_officer: Persona) -> None:
    for method, rule in routes(app):
        if method != "GET" or "<" in rule or rule == "/metrics":
            continue
        for name in PARAMETERS:
            for odd in VALUES:
                answer = as_officer.client.get(f"{rule}?{name}={quote(odd, errors='replace')}")
                assert answer.status_code < 500, (rule, name, odd[:40], answer.text)
                assert is_documented(answer), (rule, name, odd[:40])


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_odd_bodies(app: Flask, as_officer: Persona, content_type: str) -> None:
    for method, rule in routes(app):
        if method in ("GET", "HEAD") or rule == "/api/v1/session":
            continue
        for odd in BODIES:
            headers = {"Origin": ORIGIN, "Content-Type": content_type}
            answer = as_officer.client.open(re.sub(r"<\w+>", "x", rule), method=method, data=odd, headers=headers)
            assert answer.status_code < 500, (method, rule, odd[:40], answer.text)
            assert is_documented(answer), (method, rule, odd[:40])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
sign_ins = st.dictionaries(st.sampled_from(["login", "password", "device", "otp", "x"]), json_values, max_size=5)


@pytest.mark.on("sqlite")
@given(body=sign_ins)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_at_sign_in_names_the_fields(app: Flask, body: dict[str, object]) -> None:
    headers = {"Origin": ORIGIN, "Content-Type": "application/json"}
    answer = app.test_client().post("/api/v1/session", data=json.dumps(body), headers=headers)

    assert answer.status_code in (422, 400)
    assert answer.json["code"] in ("VALIDATION", "MALFORMED")
