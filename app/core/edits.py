"""Edits of one's own records: changes to dotted paths, without the merging that dossiers need.

A set-up or an activity has one author. Where the stored value is no longer the one an edit was based on,
that author wrote twice, and the later arrival is kept.
"""

import re
from copy import deepcopy
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.core.errors import invalid
from app.core.schemas import IdField, Strict, flat_errors

PATH = re.compile(r"^[a-z_]+(\.[a-z0-9_]+){0,2}\Z")


class ChangeSchema(Strict):
    """One change: base (what the author saw) or base_cmd (the own command that wrote it) say what it was made on.

    Neither when it was masked. new null takes the value away.
    """

    field = fields.String(required=True, validate=validate.Regexp(PATH, error="validation.field"))
    base = fields.Raw(allow_none=True)
    base_cmd = IdField()
    new = fields.Raw(required=True, allow_none=True)

    @validates_schema
    def one_base(self, data: dict[str, Any], **kwargs: Any) -> None:
        if "base" in data and "base_cmd" in data:
            raise ValidationError("validation.one_base", "base_cmd")


def changed(args: dict[str, Any], changes: list[dict[str, Any]], schema: Schema) -> tuple[dict[str, Any], list[str]]:
    """The record's arguments with the changes applied and judged as a whole, and the paths that differ.

    Raises VALIDATION naming the fields, when the outcome would not be accepted as a new record.
    """
    wanted = deepcopy(args)
    for change in changes:
        put(wanted, change["field"], change["new"])
    try:
        judged: dict[str, Any] = schema.load(wanted)
    except ValidationError as error:
        raise invalid(flat_errors(error.messages)) from error
    roots = sorted({*args, *judged})
    return judged, [root for root in roots if args.get(root) != judged.get(root)]


def put(target: dict[str, Any], field: str, value: Any) -> None:
    """Set the value at a dotted path; None takes it away."""
    *parents, last = field.split(".")
    for name in parents:
        inner = target.get(name)
        if not isinstance(inner, dict):
            inner = {}
            target[name] = inner
        target = inner
    if value is None:
        target.pop(last, None)
    else:
        target[last] = value
