"""What a procedure's definition says about filled-in answers. Pure: no database, no request.

The phone runs the same rules; tests/vectors/forms.json is read by both sides.
A definition is a `procedure` document: {code, version, documents: […], form: JSON Schema 2020-12, …}.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, cast

import orjson
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from app.core.clock import today_in_vietnam
from app.core.secrets import MASK, mask_secrets, may_be_id_number

Form = dict[str, Any]
Errors = dict[str, list[str]]

KEYWORDS = (
    "required",
    "pattern",
    "enum",
    "type",
    "format",
    "future",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "uniqueItems",
    "unknown",
)
"""Codes of a form's errors, the most telling first; a path carries only its first."""

PRESENT_STATES = frozenset({"promised", "seen", "photo", "certified", "reused"})
"""States of a paper that let a dossier be handed over; a promised one makes it incomplete, and it says so."""


def normalise_form(form: Any) -> Any:
    """Answers as they are judged and kept: text NFC and trimmed, what is empty left out.

    Empty are "", null, and lists and objects with nothing left in them; rows of a repeat that hold
    nothing vanish with them. false and 0 are answers.
    """
    if isinstance(form, str):
        return unicodedata.normalize("NFC", form).strip()
    if isinstance(form, dict):
        kept = {str(key): normalise_form(value) for key, value in form.items()}
        return {key: value for key, value in kept.items() if not _is_empty(value)}
    if isinstance(form, list):
        return [value for value in map(normalise_form, form) if not _is_empty(value)]
    return form


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def check_form(definition: dict[str, Any], form: Form, today: date | None = None) -> Errors:
    """Everything wrong with the answers: {dotted path inside the form: [one code of KEYWORDS]}.

    today: the last day that a date with `x-not-after: today` may name; without it the present one in Vietnam.

    Rows of a repeat are numbered from 0: `members.0.id_number`. An empty answer means complete and valid.
    """
    schema = definition["form"]
    if not schema:
        return {key: ["unknown"] for key in form}
    found: dict[str, set[str]] = {}
    answers = normalise_form(form)
    for error in _validator(_key(schema)).iter_errors(answers):
        for path in _paths(error):
            found.setdefault(path, set()).add(str(error.validator))
    for path in _unknown(schema, answers, ""):
        found.setdefault(path, set()).add("unknown")
    for path in _to_come(schema, answers, (today or today_in_vietnam()).isoformat()):
        found.setdefault(path, set()).add("future")
    return {path: [min(codes, key=_rank)] for path, codes in sorted(found.items())}


def _rank(code: str) -> int:
    return KEYWORDS.index(code) if code in KEYWORDS else len(KEYWORDS)


def _paths(error: ValidationError) -> list[str]:
    at = [str(part) for part in error.absolute_path]
    if error.validator == "required":
        instance = cast("dict[str, Any]", error.instance)
        missing = [name for name in cast("list[str]", error.validator_value) if name not in instance]
        return [".".join([*at, name]) for name in missing]
    return [".".join(at)]


def _unknown(schema: dict[str, Any], answers: Any, prefix: str) -> Iterator[str]:
    """Paths of answers the form does not ask for; nothing unlabelled may slip past the masking."""
    if not isinstance(answers, dict):
        return
    properties = schema.get("properties", {})
    for name, value in answers.items():
        field = properties.get(name)
        if field is None:
            yield f"{prefix}{name}"
        elif "properties" in field.get("items", {}) and isinstance(value, list):
            for index, row in enumerate(value):
                yield from _unknown(field["items"], row, f"{prefix}{name}.{index}.")


def _to_come(schema: dict[str, Any], answers: Any, today: str) -> Iterator[str]:
    """Paths of days that cannot have come yet: nobody was born tomorrow. What is no date is none of these."""
    if not isinstance(answers, dict):
        return
    for name, field in schema.get("properties", {}).items():
        value = answers.get(name)
        if "x-not-after" in field and isinstance(value, str) and value > today:
            yield name
        elif "properties" in field.get("items", {}) and isinstance(value, list):
            for index, row in enumerate(value):
                yield from (f"{name}.{index}.{path}" for path in _to_come(field["items"], row, today))


def _key(schema: dict[str, Any]) -> bytes:
    return orjson.dumps(schema)


@lru_cache(maxsize=256)
def _validator(schema: bytes) -> Draft202012Validator:
    return Draft202012Validator(orjson.loads(schema), format_checker=Draft202012Validator.FORMAT_CHECKER)


def condition_holds(when: dict[str, Any] | None, form: Form) -> bool:
    """Whether `when` ({field, equals}, null means always) is met. An unanswered field meets nothing."""
    if when is None:
        return True
    value = form.get(when["field"])
    return type(value) is type(when["equals"]) and value == when["equals"]


def asked_documents(definition: dict[str, Any], form: Form) -> list[dict[str, Any]]:
    """The checklist for these answers, in the definition's order: papers whose condition holds."""
    answers = normalise_form(form)
    return [document for document in definition["documents"] if condition_holds(document.get("when"), answers)]


def required_documents(definition: dict[str, Any], form: Form) -> list[str]:
    """Ids of the papers that must be there or promised, in the definition's order."""
    return [document["id"] for document in asked_documents(definition, form) if document["required"]]


