"""A command that cannot be decided spoils nothing but itself, and ends, whatever fails about it."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from app.core.audit import SYSTEM_STREAM
from app.core.commands import Args, CommandContext, CommandSpec
from app.core.crypto import keyring
from app.core.extensions import db
from app.core.ids import new_id
from app.sync import faults, ledger, push, queries, schemas
from app.sync.faults import POISON_ATTEMPTS
from app.sync.models import CommandAttempt, LedgerEntry
from tests.support.personas import Persona
from tests.sync.conftest import SETUP

POISON = "l1_registered"
Json = dict[str, Any]


def refuse(*_args: Any, **_named: Any) -> Any:
    raise RecursionError


def collide(*_args: Any, **_named: Any) -> Any:
    raise IntegrityError("insert", None, Exception("duplicate key"))


def lock(*_args: Any, **_named: Any) -> Any:
    raise OperationalError("select", None, Exception("locked"))


def poisoned(persona: Persona) -> Json:
    return persona.phone.command("vneid.record", new_id(), SETUP | {"step": POISON})


def good(persona: Persona) -> Json:
    return persona.phone.command("vneid.record", new_id(), dict(SETUP))


@pytest.fixture(autouse=True)
def handler_that_fails(app: Flask) -> None:
    spec = app.extensions["commands"]["vneid.record"]

    def handler(ctx: CommandContext, args: Args) -> None:
        spec.handler(ctx, args)
        if args["step"] == POISON:
            raise ZeroDivisionError

    app.extensions["commands"]["vneid.record"] = CommandSpec(spec.schema, handler, spec.streams, spec.version)


def send_until_final(persona: Persona, command: Json) -> list[Json]:
    """The answers to the command, each time beside a new neighbour that has to be applied."""
    answers: list[Json] = []
    while not answers or answers[-1]["status"] == "retry":
        result, neighbour = persona.phone.push(command, good(persona))
        assert neighbour["status"] == "applied"
        answers.append(result)
        assert len(answers) <= POISON_ATTEMPTS + 3
    return answers


@pytest.mark.parametrize("fault", [refuse, collide, lock])
@pytest.mark.parametrize(("module", "name"), [(faults, "_count"), (ledger, "_insert"), (ledger, "keyring")])
def test_what_cannot_even_be_set_aside_is_answered_retry_and_its_neighbours_are_decided(
    as_volunteer: Persona, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, fault: Callable[..., Any]
) -> None:
    command = poisoned(as_volunteer)
    for _ in range(POISON_ATTEMPTS - 1):
        as_volunteer.phone.push(command)

    decide = push.after_fault

    def with_fault(*args: Any, **named: Any) -> Any:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(module, name, fault)
            return decide(*args, **named)

    monkeypatch.setattr(push, "after_fault", with_fault)
    for _ in range(2):
        result, neighbour = as_volunteer.phone.push(command, good(as_volunteer))
        assert (result["status"], result["code"]) == ("retry", "BUSY" if fault is lock else "INTERNAL")
        assert neighbour["status"] == "applied"
    monkeypatch.setattr(push, "after_fault", decide)
    assert as_volunteer.phone.push(command)[0]["status"] == "quarantined"


def test_a_command_whose_ward_cannot_be_looked_up_is_set_aside_all_the_same(
    app: Flask, as_volunteer: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_ward_to_look_at_it", refuse)
    command = poisoned(as_volunteer)
    answers = send_until_final(as_volunteer, command)
    assert [a["status"] for a in answers] == ["retry"] * (POISON_ATTEMPTS - 1) + ["quarantined"]
    assert as_volunteer.phone.push(command) == [answers[-1] | {"duplicate": True}]
    assert kept(app, command)["args"]["step"] == POISON


def kept(app: Flask, command: Json) -> Json:
    with app.app_context():
        entry = db.session.get_one(LedgerEntry, command["id"])
        assert entry.raw is not None
        assert entry.stream != SYSTEM_STREAM
        content: Json = orjson.loads(keyring().open(queries.TABLE, "raw", entry.id, entry.raw))
        return content


def test_a_command_that_cannot_be_searched_for_secrets_is_set_aside_without_its_content(
    app: Flask, as_volunteer: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = "mật khẩu VNeID là Hoa@1985x"
    command = as_volunteer.phone.command("vneid.record", new_id(), SETUP | {"note": note})
    monkeypatch.setattr(schemas, "without_secrets", refuse)
    answers = send_until_final(as_volunteer, command)
    assert [a["status"] for a in answers] == ["retry"] * (POISON_ATTEMPTS - 1) + ["quarantined"]
    assert as_volunteer.phone.push(command) == [answers[-1] | {"duplicate": True}]
    assert kept(app, command) == {"args": {}, "unreadable": True}


def test_a_command_that_a_room_cannot_place_spoils_itself_only(app: Flask, as_volunteer: Persona) -> None:
    spec = app.extensions["commands"]["vneid.edit"]
    app.extensions["commands"]["vneid.edit"] = CommandSpec(spec.schema, spec.handler, refuse, spec.version)
    answers = send_until_final(as_volunteer, as_volunteer.phone.command("vneid.edit", new_id(), {"step": "activated"}))
    assert [a["status"] for a in answers] == ["retry"] * (POISON_ATTEMPTS - 1) + ["quarantined"]


def test_what_the_database_cannot_hold_counts_against_the_command(app: Flask, as_volunteer: Persona) -> None:
    spec = app.extensions["commands"]["vneid.edit"]

    def handler(ctx: CommandContext, args: Args) -> None:
        raise DataError("insert", None, Exception("integer out of range"))

    app.extensions["commands"]["vneid.edit"] = CommandSpec(spec.schema, handler, spec.streams, spec.version)
    known = good(as_volunteer)
    as_volunteer.phone.push(known)
    edit = as_volunteer.phone.command("vneid.edit", known["entity"], {"step": "activated"})
    assert send_until_final(as_volunteer, edit)[-1]["status"] == "quarantined"


def test_attempts_are_counted(app: Flask, as_volunteer: Persona) -> None:
    command = poisoned(as_volunteer)
    waits = [as_volunteer.phone.push(command)[0]["retry_after_ms"] for _ in range(3)]
    assert waits == [4_000, 8_000, 16_000]
    with app.app_context():
        assert db.session.get_one(CommandAttempt, command["id"]).count == 3
