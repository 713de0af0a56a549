"""A password or code typed into free text is kept nowhere, not even in the command as it was sent."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask

from app.core.crypto import keyring
from app.core.extensions import db
from app.core.ids import new_id
from app.sync import queries
from app.sync.models import LedgerEntry
from app.sync.schemas import Command, _command
from tests.support.dossiers import Desk, birth
from tests.support.personas import Persona
from tests.sync.conftest import SETUP

SECRET = "Hoa@1985x"
NOTE = f"mật khẩu VNeID là {SECRET}, hẹn thứ hai"


def raw_of(app: Flask, command_id: str) -> str:
    with app.app_context():
        entry = db.session.get_one(LedgerEntry, command_id)
        assert entry.raw is not None
        return keyring().open(queries.TABLE, "raw", entry.id, entry.raw).decode()


def kept_args(args: dict[str, Any]) -> dict[str, Any]:
    item = {"id": new_id(), "seq": 1, "type": "x", "v": 1, "entity": new_id(), "made_at": "2026-11-24T08:00:00+07:00"}
    command = _command(item | {"args": args})
    assert isinstance(command, Command)
    kept: dict[str, Any] = orjson.loads(command.kept)["args"]
    return kept


def test_the_ledger_keeps_the_note_without_the_secret(app: Flask, as_volunteer: Persona) -> None:
    command = as_volunteer.phone.command("vneid.record", new_id(), SETUP | {"note": NOTE})
    (result,) = as_volunteer.phone.push(command)

    kept = raw_of(app, command["id"])
    assert result["status"] == "applied"
    assert SECRET not in kept
    assert orjson.loads(kept)["args"]["note"].endswith("hẹn thứ hai")


def test_the_same_command_sent_again_is_still_the_same(as_volunteer: Persona) -> None:
    command = as_volunteer.phone.command("vneid.record", new_id(), SETUP | {"note": NOTE})
    first = as_volunteer.phone.push(command)[0]

    assert as_volunteer.phone.push(command)[0] == first | {"duplicate": True}
    other = command | {"args": SETUP | {"note": NOTE.replace(SECRET, "Lan@1990y")}}
    assert as_volunteer.phone.push(other)[0]["code"] == "ID_REUSED"


def test_a_refused_command_is_kept_without_it_too(app: Flask, as_volunteer: Persona) -> None:
    command = as_volunteer.phone.command("vneid.record", new_id(), SETUP | {"step": "no such step", "note": NOTE})

    assert as_volunteer.phone.push(command)[0]["status"] == "rejected"
    assert SECRET not in raw_of(app, command["id"])


@pytest.mark.parametrize(
    "args",
    [
        {"text": NOTE},
        {"reason": NOTE, "items": [{"path": "note", "message": NOTE}]},
        {"documents": {"birth": {"state": "seen", "note": NOTE}}},
        {"changes": [{"field": "note", "base": NOTE, "new": NOTE}]},
        {"changes": [{"field": "documents.birth.note", "base": None, "new": NOTE}]},
        {"changes": [{"field": "documents.birth", "base": None, "new": {"note": NOTE}}]},
        {"conflict_id": "c", "choose": {"value": NOTE}},
        {"form": {"reason": NOTE, "members": [{"job": NOTE}]}},
        {"changes": [{"field": "form.reason", "base": None, "new": NOTE}]},
        {"applicant": {"full_name": "Lê Thị Hoa", "address": NOTE}, "procedure": {"other": NOTE}},
        {"place": NOTE, "collector": NOTE, "method": NOTE},
        {"applicant": {"phone": NOTE, "id_number": NOTE}, "code": NOTE, "reference": NOTE},
        {"applicant": {"id_number": SECRET}, "person": {"id_number": f"{SECRET} 046123456789"}},
        {"changes": [{"field": "applicant.id_number", "base": SECRET, "new": SECRET}]},
        {"item": NOTE, "changes": [{"field": NOTE, "base": None, "new": "x"}], "path": NOTE},
        {"form": {"x": {NOTE: "x"}}},
        {NOTE: {NOTE: [{NOTE: None}]}},
        {"documents": {f"mk-{SECRET}": {"state": "seen"}}},
    ],
)
def test_wherever_people_write_in_their_own_words(args: dict[str, Any]) -> None:
    assert SECRET not in str(kept_args(args))


@pytest.mark.parametrize(
    "args",
    [
        {"note": "đã xong, quay lại 24/11/2026"},
        {"applicant": {"full_name": "Lê Thị Pin", "phone": "0901234567", "id_number": "046123456789"}},
        {"changes": [{"field": "applicant.phone", "base": None, "new": "0901234567"}]},
        {"changes": [{"field": "applicant.id_number", "base": "0461", "new": "046 123 456 789"}]},
        {"failure_reason": "password_forgotten", "code": "000.00.PIN.H57-261122-0001"},
        {"reference": "MK12-34AB-CDEFG", "subject": {"id_number": "C1234567"}},
        {"changes": [{"field": "form.pass_of_child2", "base": None, "new": True}], "item": "pin_paper_old"},
    ],
)
def test_everything_else_is_kept_as_sent(args: dict[str, Any]) -> None:
    assert kept_args(args) == args


SECRETS = json.loads((Path(__file__).parents[1] / "vectors/secrets.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("vector", SECRETS, ids=lambda v: v["text"][:40] or "empty")
def test_the_ledger_masks_as_the_vectors_say_however_letters_are_put_together(
    vector: dict[str, str], form: Any
) -> None:
    sent = unicodedata.normalize(form, vector["text"])
    assert unicodedata.normalize("NFC", kept_args({"note": sent})["note"]) == vector["masked"]


@pytest.mark.parametrize("person", [{NOTE: "x"}, {"full_name": "Lê Thị Hoa", NOTE: {NOTE: NOTE}}])
@pytest.mark.parametrize("field", ["applicant", "documents.birth", "form.members"])
def test_a_refusal_that_names_what_was_sent_is_kept_without_it(
    app: Flask, as_volunteer: Persona, field: str, person: dict[str, Any]
) -> None:
    change = {"field": field, "base": None, "new": person}
    edit = as_volunteer.phone.command("dossier.edit", Desk(app).draft(as_volunteer), {"changes": [change]})
    create = as_volunteer.phone.command("dossier.create", new_id(), birth() | {"applicant": person})
    for command in (edit, create):
        (result,) = as_volunteer.phone.push(command)
        assert (result["status"], result["code"]) == ("rejected", "VALIDATION")
        assert SECRET not in str(result)
        assert SECRET not in raw_of(app, command["id"])
        (again,) = as_volunteer.phone.push(command)
        assert again == result | {"duplicate": True}


def test_a_secret_whose_letters_came_apart_is_not_in_the_ledger(app: Flask, as_volunteer: Persona) -> None:
    note = unicodedata.normalize("NFD", NOTE)
    command = as_volunteer.phone.command("vneid.record", new_id(), SETUP | {"note": note})

    assert as_volunteer.phone.push(command)[0]["status"] == "applied"
    assert SECRET not in raw_of(app, command["id"])
