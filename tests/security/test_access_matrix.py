"""The access matrix: everybody × every route and command × {own, foreign, missing}.

What is expected stands in matrix.py, written out; here it is asked. Whoever is a stranger to a record is
told exactly what a record that does not exist would tell.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.audit import SYSTEM_STREAM
from app.core.ids import new_id
from app.core.transaction import unit
from app.demo import cast
from app.identity.actions import disable_person
from app.identity.people import Role, add_membership, add_person
from tests.conftest import app_on
from tests.security import matrix
from tests.security.matrix import APPLIED, CREWS, EVERYBODY, FOREIGN, MISSING, OWN, PERSONAS, RECORDS, Case
from tests.security.route_matrix import PUBLIC_ROUTES, SIGNED_IN_ROUTES, Route
from tests.support.databases import Databases
from tests.support.dossiers import Desk, expect
from tests.support.personas import People, Persona, fill_world
from tests.support.settings import ORIGIN

Json = dict[str, Any]

MANAGER2 = cast.Member("manager2", "Lê Thị Tạm", "manager", cast.PHU_XUAN)


class World:
    """The test world with everybody signed in; makes the records that the matrix asks about."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.people = People(app)
        self.desk = Desk(app)
        self.everybody: dict[str, Persona] = {n: self.people(login) for n, (login, _role) in PERSONAS.items()}
        self.everybody[matrix.DISABLED] = self._disabled()
        self.everybody[matrix.REVOKED] = self._revoked()

    def _disabled(self) -> Persona:
        """A manager of the owner's ward who would see everything, had the account not been closed."""
        with self.app.app_context(), unit(SYSTEM_STREAM, cast.PHU_XUAN) as work:
            add_person(work, login=MANAGER2.login, full_name="Lê Thị Tạm", password_hash="-", person_id=MANAGER2.id)
            add_membership(work, MANAGER2.id, Role("manager", from_on=date(2025, 7, 1), ward=cast.PHU_XUAN))
        persona = Persona(self.app, MANAGER2, self.app.test_client())
        with self.app.app_context(), unit(SYSTEM_STREAM) as work:
            disable_person(work, MANAGER2.id)
        return persona

    def _revoked(self) -> Persona:
        lost = self.people.again("volunteer1")
        assert self.people("volunteer1").delete(f"/api/v1/devices/{lost.phone.device}").status_code == 204
        return lost

    def make(self, kind: str, whose: str) -> Json:
        """A record in the state a command needs: {id, and what its arguments may name}."""
        if whose == MISSING:
            return {"id": new_id(), "heir": cast.BY_LOGIN["volunteer2"].id, "officer": cast.BY_LOGIN["officer1"].id}
        crew = CREWS[whose]
        owner, leader, officer = (self.people(login) for login in (crew.owner, crew.leader, crew.officer))
        more = {"heir": cast.BY_LOGIN[crew.other_owner].id, "officer": officer.id}
        if kind in ("visit", "vneid", "activity", "question", "task"):
            return {"id": self._fieldwork(kind, owner, leader), **more}
        if kind == "draft":
            return {"id": self.desk.draft(owner, ward=crew.ward), **more}
        if kind in ("returned", "in conflict"):
            made = self.desk.returned(owner, officer, ward=crew.ward)
            return {"id": made, **more} | ({"conflict": quarrel(owner, officer, made)} if kind == "in conflict" else {})
        made = self.desk.submitted(owner, ward=crew.ward)
        if kind == "claimed":
            officer.phone.must("dossier.claim", made, {})
        if kind == "accepted":
            officer.phone.must("dossier.accept", made, expect("submitted", 1))
        return {"id": made, **more}

    def _fieldwork(self, kind: str, owner: Persona, leader: Persona) -> str:
        makers = {
            "visit": "visit.open",
            "vneid": "vneid.record",
            "activity": "activity.log",
            "question": "question.ask",
        }
        made = new_id()
        place = {"hamlet": None, "assignee": owner.id}
        if kind == "task":
            leader.phone.must("task.assign", made, matrix.MAKING["task.assign"].args(place))
        else:
            owner.phone.must(makers[kind], made, matrix.MAKING[makers[kind]].args(place))
        return made

    def told(self, persona: str, command: str, entity: str, args: Json) -> Json:
        """{outcome, reason} of one command sent by somebody."""
        who = self.everybody[persona].phone
        result = who.do(command, entity, args)
        outcome = APPLIED if result["status"] == "applied" else result["code"]
        return {"outcome": outcome, "status": result["status"], "reason": result.get("reason")}


