"""Commands up: decided once, in order, whatever the network does."""

import random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, func, select
from sqlalchemy.exc import OperationalError

from app.core.commands import Args, CommandContext, CommandSpec
from app.core.errors import AppError
from app.core.extensions import db
from app.core.ids import new_id
from app.sync.models import CommandAttempt, LedgerEntry
from app.vneid.models import VneidSetup
from tests.support.personas import People, Persona
from tests.sync.conftest import SETUP


def record(persona: Persona, entity: str | None = None, **more: Any) -> dict[str, Any]:
    return persona.phone.command("vneid.record", entity or new_id(), dict(SETUP), **more)


def edit(persona: Persona, entity: str, step: str, **more: Any) -> dict[str, Any]:
    return persona.phone.command("vneid.edit", entity, {"step": step}, **more)


def ledger_size(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(LedgerEntry)) or 0


def without_duplicate(results: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {r["id"]: {k: v for k, v in r.items() if k != "duplicate"} for r in results}


def test_the_same_request_sent_ten_times_in_any_order_has_one_effect(as_volunteer: Persona) -> None:
    first, second = new_id(), new_id()
    commands = [
        record(as_volunteer, first),
        record(as_volunteer, second),
        edit(as_volunteer, first, "l2_approved"),
        edit(as_volunteer, second, "l1_registered"),
        as_volunteer.phone.command("vneid.edit", new_id(), {"step": "activated"}),
    ]
    answers = [as_volunteer.phone.push(*commands)]
    for n in range(9):
        shuffled = random.Random(n).sample(commands, len(commands))
        answers.append(as_volunteer.phone.push(*shuffled))
    assert [r["status"] for r in answers[0]] == ["applied"] * 4 + ["rejected"]
    assert all(without_duplicate(a) == without_duplicate(answers[0]) for a in answers)
    assert all(r["duplicate"] for a in answers[1:] for r in a)
    docs = as_volunteer.phone.pull().docs("vneid_setup")
    assert {i: d["step"] for i, d in docs.items()} == {first: "l2_approved", second: "l1_registered"}


def test_an_id_used_again_for_something_else_is_refused(as_volunteer: Persona) -> None:
    command = record(as_volunteer)
    as_volunteer.phone.push(command)
    other = command | {"args": SETUP | {"step": "l1_registered"}}
    result = as_volunteer.phone.push(other)[0]
    assert (result["status"], result["code"], result["duplicate"]) == ("rejected", "ID_REUSED", False)


def test_another_persons_command_id_says_nothing_of_their_answer(as_volunteer: Persona, as_other_ward: Persona) -> None:
    command = record(as_volunteer)
    as_volunteer.phone.push(command)
    result = as_other_ward.phone.push(command)[0]
    assert (result["status"], result["code"]) == ("rejected", "ID_REUSED")
    assert "stream" not in result


def test_a_seq_used_for_two_commands_is_a_forked_device(as_volunteer: Persona) -> None:
    first = record(as_volunteer)
    as_volunteer.phone.push(first)
    fork = record(as_volunteer) | {"seq": first["seq"]}
    response = as_volunteer.phone.post(as_volunteer.phone.envelope([fork]))
    assert (response.status_code, response.json["code"]) == (409, "DEVICE_FORKED")


def test_a_forked_phone_goes_on_under_a_new_device_id_and_keeps_its_command_ids(as_volunteer: Persona) -> None:
    sent = record(as_volunteer)
    as_volunteer.phone.push(sent)
    as_volunteer.phone.device = new_id()
    results = as_volunteer.phone.push(sent, record(as_volunteer))
    assert [(r["status"], r["duplicate"]) for r in results] == [("applied", True), ("applied", False)]


@pytest.mark.parametrize(("change", "code"), [({"type": "vneid.foresee"}, "UNKNOWN_TYPE"), ({"v": 99}, "TOO_NEW")])
def test_what_a_rolled_back_server_does_not_know_is_tried_again_later(
    app: Flask, as_volunteer: Persona, change: dict[str, Any], code: str
) -> None:
    result = as_volunteer.phone.push(record(as_volunteer) | change)[0]
    assert (result["status"], result["code"], result["retry_after_ms"]) == ("retry", code, 3_600_000)
    assert ledger_size(app) == 0


def test_a_sealed_command_is_kept_on_the_phone_until_this_server_can_open_it(as_volunteer: Persona) -> None:
    command = record(as_volunteer)
    del command["args"]
    sealed = command | {"sealed": {"kid": "k1", "enc": "AA", "ct": "AA"}}
    assert as_volunteer.phone.push(sealed)[0]["status"] == "retry"


def test_a_command_waits_for_what_it_builds_on(as_volunteer: Persona) -> None:
    first = record(as_volunteer)
    second = record(as_volunteer, after=[first["id"]])
    waiting = as_volunteer.phone.push(second)[0]
    assert (waiting["status"], waiting["missing"]) == ("deferred", [first["id"]])
    assert [r["status"] for r in as_volunteer.phone.push(second, first)] == ["applied", "applied"]


def test_a_rejected_prerequisite_rejects_what_builds_on_it(as_volunteer: Persona) -> None:
    refused = edit(as_volunteer, new_id(), "activated")
    results = as_volunteer.phone.push(refused, record(as_volunteer, after=[refused["id"]]), record(as_volunteer))
    assert [r["status"] for r in results] == ["rejected", "rejected", "applied"]
    assert results[1]["code"] == "DEPENDENCY_REJECTED"


def test_commands_of_one_record_run_in_the_order_of_their_seq(as_volunteer: Persona) -> None:
    entity = new_id()
    steps = ["app_installed", "l1_registered", "l2_approved", "activated"]
    commands = [record(as_volunteer, entity), *(edit(as_volunteer, entity, step) for step in steps)]
    as_volunteer.phone.push(*reversed(commands))
    assert as_volunteer.phone.pull().docs("vneid_setup")[entity]["step"] == "activated"


def test_once_one_waits_the_later_ones_of_its_record_wait_too_and_others_go_on(as_volunteer: Persona) -> None:
    entity, other = new_id(), new_id()
    as_volunteer.phone.push(record(as_volunteer, entity))
    results = as_volunteer.phone.push(
        edit(as_volunteer, entity, "l2_approved", after=[new_id()]),
        edit(as_volunteer, entity, "activated"),
        record(as_volunteer, other),
    )
    assert [r["status"] for r in results] == ["deferred", "deferred", "applied"]


@pytest.mark.parametrize("years", [-10, 10])
def test_a_wrong_clock_refuses_nothing_and_changes_no_order(as_volunteer: Persona, years: int) -> None:
    entity = new_id()
    first = record(as_volunteer, entity) | {"made_at": f"{2026 + years}-01-01T00:00:00.000+07:00"}
    second = edit(as_volunteer, entity, "l2_approved") | {"made_at": f"{2026 - years}-01-01T00:00:00.000+07:00"}
    assert [r["status"] for r in as_volunteer.phone.push(first, second)] == ["applied", "applied"]
    assert as_volunteer.phone.pull().docs("vneid_setup")[entity]["step"] == "l2_approved"


class Explodes(Exception):
    """A fault of a handler's own."""


def replace_handler(app: Flask, type: str, handler: Any) -> None:
    spec = app.extensions["commands"][type]
    app.extensions["commands"][type] = CommandSpec(spec.schema, handler, spec.streams, spec.version)


def test_a_poisoned_command_is_set_aside_after_five_tries_and_blocks_nobody(app: Flask, as_volunteer: Persona) -> None:
    real = app.extensions["commands"]["vneid.record"].handler

    def handler(ctx: CommandContext, args: Args) -> None:
        real(ctx, args)
        if args["step"] == "l1_registered":
            raise Explodes

    replace_handler(app, "vneid.record", handler)
    bad = record(as_volunteer)
    bad["args"]["step"] = "l1_registered"
    good = [record(as_volunteer) for _ in range(5)]
    statuses = [[r["status"] for r in as_volunteer.phone.push(bad, command)] for command in good]
    assert statuses == [["retry", "applied"]] * 4 + [["quarantined", "applied"]]
    again = as_volunteer.phone.push(bad)[0]
    assert (again["status"], again["duplicate"], again["code"]) == ("quarantined", True, "INTERNAL")
    assert len(as_volunteer.phone.pull().docs("vneid_setup")) == 5


def test_trouble_of_the_database_never_counts_against_a_command(app: Flask, as_volunteer: Persona) -> None:
    def handler(ctx: CommandContext, args: Args) -> None:
        raise OperationalError("locked", None, Exception("locked"))

    replace_handler(app, "vneid.record", handler)
    command = record(as_volunteer)
    results = [as_volunteer.phone.push(command)[0] for _ in range(7)]
    assert {(r["status"], r["code"]) for r in results} == {("retry", "BUSY")}
    with app.app_context():
        assert db.session.get(CommandAttempt, command["id"]) is None


def test_a_fault_inside_one_command_is_that_commands_answer(as_volunteer: Persona) -> None:
    bad = record(as_volunteer) | {"entity": "not-an-id", "made_at": "yesterday"}
    results = as_volunteer.phone.push(bad, record(as_volunteer))
    assert [r["status"] for r in results] == ["rejected", "applied"]
    assert set(results[0]["errors"]) == {"entity", "made_at"}


def test_unknown_arguments_are_refused_by_name(as_volunteer: Persona) -> None:
    result = as_volunteer.phone.do("vneid.record", new_id(), SETUP | {"password": "x"})
    assert (result["code"], list(result["errors"])) == ("VALIDATION", ["password"])


def test_a_role_that_may_never_send_a_command_is_told_so(people: People) -> None:
    result = people("overseer1").phone.do("vneid.record", new_id(), dict(SETUP))
    assert (result["status"], result["code"]) == ("rejected", "FORBIDDEN")


def test_a_revoked_phone_hands_in_its_work_is_wiped_and_then_refused(as_volunteer: Persona, people: People) -> None:
    lost = as_volunteer.phone
    owner = people.again("volunteer1")
    assert owner.delete(f"/api/v1/devices/{lost.device}").status_code == 204
    body = lost.post(lost.envelope([record(as_volunteer)], pull={"cursor": None})).json
    assert (body["results"][0]["status"], body["wipe"], body.get("pull")) == ("quarantined", True, None)
    assert lost.post(lost.envelope()).json["wipe"] is True
    response = lost.post(lost.envelope([record(as_volunteer)]))
    assert (response.status_code, response.json["code"]) == (403, "DEVICE_REVOKED")


def test_a_hundred_commands_of_one_phone_are_applied_in_one_request(as_volunteer: Persona) -> None:
    results = as_volunteer.phone.push(*(record(as_volunteer) for _ in range(100)))
    assert {r["status"] for r in results} == {"applied"}
    assert [r["seq"] for r in results] == sorted(r["seq"] for r in results)
    assert len(as_volunteer.phone.pull().docs("vneid_setup")) == 100


def test_one_whose_record_waits_does_not_overtake_when_a_neighbour_spoils_their_transaction(
    app: Flask, as_volunteer: Persona
) -> None:
    def handler(ctx: CommandContext, args: Args) -> None:
        raise Explodes

    known = new_id()
    as_volunteer.phone.push(record(as_volunteer, known))
    replace_handler(app, "vneid.edit", handler)
    waiting = as_volunteer.phone.command("vneid.of_tomorrow", new_id(), {})
    later, spoiling = record(as_volunteer, waiting["entity"]), edit(as_volunteer, known, "activated")
    results = as_volunteer.phone.push(waiting, later, spoiling, record(as_volunteer))
    assert [r["status"] for r in results] == ["retry", "deferred", "retry", "applied"]


@pytest.mark.parametrize("flushes", [False, True])
def test_a_refusal_undoes_what_its_handler_wrote_and_nothing_else(
    app: Flask, as_volunteer: Persona, flushes: bool
) -> None:
    """By changed objects, or by statements of its own: which is when a savepoint is needed."""
    first, second = record(as_volunteer), record(as_volunteer)
    kept = edit(as_volunteer, first["entity"], "l2_approved")
    bad = edit(as_volunteer, first["entity"], "activated")
    last = edit(as_volunteer, second["entity"], "l1_registered")
    real = app.extensions["commands"]["vneid.edit"].handler

    def handler(ctx: CommandContext, args: Args) -> None:
        real(ctx, args)
        if args["step"] != "activated":
            return
        row = ctx.session.get(VneidSetup, second["entity"])
        assert row is not None
        if flushes:
            ctx.session.flush()
            ctx.session.execute(delete(VneidSetup).where(VneidSetup.id == second["entity"]))
        else:
            ctx.session.delete(row)
        raise AppError("VALIDATION", "test.refused")

    replace_handler(app, "vneid.edit", handler)
    results = as_volunteer.phone.push(first, second, kept, bad, last)
    assert [r["status"] for r in results] == ["applied"] * 3 + ["rejected", "applied"]
    docs = as_volunteer.phone.pull().docs("vneid_setup")
    assert {i: d["step"] for i, d in docs.items()} == {
        first["entity"]: "l2_approved",
        second["entity"]: "l1_registered",
    }


def test_a_batch_writes_the_head_of_its_stream_once(app: Flask, as_volunteer: Persona) -> None:
    with app.app_context():
        engine = db.engine
    written: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if statement.lower().startswith(("update streams", "savepoint")):
            written.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    as_volunteer.phone.push(*(record(as_volunteer) for _ in range(25)))
    event.remove(engine, "before_cursor_execute", note)
    assert len(written) == 1
