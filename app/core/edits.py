"""Edits of set-ups and activities: changes to dotted paths, without the kept conflicts of dossiers.

Author, leader and officers may mend the same set-up. Where the stored value is no longer the one an edit was made on,
the whole edit is refused: nothing of theirs is overwritten, and what was refused stays with who wrote it, to be mended.
"""

import re
from collections.abc import Callable, Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.core.commands import EarlierOutcome
from app.core.errors import AppError, invalid
from app.core.ids import is_id
from app.core.schemas import IdField, Strict, flat_errors
from app.core.secrets import without_secrets

Change = dict[str, Any]
"""{field, new, base?, base_cmd?}"""

LAST4 = "_last4"
"""What is shown in place of a masked number; nobody writes it."""

MOST_STEPS_BACK = 64
"""How many earlier commands of one's own a base is looked up through."""

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


@dataclass(frozen=True, slots=True)
class Changed:
    """args: as they are now. fields: what differs from before, by its root. replaced: written unseen, over a mask."""

    args: dict[str, Any]
    fields: list[str]
    replaced: list[str]


def changed(
    args: dict[str, Any],
    changes: list[Change],
    schema: Schema,
    *,
    masked: Collection[str] = (),
    outcome_of: Callable[[str], EarlierOutcome | None],
) -> Changed:
    """The record's arguments with the changes applied and judged as a whole.

    masked: paths that this author does not see. outcome_of: how an own earlier command ended.
    Raises STATE_CHANGED naming the fields that somebody else changed meanwhile, with what they are now, or
    VALIDATION naming those that would not be accepted in a new record. Either way nothing is changed.
    """
    wanted, overtaken, replaced = deepcopy(args), [], []
    for change in (leaf for whole in changes for leaf in _leaves(whole, args, masked)):
        field, new = change["field"], change["new"]
        is_blind = field in masked or (new is None and field in ABOUT_A_CITIZEN)
        base = _UNSEEN if is_blind else _base_of(change, field, outcome_of)
        if _means_stored(args, field, new, schema):
            continue
        if base is not _UNSEEN and not _means_stored(args, field, base, schema):
            if base != new:
                overtaken.append(field)
            continue
        if field in masked:
            replaced.append(field)
        put(wanted, field, new)
    if overtaken:
        shown = deepcopy(args)
        for path in masked:
            put(shown, path, None)
        present = {field: get(shown, field) for field in overtaken}
        errors = {field: ["validation.changed_meanwhile"] for field in overtaken}
        raise AppError("STATE_CHANGED", "edit.changed_meanwhile", errors=errors, present=present)
    try:
        judged: dict[str, Any] = schema.load(wanted)
    except ValidationError as error:
        raise invalid(flat_errors(error.messages)) from error
    roots = sorted({*args, *judged})
    return Changed(judged, [root for root in roots if args.get(root) != judged.get(root)], replaced)


ABOUT_A_CITIZEN = frozenset({"person", "consent"})
"""Who takes these away does so whatever stands there now: a consent that is withdrawn waits for nobody."""

_UNSEEN = object()
"""No base: the author did not see the value, or does not ask for it to be what they saw."""


def _leaves(change: Change, args: dict[str, Any], masked: Collection[str]) -> Iterator[Change]:
    """A whole object as changes of its parts. What is masked and sent back empty is as it was."""
    field, new, stored = change["field"], change["new"], get(args, change["field"])
    hidden = {path.rpartition(".")[2] for path in masked if path.startswith(f"{field}.")}
    if isinstance(new, dict) and isinstance(stored, dict):
        base = change.get("base")
        for name in {**stored, **new}:
            if name.removesuffix(LAST4) in hidden and (name.endswith(LAST4) or new.get(name) is None):
                continue
            leaf = {**change, "field": f"{field}.{name}", "new": new.get(name)}
            yield leaf | ({"base": base.get(name)} if isinstance(base, dict) else {})
    elif field.removesuffix(LAST4) not in masked or (new is not None and not field.endswith(LAST4)):
        if hidden and isinstance(change.get("base"), dict) and isinstance(stored, dict):
            # Taken away as a whole: what was masked in it is not asked about.
            seen = {name: value for name, value in change["base"].items() if name.removesuffix(LAST4) not in hidden}
            change = {**change, "base": seen | {name: stored[name] for name in hidden if name in stored}}
        yield change


def _base_of(change: Change, field: str, outcome_of: Callable[[str], EarlierOutcome | None]) -> Any:
    """What the change was made on: its base, or what an own earlier command wrote, or that one's base if refused."""
    for _ in range(MOST_STEPS_BACK):
        if "base_cmd" not in change:
            return change.get("base", _UNSEEN)
        outcome = outcome_of(change["base_cmd"]) if is_id(change["base_cmd"]) else None
        if outcome is None:
            return None
        asked = _asked(outcome.args, field)
        if outcome.status == "applied":
            return asked.get("new")
        change = asked
    return None


def _asked(args: dict[str, Any], field: str) -> Change:
    """What an earlier command asked for the field, as {new, base?, base_cmd?}; empty when it named it not."""
    changes = args.get("changes")
    for change in reversed(changes) if isinstance(changes, list) else ():
        if isinstance(change, dict) and change.get("field") == field:
            return change
    written = get(args, field)
    return {} if written is None else {"new": written}


def _means_stored(args: dict[str, Any], field: str, value: Any, schema: Schema) -> bool:
    """Whether a value, however it is spelled, is the one that is stored."""
    stored = get(args, field)
    if value == stored or (value in (None, "") and stored is None):
        return True
    other = deepcopy(args)
    put(other, field, value)
    try:
        judged, _ = without_secrets(schema.load(other))
    except ValidationError:
        return False
    return bool(get(judged, field) == stored)


def get(source: dict[str, Any], field: str) -> Any:
    """The value at a dotted path; None where there is none."""
    value: Any = source
    for name in field.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


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