def check_documents(definition: dict[str, Any], form: Form, documents: dict[str, Any]) -> Errors:
    """Papers that are missing, and entries the definition does not know.

    documents: {id: {state, …}}. Answers {`<id>.state`: ["required"]} or {`<id>`: ["unknown"]}.
    """
    states = {item: (entry or {}).get("state") for item, entry in documents.items()}
    missing = [d for d in required_documents(definition, form) if states.get(d) not in PRESENT_STATES]
    known = {document["id"] for document in definition["documents"]}
    errors: Errors = {f"{item}.state": ["required"] for item in missing}
    return errors | {item: ["unknown"] for item in documents if item not in known}


def promised_documents(definition: dict[str, Any], form: Form, documents: dict[str, Any]) -> list[str]:
    """Required papers that are only promised: the dossier may go, as incomplete."""
    required = required_documents(definition, form)
    return [item for item in required if (documents.get(item) or {}).get("state") == "promised"]


def _sensitive(schema: dict[str, Any], prefix: str) -> Iterator[str]:
    for name, field in schema.get("properties", {}).items():
        if field.get("x-sensitive"):
            yield f"{prefix}{name}"
        elif "properties" in field.get("items", {}):
            yield from _sensitive(field["items"], f"{prefix}{name}.*.")


PLAIN = re.compile(r"[A-Za-z0-9_-]+\Z")
"""A name that can stand in a dotted path."""


def shape_errors(definition: dict[str, Any] | None, form: Form) -> Errors:
    """Answers that no box of the form can give: rows for one value, words for rows. {name: ["type"]}.

    Asked of drafts too. A half-filled answer has its shape; of what the form does not ask for nothing is known.
    """
    asked = _asked(definition)
    return {name: ["type"] for name, value in form.items() if name in asked and not _fits(asked[name], value)}


def _asked(definition: dict[str, Any] | None) -> dict[str, Any]:
    return cast("dict[str, Any]", ((definition or {}).get("form") or {}).get("properties", {}))


def _fits(field: dict[str, Any], value: Any) -> bool:
    """Whether an answer has the shape of its field: one value, a list of values, or rows of named ones."""
    if value is None:
        return True
    if field.get("type") != "array":
        return not isinstance(value, list | dict)
    if not isinstance(value, list):
        return False
    columns = field.get("items", {}).get("properties")
    if columns is None:
        return not any(isinstance(item, list | dict) for item in value)
    return all(_is_row(columns, row) for row in value)


def _is_row(columns: dict[str, Any], row: Any) -> bool:
    return isinstance(row, dict) and all(PLAIN.match(name) and _fits(columns.get(name, {}), row[name]) for name in row)


def is_sensitive_field(definition: dict[str, Any] | None, name: str) -> bool:
    """Whether anything in the answer of this name is masked; so is what the definition does not know."""
    field = _asked(definition).get(name)
    return field is None or bool(field.get("x-sensitive")) or any(_sensitive(field.get("items", {}), ""))


def mask_form(definition: dict[str, Any] | None, form: Form) -> tuple[Form, list[str]]:
    """The answers for a reader who may not see sensitive ones: those are null, their paths listed.

    What the definition does not know is masked too, and an answer of another shape than its field's whole, since
    nobody knows what lies in it; without a definition everything is.
    """
    schema = (definition or {}).get("form") or {}
    masked, paths = _mask(schema, form, "")
    return masked, sorted(paths)


def _mask(schema: dict[str, Any], answers: Form, prefix: str) -> tuple[Form, list[str]]:
    out: Form = {}
    paths: list[str] = []
    properties = schema.get("properties", {})
    for name, value in answers.items():
        field = properties.get(name)
        if field is None or field.get("x-sensitive") or not _fits(field, value):
            out[name] = None
            paths.append(f"{prefix}{name}")
        elif value is not None and "properties" in field.get("items", {}):
            rows = []
            for index, row in enumerate(value):
                kept, inner = _mask(field["items"], row, f"{prefix}{name}.{index}.")
                rows.append(kept)
                paths += inner
            out[name] = rows
        else:
            out[name] = value
    return out, paths


STRUCTURED = frozenset({"pattern", "format", "enum", "const"})


def without_secrets_in(definition: dict[str, Any] | None, form: Form) -> Form:
    """The answers with what looks like a password or code masked, and with nothing but numbers for ID numbers.

    An answer stays as it is where it fits the pattern, format or list of choices that the definition has for it.
    """
    return cast("Form", _unsaid(((definition or {}).get("form")) or {}, form))


def _unsaid(schema: dict[str, Any], answer: Any) -> Any:
    if isinstance(answer, str):
        if schema.get("x-widget") == "person_id":
            return answer if may_be_id_number(answer) else MASK
        is_fixed = STRUCTURED & schema.keys() and _validator(_key(schema)).is_valid(answer)
        return answer if is_fixed else mask_secrets(answer)[0]
    if isinstance(answer, list):
        return [_unsaid(schema.get("items", {}), item) for item in answer]
    if isinstance(answer, dict):
        return {name: _unsaid(schema.get("properties", {}).get(name, {}), value) for name, value in answer.items()}
    return answer


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical text of a definition: the same content is the same version."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
