"""Requests that are broken as a whole: the documented answer, never a fault of the server."""

import gzip
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.ids import new_id
from tests.support.personas import Persona
from tests.sync.conftest import SETUP

MALFORMED: dict[str, Any] = {
    "not an object": [],
    "no client": {"proto": 1},
    "no protocol": {"client": {"device": "0193e0e0-0000-7000-8000-000000000000"}},
    "device that is no id": {"proto": 1, "client": {"device": "x"}},
    "unknown key": {"proto": 1, "client": {"device": "0193e0e0-0000-7000-8000-000000000000"}, "extra": 1},
    "commands that are no list": {
        "proto": 1,
        "client": {"device": "0193e0e0-0000-7000-8000-000000000000"},
        "commands": {},
    },
    "command without an id": {
        "proto": 1,
        "client": {"device": "0193e0e0-0000-7000-8000-000000000000"},
        "commands": [{"seq": 1}],
    },
    "limit of nothing": {
        "proto": 1,
        "client": {"device": "0193e0e0-0000-7000-8000-000000000000"},
        "pull": {"limit": 0},
    },
}


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_broken_envelope_is_named_malformed(as_volunteer: Persona, body: Any) -> None:
    response = as_volunteer.phone.post(body)
    assert (response.status_code, response.json["code"]) == (400, "MALFORMED")
    assert response.mimetype == "application/problem+json"


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b'{"proto": NaN}', b'"\\ud800"', b"[" * 100_000])
def test_what_is_no_json_is_named_malformed(as_volunteer: Persona, raw: bytes) -> None:
    response = send(as_volunteer, raw)
    assert (response.status_code, response.json["code"]) == (400, "MALFORMED")


def send(persona: Persona, raw: bytes, **headers: str) -> Any:
    wanted = {"Origin": "http://localhost", "Content-Type": "application/json"} | headers
    return persona.client.post("/api/v1/sync", data=raw, headers=wanted)


@pytest.mark.on("sqlite")
def test_a_gzipped_request_is_read(as_volunteer: Persona) -> None:
    command = as_volunteer.phone.command("vneid.record", new_id(), dict(SETUP))
    raw = gzip.compress(json.dumps(as_volunteer.phone.envelope([command])).encode())
    response = send(as_volunteer, raw, **{"Content-Encoding": "gzip"})
    assert response.json["results"][0]["status"] == "applied"


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (gzip.compress(b"0" * 60_000_000), 413),
        (gzip.compress(b'{"proto": 1}')[:-9], 400),
        (b"no gzip at all", 400),
    ],
    ids=["a bomb", "cut off", "not gzip"],
)
def test_a_bad_gzip_body_is_refused_early(as_volunteer: Persona, raw: bytes, status: int) -> None:
    assert send(as_volunteer, raw, **{"Content-Encoding": "gzip"}).status_code == status


@pytest.mark.on("sqlite")
def test_more_than_two_megabytes_are_too_large(as_volunteer: Persona) -> None:
    response = send(as_volunteer, b" " * (2 * 1024 * 1024 + 1))
    assert (response.status_code, response.json["code"]) == (413, "TOO_LARGE")


@pytest.mark.on("sqlite")
def test_more_than_a_hundred_commands_are_too_many(as_volunteer: Persona) -> None:
    phone = as_volunteer.phone
    commands = [phone.command("vneid.record", new_id(), dict(SETUP)) for _ in range(101)]
    assert phone.post(phone.envelope(commands)).status_code == 413


def nested(depth: int, innermost: Any, kind: str) -> Any:
    for _ in range(depth):
        innermost = [innermost] if kind == "list" else {"a": innermost}
    return innermost


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("kind", ["list", "dict"])
@pytest.mark.parametrize("depth", [32, 200, 480, 700])
def test_what_is_nested_too_deep_is_that_commands_and_not_its_neighbours(
    as_volunteer: Persona, kind: str, depth: int
) -> None:
    phone = as_volunteer.phone
    deep = phone.command("vneid.record", new_id(), {"note": nested(depth, "mật khẩu Abc12345", kind)})
    other = phone.command("vneid.record", new_id(), dict(SETUP))
    refused, applied = phone.push(deep, other)
    assert (refused["status"], refused["code"]) == ("rejected", "VALIDATION")
    assert refused["errors"] == {"args": ["validation.too_deep"]}
    assert applied["status"] == "applied"


