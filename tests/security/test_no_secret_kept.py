"""A citizen's password typed into any box of any command lies in no table afterwards, sealed or not.

Each text that a command takes is found in its schema, so that a new one is tried without anybody thinking of it.
Keys are tried like texts, wherever a command takes an object. By design a secret without a word beside it may still
stand in what nobody types: the names of papers, answers and counts, which are keys that the app chooses
(`documents.<name>`, `form.<name>`, `counts.<name>`, `item`, `path`, `field`), and ids. These have a narrow shape, and a
sentence does not fit.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import count, pairwise
from typing import Any, NamedTuple

import pytest
from flask import Flask
from marshmallow import Schema, fields
from sqlalchemy import select

from app.core.crypto import keyring
from app.core.extensions import Base, db
from app.core.ids import new_id, new_reference
from app.demo import cast
from app.dossiers import schemas as dossiers
from app.dossiers.parts import ProcedureField, VulnerableField
from app.fieldwork.parts import ActivityLogSchema
from app.identity.permissions import COMMANDS as POLICY
from app.vneid.parts import RecordSchema
from tests.support.dossiers import Desk, birth, expect
from tests.support.personas import People, Persona

pytestmark = pytest.mark.on("sqlite")

Path = tuple[str | int, ...]
Json = dict[str, Any]

CONSENT = birth()["consent"]
PERSON = {"full_name": "Nguyễn Thị Hường"}
SETUP = {"kind": "vneid", "step": "activated", "outcome": "done", "person": PERSON, "consent": CONSENT}
AT = "2026-11-22T06:30:00+07:00"
ACTIVITY = {"task": "b", "kind": "leaflets", "started_at": AT, "ended_at": AT, "counts": {"leaflets": 500}}
TASK = {
    "assignee_id": cast.BY_LOGIN["volunteer1"].id,
    "kind": "visit",
    "subject": "Thăm bà Hường",
    "due_on": "2026-12-01",
}
QUESTION = {"category": "portal", "text": "Cổng không mở được."}
ANSWERS = ("child_name", "child_origin", "child_dob", "birth_case", "mother_id", "nobody_asked")
"""Of the form: free text, a date, a choice, a number of a paper, and what the form does not ask for."""


def texts(schema: Schema, at: Path = ()) -> Iterator[Path]:
    """Where in a command's arguments a text can stand."""
    for name, field in schema.fields.items():
        yield from _texts_of(field, (*at, name))


def _texts_of(field: fields.Field[Any], at: Path) -> Iterator[Path]:
    match field:
        case fields.Nested():
            yield from texts(field.schema, at)
        case fields.List():
            yield from _texts_of(field.inner, (*at, 0))
        case fields.Dict():
            yield from _texts_of(field.value_field, (*at, "declaration")) if field.value_field else ()
        case dossiers.Form():
            yield from ((*at, name) for name in ANSWERS)
        case ProcedureField():
            yield from ((*at, "other"), (*at, "code"))
        case VulnerableField():
            yield (*at, 0)
        case dossiers.ChoiceField():
            yield from (at, (*at, "value"))
        case fields.Integer() | fields.Boolean():
            pass
        case _:
            yield at


def planted(args: Json, path: Path, text: str) -> Json:
    """The arguments with a text at a place."""
    whole = deepcopy(args)
    here: Any = whole
    for step, following in pairwise(path):
        empty: Any = [] if following == 0 else {}
        if isinstance(here, list):
            here[:] = here or [empty]
            here = here[0]
            continue
        held = here.get(step)
        if not isinstance(held, type(empty)) or following in ("other", "code", "value"):
            here[step] = {"code": "1.001193", "version": 1} if following == "code" else empty
        here = here[step]
    if isinstance(here, list):
        here[:] = [text]
    else:
        here[path[-1]] = text
    return whole


class Way(NamedTuple):
    """How a command is tried: by whom, on which record, with what else."""

    login: str
    entity: Callable[[], str]
    args: Json
    also: Callable[[str], Json] = lambda _entity: {}
    """What the arguments say of the record."""