def quarrel(owner: Persona, officer: Persona, dossier_id: str) -> str:
    """Both change the same field; returns the id of the conflict."""
    officer.phone.must("dossier.edit", dossier_id, {"changes": [{"field": "note", "base": None, "new": "của phường"}]})
    mine = {"changes": [{"field": "note", "base": None, "new": "của tôi"}]}
    return str(owner.phone.must("dossier.edit", dossier_id, mine)["conflicts"][0]["id"])


@pytest.fixture(scope="module", params=["sqlite"])
def world(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One world for the whole matrix: every case makes records of its own."""
    folder = tmp_path_factory.mktemp("matrix")
    apps = app_on(databases, databases.copy_of(request.param, "world", fill_world), folder)
    yield World(next(apps))
    next(apps, None)


def allowed(command: Case, record: str) -> list[str]:
    return [p for p in PERSONAS if matrix.expected_on_record(p, command, record) == APPLIED]


@pytest.mark.parametrize("command", matrix.ON_RECORDS)
def test_a_command_on_a_record_is_for_whom_the_matrix_names(world: World, command: str) -> None:
    case = matrix.ON_RECORDS[command]
    for whose in RECORDS:
        record = world.make(case.record, whose)
        for persona in PERSONAS:
            wanted = matrix.expected_on_record(persona, case, whose)
            if wanted != APPLIED:
                told = world.told(persona, command, record["id"], case.args(record))
                assert told["outcome"] == wanted, (persona, command, whose, told)
        # The record has borne every refusal; now it is still as it was for those who may.
        for persona in allowed(case, whose):
            told = world.told(persona, command, record["id"], case.args(record))
            assert told["outcome"] == APPLIED, (persona, command, whose, told)
            record = world.make(case.record, whose)


@pytest.mark.parametrize("command", matrix.ON_RECORDS)
def test_a_foreign_record_answers_exactly_like_a_missing_one(world: World, command: str) -> None:
    case = matrix.ON_RECORDS[command]
    records = {whose: world.make(case.record, whose) for whose in RECORDS}
    for persona in PERSONAS:
        for whose in (OWN, FOREIGN):
            if matrix.expected_on_record(persona, case, whose) == matrix.NOT_FOUND:
                there = world.told(persona, command, records[whose]["id"], case.args(records[whose]))
                nowhere = world.told(persona, command, new_id(), case.args(records[whose]))
                assert there == nowhere, (persona, command, whose)


def place_of(persona: str, where: str) -> Json:
    """The ward and hamlet to make a record in: the persona's own, another, or none that exists."""
    member = cast.BY_LOGIN[PERSONAS[persona][0]]
    own_ward = member.ward or cast.PHU_XUAN
    other = cast.THUAN_HOA if own_ward == cast.PHU_XUAN else cast.PHU_XUAN
    ward = {OWN: own_ward, FOREIGN: other, MISSING: "99999"}[where]
    hamlet = new_id() if where == MISSING else cast.hamlet_id(ward, 1)
    assignee = cast.BY_LOGIN[matrix.ASSIGNEES.get(persona, "volunteer1")].id
    return {"ward": ward, "hamlet": hamlet, "assignee": assignee}


@pytest.mark.parametrize("command", matrix.MAKING)
def test_a_record_is_made_by_whom_the_matrix_names_and_only_at_home(world: World, command: str) -> None:
    making = matrix.MAKING[command]
    for persona in PERSONAS:
        answers = {}
        for where in RECORDS:
            answers[where] = world.told(persona, command, new_id(), making.args(place_of(persona, where)))
            wanted = matrix.expected_of_making(persona, making, where)
            assert answers[where]["outcome"] == wanted, (persona, command, where, answers[where])
        assert answers[FOREIGN] == answers[MISSING], (persona, command)


@pytest.mark.parametrize("command", [*matrix.ON_RECORDS, *matrix.MAKING])
@pytest.mark.parametrize("persona", [matrix.DISABLED, matrix.REVOKED])
def test_what_the_locked_out_send_is_kept_and_never_applied(world: World, command: str, persona: str) -> None:
    case = matrix.ON_RECORDS.get(command)
    record = world.make(case.record, OWN) if case else {"id": new_id()}
    args = case.args(record) if case else matrix.MAKING[command].args(place_of("owner", OWN))

    told = world.told(persona, command, record["id"], args)

    assert (told["outcome"], told["status"]) == ("DEVICE_REVOKED", "quarantined")


def test_nobody_sends_anything(world: World) -> None:
    answer = world.app.test_client().post("/api/v1/sync", json={}, headers={"Origin": "http://localhost"})

    assert (answer.status_code, answer.json["code"]) == (401, "AUTH_EXPIRED")


def test_no_pull_brings_a_record_to_a_stranger(world: World) -> None:
    made = {(kind, whose): world.make(kind, whose)["id"] for kind in SEEN_BY for whose in (OWN, FOREIGN)}
    for persona in PERSONAS:
        held = {record_id for _type, record_id in world.everybody[persona].phone.pull().rows}
        for (kind, whose), record_id in made.items():
            may_see = matrix.RELATIONS[whose].get(persona) in SEEN_BY[kind]
            assert (record_id in held) == may_see, (persona, kind, whose)


SEEN_BY = {
    "draft": {"owner"},
    "submitted": {"owner", "leader", "officer"},
    "returned": {"owner", "leader", "officer"},
    "accepted": {"owner", "leader", "officer"},
    "visit": {"owner", "leader", "officer"},
    "vneid": {"owner", "leader", "officer"},
    "activity": {"owner", "leader", "officer"},
    "question": {"owner", "leader", "officer"},
    "task": {"owner", "leader", "officer"},
}


def test_every_command_stands_in_the_matrix(world: World) -> None:
    assert matrix.ON_RECORDS.keys() | matrix.MAKING.keys() == world.app.extensions["commands"].keys()
    assert set(EVERYBODY) == set(world.everybody) | {matrix.NOBODY}


def path_of(rule: str, record_id: str) -> str:
    return re.sub(r"<\w+>", record_id, rule)


def status_of(client: FlaskClient, method: str, path: str, route: Route) -> tuple[int, bytes]:
    answer = client.open(path, method=method, json=route.body, headers={"Origin": ORIGIN})
    return answer.status_code, answer.data


@pytest.mark.parametrize(("method", "rule"), [r for r, route in SIGNED_IN_ROUTES.items() if route.record is None])
def test_a_route_is_for_whom_the_matrix_names(world: World, method: str, rule: str) -> None:
    route = SIGNED_IN_ROUTES[method, rule]
    for name, (login, role) in PERSONAS.items():
        fresh = world.people.again(login)
        wanted = route.status if role in route.roles else 403
        assert status_of(fresh.client, method, rule, route)[0] == wanted, (name, method, rule)
    for name in (matrix.DISABLED, matrix.REVOKED):
        status = status_of(world.everybody[name].client, method, rule, route)[0]
        assert status == route.locked_out, (name, method, rule)
    assert status_of(world.app.test_client(), method, rule, route)[0] == 401


@pytest.mark.parametrize(("method", "rule"), [r for r, route in SIGNED_IN_ROUTES.items() if route.record == "dossier"])
def test_a_route_to_a_dossier_is_for_its_readers(world: World, method: str, rule: str) -> None:
    route = SIGNED_IN_ROUTES[method, rule]
    dossiers = {whose: world.make("submitted", whose)["id"] for whose in RECORDS} | {"nonsense": "nonsense"}
    for name, (_login, role) in PERSONAS.items():
        answers = {}
        for whose, dossier_id in dossiers.items():
            client = world.everybody[name].client
            answers[whose] = status_of(client, method, path_of(rule, dossier_id), route)
            is_reader = matrix.RELATIONS.get(whose, {}).get(name) in matrix.READERS
            wanted = 403 if role not in route.roles else route.status if is_reader else 404
            assert answers[whose][0] == wanted, (name, method, rule, whose, answers[whose][1])
        strange = {text for status, text in answers.values() if status == 404}
        assert len(strange) <= 1, (name, method, rule)
    for whose, dossier_id in dossiers.items():
        path = path_of(rule, dossier_id)
        assert status_of(world.app.test_client(), method, path, route)[0] == 401, whose
        for name in (matrix.DISABLED, matrix.REVOKED):
            assert status_of(world.everybody[name].client, method, path, route)[0] == 403, (name, whose)


@pytest.mark.parametrize("method", ["GET"])
@pytest.mark.parametrize("rule", [rule for m, rule in SIGNED_IN_ROUTES if m == "GET" and "<dossier_id>" in rule])
def test_a_draft_is_for_its_owner_alone(world: World, method: str, rule: str) -> None:
    draft = world.make("draft", OWN)["id"]
    for name, (_login, role) in PERSONAS.items():
        status, _ = status_of(
            world.everybody[name].client, method, path_of(rule, draft), SIGNED_IN_ROUTES[method, rule]
        )
        assert status == (200 if name == "owner" else 403 if role == "overseer" else 404), name


@pytest.mark.parametrize("kind", ["session", "device"])
def test_sessions_and_devices_are_ones_own(world: World, kind: str) -> None:
    ((method, rule), route) = next((r, route) for r, route in SIGNED_IN_ROUTES.items() if route.record == kind)
    for name, (login, _role) in PERSONAS.items():
        persona, other = world.people.again(login), world.people.again(login)
        foreign = _own(world.people.again("volunteer4" if login == "manager1" else "manager1"), kind)
        alien = status_of(persona.client, method, path_of(rule, foreign), route)
        missing = status_of(persona.client, method, path_of(rule, new_id()), route)
        mine = status_of(persona.client, method, path_of(rule, _own(other, kind)), route)
        assert (alien[0], missing[0], mine[0]) == (404, 404, 204), name
        assert alien == missing
    assert status_of(world.app.test_client(), method, path_of(rule, foreign), route)[0] == 401
    for name in (matrix.DISABLED, matrix.REVOKED):
        assert status_of(world.everybody[name].client, method, path_of(rule, foreign), route)[0] == 403


def _own(persona: Persona, kind: str) -> str:
    body = persona.get("/api/v1/sessions").json
    found = next(row for row in body[f"{kind}s"] if row["current"])
    return str(found["id"])


@pytest.mark.parametrize(("method", "rule"), PUBLIC_ROUTES)
def test_a_public_route_answers_everybody_alike(world: World, method: str, rule: str) -> None:
    route = PUBLIC_ROUTES[method, rule]
    made = {"reference": world.desk.row(world.make("submitted", OWN)["id"]).reference}
    clients = [world.app.test_client(), *(p.client for p in world.everybody.values())]
    for path, wanted in route.paths(made).items():
        options: Json = {"data": route.form} if route.form else {"json": route.body}
        statuses = {c.open(path, method=method, headers={"Origin": ORIGIN}, **options).status_code for c in clients}
        assert statuses == {wanted}, (path, statuses)


def test_every_route_stands_in_the_matrix(world: World) -> None:
    rules = {
        (m, r.rule) for r in world.app.url_map.iter_rules() for m in r.methods or () if m not in ("HEAD", "OPTIONS")
    }

    assert SIGNED_IN_ROUTES.keys() | PUBLIC_ROUTES.keys() == rules