@pytest.mark.on("sqlite")
def test_what_is_nested_as_deep_as_it_may_be_is_judged_by_its_command(as_volunteer: Persona) -> None:
    refused = as_volunteer.phone.do("vneid.record", new_id(), {"note": nested(31, "mật khẩu Abc12345", "dict")})
    assert refused["errors"]["note"] == ["validation.invalid"]


@pytest.mark.on("sqlite")
def test_marks_without_end_on_one_letter_are_refused_before_they_cost_anything(as_volunteer: Persona) -> None:
    phone = as_volunteer.phone
    piled = phone.command("vneid.record", new_id(), SETUP | {"note": "otp a" + "\u0301\u0323" * 50_000})
    stacked = phone.command("vneid.record", new_id(), SETUP | {"note": "mật khẩu" + "\u0301\u0323" * 10})
    refused, applied = phone.push(piled, stacked)
    assert refused["errors"] == {"args": ["validation.text"]}
    assert applied["status"] == "applied"


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("headers", [{"Content-Type": "text/plain"}, {"Content-Encoding": "br"}])
def test_another_kind_of_body_is_refused(as_volunteer: Persona, headers: dict[str, str]) -> None:
    assert send(as_volunteer, b"{}", **headers).status_code == 415


@pytest.mark.on("sqlite")
def test_a_protocol_from_before_the_first_gets_no_documents_and_hands_in_its_work(as_volunteer: Persona) -> None:
    phone = as_volunteer.phone
    command = phone.command("vneid.record", new_id(), dict(SETUP))
    asking = phone.envelope([command], pull={"cursor": None}) | {"proto": 0}
    response = phone.post(asking)
    assert (response.status_code, response.json["code"]) == (426, "CLIENT_TOO_OLD")
    sending = phone.post(phone.envelope([command]) | {"proto": 0})
    assert (sending.status_code, sending.json["results"][0]["duplicate"]) == (200, False)
    assert sending.json["results"][0]["status"] == "applied"
    assert phone.post(phone.envelope() | {"proto": 0}).status_code == 200


@pytest.mark.on("sqlite")
def test_a_command_that_stands_twice_in_a_request_is_decided_once(as_volunteer: Persona) -> None:
    command = as_volunteer.phone.command("vneid.record", new_id(), dict(SETUP))
    first, second = as_volunteer.phone.push(command, command)
    assert (first["status"], first["duplicate"]) == ("applied", False)
    assert second == first | {"duplicate": True}


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("same", [("id",), ("id", "seq"), ("seq",)], ids=" and ".join)
def test_two_commands_with_one_id_or_one_seq_in_a_request_are_malformed(
    as_volunteer: Persona, same: tuple[str, ...]
) -> None:
    phone = as_volunteer.phone
    first, second = (phone.command("vneid.record", new_id(), dict(SETUP)) for _ in range(2))
    response = phone.post(phone.envelope([first, second | {name: first[name] for name in same}]))
    reason = "sync.same_id_twice" if "id" in same else "sync.same_seq_twice"
    assert (response.status_code, response.json["code"], response.json["reason"]) == (400, "MALFORMED", reason)
    assert [r["duplicate"] for r in phone.push(first)] == [False]


@pytest.mark.on("sqlite")
def test_nobody_syncs_without_a_session(as_volunteer: Persona) -> None:
    as_volunteer.client.delete_cookie("session")
    response = as_volunteer.phone.post(as_volunteer.phone.envelope())
    assert (response.status_code, response.json["code"]) == (401, "AUTH_EXPIRED")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.on("sqlite")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.sampled_from(
        ["id", "seq", "type", "v", "entity", "after", "made_at", "mono_ms", "replay", "args", "sealed"]
    ),
    value=JSON_VALUES,
)
def test_any_value_anywhere_in_a_command_gets_an_answer(as_volunteer: Persona, key: str, value: Any) -> None:
    command = as_volunteer.phone.command("vneid.record", new_id(), dict(SETUP)) | {key: value}
    response = as_volunteer.phone.post(as_volunteer.phone.envelope([command]))
    assert response.status_code in (200, 400, 409), response.text


@pytest.mark.on("sqlite")
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cursor=JSON_VALUES)
def test_any_cursor_is_answered_with_a_reset(as_volunteer: Persona, cursor: Any) -> None:
    phone = as_volunteer.phone
    response = phone.post(phone.envelope(pull={"cursor": cursor, "limit": 1}))
    assert response.status_code == 200
    assert response.json["pull"]["reset"] == (None if cursor is None else "bad_cursor")
