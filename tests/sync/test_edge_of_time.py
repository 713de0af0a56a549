"""A moment at the edge of the calendar, in any field of any command, is the sender's mistake and never ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema, fields

from app.core.citizen import DayText, MomentText
from app.core.ids import new_id
from app.core.schemas import Moment
from tests.support.dossiers import Desk, birth
from tests.support.personas import Persona
from tests.sync.conftest import SETUP

MOMENTS = ("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00", "9999-12-31T20:00:00Z", "2026-11-24T08:00:00")
DAYS = ("9999-12-31", "0001-01-01")
Json = dict[str, Any]
Path = tuple[str, ...]

VISIT = {"started_at": "2026-11-23T08:00:00+07:00"}
ACTIVITY = {
    "task": "b",
    "kind": "leaflets",
    "started_at": "2026-11-22T06:30:00+07:00",
    "ended_at": "2026-11-22T08:00:00+07:00",
    "counts": {"leaflets": 500},
}


def time_fields(schema: Schema, path: Path = ()) -> Iterator[tuple[Path, fields.Field[Any]]]:
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        here = (*path, field.data_key or name)
        if isinstance(inner, fields.Nested):
            yield from time_fields(inner.schema, here)
        elif isinstance(inner, Moment | MomentText | DayText | fields.DateTime | fields.Date):
            yield here, inner


def place(args: Json, path: Path, value: Any, schema: Schema) -> Json:
    """The arguments with the value there, and lists where the schema wants them."""
    name, *rest = path
    field = next(f for key, f in schema.fields.items() if (f.data_key or key) == name)
    is_list = isinstance(field, fields.List)
    inner = field.inner if isinstance(field, fields.List) else field
    if rest and isinstance(inner, fields.Nested):
        old = args.get(name)
        old = (old[0] if old else {}) if is_list else old
        value = place(dict(old or {}), tuple(rest), value, inner.schema)
    return args | {name: [value] if is_list else value}


def named(result: Json) -> set[Path]:
    """The fields that the answer blames, without places in lists."""
    return {tuple(part for part in path.split(".") if not part.isdigit()) for path in result.get("errors", {})}


def test_every_moment_in_every_command_is_named(app: Flask, as_volunteer: Persona) -> None:
    swept = set()
    for type, spec in app.extensions["commands"].items():
        schema = spec.schema()
        for path, field in time_fields(schema):
            for value in DAYS if isinstance(field, DayText) else MOMENTS:
                result = as_volunteer.phone.do(type, new_id(), place({}, path, value, schema))
                assert result["status"] == "rejected", (type, path, value, result)
                assert isinstance(field, DayText) or path in named(result), (type, path, value, result)
            swept.add((type, path))
    assert {("visit.open", ("started_at",)), ("dossier.record_official", ("due_at",))} < swept
    assert ("dossier.create", ("consent", "at")) in swept


@pytest.mark.parametrize("made_at", MOMENTS)
def test_a_device_time_from_beyond_the_calendar_is_named(app: Flask, as_volunteer: Persona, made_at: str) -> None:
    phone = as_volunteer.phone
    for type in app.extensions["commands"]:
        bad, good = phone.command(type, new_id(), {}), phone.command("vneid.record", new_id(), dict(SETUP))
        result, neighbour = phone.push(bad | {"made_at": made_at}, good)
        assert (result["status"], result["code"], list(result["errors"])) == ("rejected", "VALIDATION", ["made_at"])
        assert neighbour["status"] == "applied"


@pytest.mark.parametrize("made_at", ["1900-01-01T00:00:00Z", "1970-01-01T07:00:00+07:00", "2199-12-31T23:59:59+00:00"])
def test_a_device_time_that_is_only_very_wrong_refuses_nothing(as_volunteer: Persona, made_at: str) -> None:
    phone = as_volunteer.phone
    for type, args in (("vneid.record", dict(SETUP)), ("dossier.create", birth()), ("visit.open", VISIT)):
        assert phone.push(phone.command(type, new_id(), args) | {"made_at": made_at})[0]["status"] == "applied"
    assert phone.pull().docs("dossier")


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_in_an_edit_is_named_too(as_volunteer: Persona, moment: str) -> None:
    activity = new_id()
    as_volunteer.phone.must("activity.log", activity, ACTIVITY)
    for field in ("started_at", "ended_at"):
        changes = [{"field": field, "base": ACTIVITY[field], "new": moment}]
        result = as_volunteer.phone.do("activity.edit", activity, {"changes": changes})
        assert (result["status"], result["code"]) == ("rejected", "VALIDATION")


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_at_the_desk_is_named_too(app: Flask, as_volunteer: Persona, as_officer: Persona, moment: str) -> None:
    dossier, good = Desk(app).accepted(as_volunteer, as_officer), "2026-11-24T08:00:00+07:00"
    phone = as_officer.phone
    for more, blamed in (({"at": moment}, "at"), ({"at": good, "due_at": moment}, "due_at")):
        assert set(phone.do("dossier.record_official", dossier, {"status": 4} | more)["errors"]) == {blamed}
    result = phone.do("dossier.record_result", dossier, {"at": moment, "place": "Trung tâm", "collector": "Hường"})
    assert set(result["errors"]) == {"at"}


@pytest.mark.parametrize("day", DAYS)
def test_a_day_at_the_edge_breaks_nothing(app: Flask, as_volunteer: Persona, day: str) -> None:
    phone = as_volunteer.phone
    promised = {"birth_notice": {"state": "promised", "promised_on": day, "file_ids": []}}
    results = phone.push(
        phone.command("vneid.record", new_id(), SETUP | {"outcome": "failed", "reason": "other", "follow_up_on": day}),
        phone.command("dossier.create", new_id(), birth(documents=promised)),
    )
    assert {r["status"] for r in results} <= {"applied", "rejected"}
    phone.pull()


@pytest.mark.parametrize("day", DAYS)
def test_a_search_up_to_or_from_the_edge_is_a_search_without_a_limit(
    app: Flask, as_volunteer: Persona, as_officer: Persona, day: str
) -> None:
    dossier = Desk(app).submitted(as_volunteer)
    name = "to" if day > "2026" else "from"
    found = as_officer.get("/api/v1/dossiers", query_string={name: day})
    assert (found.status_code, [item["id"] for item in found.json["items"]]) == (200, [dossier])
    other = as_officer.get("/api/v1/dossiers", query_string={"from" if name == "to" else "to": day})
    assert (other.status_code, other.json["items"]) == (200, [])
