"""Which dotted fields of a dossier can be edited, and what each may hold. Pure.

People, papers and consent are edited leaf by leaf, so that two who mend different things never meet. A change
of a whole person or paper is taken apart into its leaves.
"""

from collections.abc import Callable, Iterator
from typing import Any

from marshmallow import Schema, ValidationError, fields

from app.core.edits import get
from app.core.errors import AppError, invalid
from app.core.secrets import mask_secrets, may_be_name
from app.dossiers.merge import normalise
from app.dossiers.parts import (
    ConsentPart,
    DraftPerson,
    PaperPart,
    Representative,
    RootPart,
    check_form_value,
)

Change = dict[str, Any]

PARTS: dict[str, Schema] = {
    "applicant": DraftPerson(),
    "subject": DraftPerson(),
    "representative": Representative(),
    "consent": ConsentPart(),
}
"""Records with named leaves."""

PAPER = PaperPart()
ROOT = RootPart()

FREE_FIELDS = frozenset({"note", "vulnerable", "full_name", "phone_of", "address", "promised_by"}) | frozenset(
    {"text_version", "method", "purposes", "witness", "interpreter"}
)
"""Last names of paths under which any words are taken; of a form's answers its definition says it."""

NEVER_EMPTY = frozenset({"channel", "procedure"})


def leaves_of(change: Change, stored: dict[str, Any]) -> Iterator[Change]:
    """A change as changes of single leaves. stored: the dossier's content, to know what a null takes away."""
    field, new = change["field"], change["new"]
    if not _is_container(field) or not (new is None or isinstance(new, dict)):
        yield change
        return
    base = change.get("base")
    names = dict.fromkeys([*(new or {}), *(base if isinstance(base, dict) else {})])
    if new is None:
        held = get(stored, field)
        names |= dict.fromkeys(held if isinstance(held, dict) else {})
    for name in names:
        leaf: Change = {"field": f"{field}.{name}", "new": (new or {}).get(name)}
        if "base" in change:
            leaf["base"] = base.get(name) if isinstance(base, dict) else None
        if "base_cmd" in change:
            leaf["base_cmd"] = change["base_cmd"]
        yield from leaves_of(leaf, stored)


def _is_container(field: str) -> bool:
    parts = field.split(".")
    if len(parts) == 1:
        return parts[0] in PARTS or parts[0] in ("form", "documents")
    return len(parts) == 2 and parts[0] == "documents"


def checked(field: str, value: Any) -> Any:
    """The value as stored. Raises VALIDATION naming the field, for a wrong value and for no such field."""
    judge = _judge(field)
    if judge is None:
        raise invalid({field: ["validation.field"]}, "dossier.no_such_field")
    if normalise(field, value) is None:
        if field in NEVER_EMPTY:
            raise invalid({field: ["validation.required"]})
        return None
    try:
        return storable(field, judge(value))
    except ValidationError as error:
        messages = error.messages if isinstance(error.messages, list) else ["validation.invalid"]
        raise invalid({field: [str(m) for m in messages]}) from error


def as_stored(field: str, value: Any) -> Any:
    """A value somebody saw or sent, in the form it would be stored in, to be compared; never refused.

    So an edit made on a copy that still had a secret in it finds its base.
    """
    try:
        return checked(field, value)
    except AppError:
        return storable(field, value)


def storable(field: str, value: Any) -> Any:
    """The form in which a value is stored: normal, and in free text without what looks like a secret."""
    return _unsaid(field.rpartition(".")[2], normalise(field, value))


def _unsaid(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return mask_secrets(value)[0] if name in FREE_FIELDS else value
    if isinstance(value, list):
        return [_unsaid(name, item) for item in value]
    if isinstance(value, dict):
        return {key: _unsaid(key, item) for key, item in value.items()}
    return value


def _judge(field: str) -> Callable[[Any], Any] | None:
    match field.split("."):
        case [root] if root in ROOT.fields:
            return _loader(ROOT.fields[root])
        case [part, leaf] if part in PARTS and leaf in PARTS[part].fields:
            return _loader(PARTS[part].fields[leaf])
        case ["form", name] if may_be_name(name):
            return check_form_value
        case ["documents", item, leaf] if may_be_name(item) and leaf in PAPER.fields:
            return _loader(PAPER.fields[leaf])
    return None


def _loader(field: fields.Field[Any]) -> Callable[[Any], Any]:
    return field.deserialize
