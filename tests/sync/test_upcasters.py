"""A phone that was away for weeks sends commands in a shape of before: they are lifted, and kept as they came."""

import orjson
import pytest
from flask import Flask
from marshmallow import Schema, fields, validate

from app.core.commands import Args, CommandContext, CommandSpec
from app.core.crypto import keyring
from app.core.extensions import db
from app.core.ids import new_id
from app.sync import queries
from app.sync.models import LedgerEntry
from tests.support.personas import Persona
from tests.sync.conftest import SETUP

TYPE = "vneid.record"


class OfToday(Schema):
    """The third shape: what was `done` is `outcome`, and there is a count."""

    outcome = fields.String(required=True, validate=validate.OneOf(["done", "not_possible"]))
    count = fields.Integer(required=True, strict=True)


@pytest.fixture
def applied(app: Flask) -> list[Args]:
    """What the handler of a command gets that is in its third version now."""
    got: list[Args] = []
    real = app.extensions["commands"]["vneid.record"]

    def handler(ctx: CommandContext, args: Args) -> None:
        got.append(dict(args))
        real.handler(ctx, real.schema().load(dict(SETUP)))

    app.extensions["commands"][TYPE] = CommandSpec(
        OfToday,
        handler,
        real.streams,
        version=3,
        upcasters={
            1: lambda args: {"outcome": "done" if args["done"] else "not_possible"},
            2: lambda args: args | {"count": 1},
        },
    )
    return got


@pytest.mark.parametrize(
    ("v", "args"), [(1, {"done": True}), (2, {"outcome": "done"}), (3, {"outcome": "done", "count": 1})]
)
def test_an_old_shape_is_lifted_and_kept_as_it_came(
    app: Flask, as_volunteer: Persona, applied: list[Args], v: int, args: Args
) -> None:
    command = as_volunteer.phone.command(TYPE, new_id(), args, v=v)
    assert as_volunteer.phone.push(command)[0]["status"] == "applied"
    assert applied == [{"outcome": "done", "count": 1}]
    with app.app_context():
        entry = db.session.get_one(LedgerEntry, command["id"])
        assert entry.raw is not None
        raw = orjson.loads(keyring().open(queries.TABLE, "raw", entry.id, entry.raw))
    assert (entry.v, raw["v"], raw["args"]) == (v, v, args)
    again = as_volunteer.phone.push(command)[0]
    assert (again["status"], again["duplicate"], len(applied)) == ("applied", True, 1)


def test_what_is_wrong_in_an_old_shape_is_refused_and_never_a_fault(as_volunteer: Persona, applied: list[Args]) -> None:
    result = as_volunteer.phone.do(TYPE, new_id(), {"outcome": "perhaps"}, v=2)
    assert (result["status"], result["code"], applied) == ("rejected", "VALIDATION", [])