class World:
    """Records in every state a command asks for."""

    def __init__(self, app: Flask, people: People) -> None:
        self.desk = Desk(app)
        self.people = people
        self.volunteer, self.leader, self.officer = (people(who) for who in ("volunteer1", "leader1", "officer1"))

    def draft(self) -> str:
        return self.desk.draft(self.volunteer)

    def submitted(self) -> str:
        return self.desk.submitted(self.volunteer)

    def accepted(self) -> str:
        return self.desk.accepted(self.volunteer, self.officer)

    def contested(self) -> str:
        """A draft with a note that was written twice."""
        dossier = self.draft()
        for text in ("một", "hai"):
            changes = {"changes": [{"field": "note", "base": None, "new": text}]}
            self.volunteer.phone.must("dossier.edit", dossier, changes)
        return dossier

    def conflict_of(self, dossier: str) -> Json:
        return {"conflict_id": self.desk.content(dossier)["conflicts"][0]["id"]}

    def made(self, who: Persona, command: str, args: Json) -> str:
        record = new_id()
        who.phone.must(command, record, args)
        return record

    def ways(self) -> dict[str, Way]:
        new = {name: value for name, value in birth().items() if name != "reference"}
        sent = {"expect": {"state": "sent"}}
        visit = {"started_at": AT}
        reason = {"reason": "Theo đề nghị."}
        asked = {"items": [{"path": "note", "message": "Viết rõ hơn."}]} | reason
        official = {"status": 2, "at": AT}
        result = {"at": AT, "place": "Trung tâm", "collector": "Bà Hường"}
        payment = {"method": "QR", "amount_vnd": 8000, "state": "paid"}

        def activity() -> str:
            return self.made(self.volunteer, "activity.log", ACTIVITY)

        def task() -> str:
            return self.made(self.leader, "task.assign", TASK)

        def question() -> str:
            return self.made(self.volunteer, "question.ask", QUESTION)

        return {
            "dossier.create": Way("volunteer1", new_id, new, lambda _: {"reference": new_reference()}),
            "dossier.edit": Way("volunteer1", self.draft, {"changes": [{"field": "note", "base": None, "new": "x"}]}),
            "dossier.submit": Way("volunteer1", self.draft, expect("draft", 0)),
            "dossier.discard": Way("volunteer1", self.draft, {}),
            "dossier.withdraw": Way("volunteer1", self.submitted, expect("submitted", 1) | reason),
            "dossier.attach": Way("volunteer1", self.draft, {"item": "declaration", "file_id": new_id()}),
            "dossier.comment": Way("volunteer1", self.draft, {"text": "Xem giúp."}),
            "dossier.record_portal": Way("volunteer1", self.submitted, {"where": "own_phone", "at": AT}),
            "dossier.hand_over": Way("volunteer1", self.draft, {"to": self.leader.id} | reason),
            "dossier.claim": Way("officer1", self.submitted, {}),
            "dossier.release": Way("officer1", self.submitted, {}),
            "dossier.assign": Way("officer1", self.submitted, {"assignee_id": self.officer.id}),
            "dossier.transfer": Way("officer1", self.submitted, {"ward": cast.THUAN_HOA} | reason),
            "dossier.return": Way("officer1", self.submitted, expect("submitted", 1) | asked),
            "dossier.accept": Way("officer1", self.submitted, expect("submitted", 1)),
            "dossier.decline": Way("officer1", self.submitted, expect("submitted", 1) | reason),
            "dossier.complete": Way("officer1", self.accepted, expect("accepted", 1)),
            "dossier.reopen": Way("officer1", self.accepted, expect("accepted", 1) | reason),
            "dossier.record_official": Way("officer1", self.accepted, official),
            "dossier.mark_document": Way("officer1", self.submitted, {"item": "declaration", "compared": True}),
            "dossier.record_payment": Way("officer1", self.accepted, payment),
            "dossier.record_result": Way("officer1", self.accepted, result),
            "conflict.resolve": Way("volunteer1", self.contested, {"choose": "mine"}, self.conflict_of),
            "visit.open": Way("volunteer1", new_id, visit),
            "visit.close": Way(
                "volunteer1", lambda: self.made(self.volunteer, "visit.open", visit), {"ended_at": AT, "counts": {}}
            ),
            "vneid.record": Way("volunteer1", new_id, SETUP),
            "vneid.edit": Way("volunteer1", lambda: self.made(self.volunteer, "vneid.record", SETUP), {"note": "x"}),
            "activity.log": Way("volunteer1", new_id, ACTIVITY),
            "activity.edit": Way("volunteer1", activity, {"changes": [{"field": "note", "base": None, "new": "x"}]}),
            "activity.verify": Way("leader1", activity, sent),
            "activity.query": Way("leader1", activity, sent | reason),
            "task.assign": Way("leader1", new_id, TASK | {"person": PERSON}),
            "task.finish": Way("volunteer1", task, {"outcome": "done"}),
            "task.cancel": Way("leader1", task, reason),
            "question.ask": Way("volunteer1", new_id, QUESTION),
            "question.answer": Way("leader1", question, {"text": "Thử lại."}),
            "question.escalate": Way("leader1", question, {"to": "city", "text": "Nhờ xem."}),
            "question.close": Way("volunteer1", question, {}),
        }


RECORDS = {"dossier.edit": dossiers.Create, "vneid.edit": RecordSchema, "activity.edit": ActivityLogSchema}
"""Edits take any value of the record they change."""


def attempts(command: str, schema: Schema, args: Json, text: str) -> Iterator[tuple[str, Json]]:
    """The arguments with the text in each place in turn, and what that place is called."""
    for path in texts(schema):
        if path[-1] in ("base", "new"):
            continue
        yield ".".join(map(str, path)), planted(args, path, text)
    record = RECORDS.get(command)
    for path in texts(record()) if record else ():
        field = path[:-1] if path[-1] in (0, "other", "code") else path
        base, new = (value_at(planted({}, path, said), field) for said in (f"{text} cũ", text))
        name = ".".join(map(str, field))
        yield name, {"changes": [{"field": name, "base": base, "new": new}]}


def value_at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def everything_stored(app: Flask) -> Iterator[tuple[str, str]]:
    """(table and column, text) of every value in the database, opened where it is sealed."""
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            for row in db.session.execute(select(table)).mappings():
                key = row[next(iter(table.primary_key)).name]
                for name, value in row.items():
                    if isinstance(value, bytes):
                        yield f"{table.name}.{name}", keyring().open(table.name, name, str(key), value).decode()
                    elif value is not None:
                        yield f"{table.name}.{name}", str(value)


@pytest.mark.parametrize("command", POLICY)
def test_a_secret_typed_into_any_box_is_kept_nowhere(app: Flask, people: People, command: str) -> None:
    numbers = count(1000)
    secrets: dict[str, str] = {}
    way = World(app, people).ways()[command]
    phone = people(way.login).phone
    schema = app.extensions["commands"][command].schema()

    for saying in ("mật khẩu VNeID là {}", "mk={}", "{}"):
        for place, _ in attempts(command, schema, way.args, ""):
            # Without a word around it only a box for a number can tell that it is none.
            if saying == "{}" and not place.endswith("id_number"):
                continue
            secret = f"Hoa@{next(numbers)}x"
            secrets[secret] = place
            args = dict(attempts(command, schema, way.args, saying.format(secret)))[place]
            record = way.entity()
            result = phone.do(command, record, way.also(record) | args)
            # Refused for this very box, and for nothing that another one of the test's own mistakes would be.
            refused = {field.partition(".")[0] for field in result.get("errors", {})}
            assert result["status"] == "applied" or place.partition(".")[0] in refused, (place, result)

    kept = [(where, secrets[one]) for where, text in everything_stored(app) for one in secrets if one in text]
    assert kept == []


IN_KEYS = ("mật khẩu VNeID là {}", "mk={}", "mat khau: {}\n", "mk-{}")


def objects(command: str, args: Json, key: str) -> Iterator[tuple[str, Json]]:
    """The arguments with the key in each object in turn, and what that object is called."""
    for path in _objects_in(args, ()):
        whole = deepcopy(args)
        value_at(whole, path)[key] = "x"
        yield ".".join(map(str, path)), whole
    if command == "dossier.create":
        for name in ANSWERS:
            for answer in ({key: "x"}, [{key: "x"}], {"x": {"y": {key: "x"}}}):
                yield f"form.{name}", args | {"form": {name: answer}}
    for field in ("applicant", "documents", "documents.declaration", "form", "form.child_name", "form.members"):
        for value in ({key: "x"}, [{key: "x"}], {"x": {key: "x"}}) if command == "dossier.edit" else ():
            yield field, {"changes": [{"field": field, "base": value, "new": value}]}
    if command == "conflict.resolve":
        yield "choose", args | {"choose": {"value": {key: "x"}}}


def _objects_in(value: Any, at: Path) -> Iterator[Path]:
    if isinstance(value, dict):
        yield at
    for step, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from _objects_in(inner, (*at, step))


@pytest.mark.parametrize("command", POLICY)
def test_a_secret_used_as_a_key_is_kept_nowhere(app: Flask, people: People, command: str) -> None:
    numbers = count(1000)
    secrets: dict[str, str] = {}
    way = World(app, people).ways()[command]
    phone = people(way.login).phone
    record = way.entity()
    args = way.also(record) | way.args
    for saying in IN_KEYS:
        places = [place for place, _ in objects(command, args, "")]
        for index, place in enumerate(places):
            secret = f"Hoa1990x{next(numbers)}"
            secrets[secret] = place
            _, said = list(objects(command, args, saying.format(secret)))[index]
            result = phone.do(command, record, said)
            assert (result["status"], result.get("code")) == ("rejected", "VALIDATION"), (place, saying, result)

    kept = [(where, secrets[one]) for where, text in everything_stored(app) for one in secrets if one in text]
    assert kept == []


def test_every_command_is_tried(app: Flask, people: People) -> None:
    ways = World(app, people).ways()
    assert set(ways) == set(POLICY)
    for command, way in ways.items():
        record = way.entity()
        result = people(way.login).phone.do(command, record, way.also(record) | way.args)
        assert result["status"] == "applied", (command, result)
