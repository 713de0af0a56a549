"""What a procedure's definition must look like before it is taken in. Pure.

Adding a procedure touches no code, so everything a form author can get wrong is found here, all at once
and in plain words.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

WIDGETS: dict[str, frozenset[str]] = {
    "text": frozenset({"string"}),
    "longtext": frozenset({"string"}),
    "number": frozenset({"integer", "number"}),
    "date": frozenset({"string"}),
    "select": frozenset({"string"}),
    "radio": frozenset({"string", "boolean"}),
    "checkbox": frozenset({"boolean", "array"}),
    "phone": frozenset({"string"}),
    "person_id": frozenset({"string"}),
    "hamlet": frozenset({"string"}),
    "address": frozenset({"string"}),
    "repeat": frozenset({"array"}),
}
"""Each widget with the JSON types it can fill."""

CHANNELS = ("in_person", "online", "postal")
TIME_UNITS = ("working_hour", "working_day", "calendar_day")
DOCUMENT_KINDS = ("submit", "present", "form")
ONLINE_LEVELS = ("full", "partial", "none")

CODE_PATTERN = r"^[0-9]\.[0-9]{6}(\.[0-9A-Z]+)*\Z"
FIELD_KEYS = frozenset(
    {"type", "title", "x-title-en", "x-widget", "x-sensitive", "x-enum-titles", "x-hint", "enum", "format", "pattern"}
    | {"minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "uniqueItems", "items", "x-not-after"}
)
FORM_KEYS = frozenset({"type", "required", "properties", "allOf"})
BRANCH_KEYS = frozenset({"if", "then", "else"})

BOTH: dict[str, Any] = {
    "type": "object",
    "required": ["vi", "en"],
    "properties": {"vi": {"type": "string", "minLength": 1}, "en": {"type": "string", "minLength": 1}},
    "additionalProperties": False,
}
DAY: dict[str, Any] = {"type": ["string", "null"], "format": "date"}
ROW_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["code", "name", "field", "channels", "time_limit", "fees", "source", "guidance", "documents", "form"],
    "additionalProperties": False,
    "properties": {
        "code": {"type": "string", "pattern": CODE_PATTERN},
        "name": BOTH,
        "keywords": {
            "type": "array",
            "items": {"type": "string", "minLength": 2, "maxLength": 60},
            "maxItems": 20,
            "uniqueItems": True,
        },
        "field": {"type": "string", "pattern": r"^[a-z][a-z_]*\Z"},
        "online_level": {"enum": [*ONLINE_LEVELS, None]},
        "channels": {"type": "array", "items": {"enum": list(CHANNELS)}, "uniqueItems": True},
        "time_limit": {
            "type": ["object", "null"],
            "required": ["value", "unit"],
            "additionalProperties": False,
            "properties": {
                "value": {"type": "integer", "minimum": 1},
                "unit": {"enum": list(TIME_UNITS)},
                "cutoff_15h": {"type": "boolean"},
            },
        },
        "fees": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["channel", "amount"],
                "additionalProperties": False,
                "properties": {
                    "channel": {"enum": list(CHANNELS)},
                    "amount": {"type": "integer", "minimum": 0},
                    "note": {"anyOf": [BOTH, {"type": "null"}]},
                },
            },
        },
        "issued_by": {"type": ["string", "null"]},
        "source": {
            "type": "object",
            "required": ["checked_on", "verified"],
            "additionalProperties": False,
            "properties": {
                "checked_on": DAY,
                "verified": {"type": "array", "items": {"type": "string"}},
                "url": {"type": "string"},
            },
        },
        "guidance": BOTH,
        "documents": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "label", "kind", "originals", "copies", "required", "when"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": r"^[a-z][a-z0-9_]*\Z"},
                    "label": BOTH,
                    "kind": {"enum": list(DOCUMENT_KINDS)},
                    "originals": {"type": "integer", "minimum": 0},
                    "copies": {"type": "integer", "minimum": 0},
                    "required": {"type": "boolean"},
                    "when": {
                        "type": ["object", "null"],
                        "required": ["field", "equals"],
                        "additionalProperties": False,
                        "properties": {
                            "field": {"type": "string"},
                            "equals": {"type": ["string", "boolean", "number"]},
                        },
                    },
                    "hint": BOTH,
                },
            },
        },
        "form": {"type": "object"},
        "valid_from": DAY,
        "valid_to": DAY,
        "replaced_by": {"type": ["string", "null"], "pattern": CODE_PATTERN},
    },
}
_row_validator = Draft202012Validator(ROW_SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


class Problem(NamedTuple):
    """One thing wrong in a file. row: counted from 1, 0 for the file as a whole. path: dotted, inside the row."""

    row: int
    code: str
    path: str
    text: str

    def __str__(self) -> str:
        where = f"row {self.row}" if self.row else "file"
        return " ".join(part for part in (f"{where}:", self.code, self.path and f"[{self.path}]", self.text) if part)


def problems_in(rows: list[Any]) -> list[Problem]:
    """Everything wrong with the rows, in their order; nothing when they can be taken in."""
    found: list[Problem] = []
    first_seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        code = str(row.get("code", "")) if isinstance(row, dict) else ""
        found += [Problem(number, code, path, text) for path, text in _row_problems(row)]
        if code and code in first_seen:
            found.append(Problem(number, code, "code", f"is already in row {first_seen[code]}"))
        first_seen.setdefault(code, number)
    return found


def _row_problems(row: Any) -> Iterator[tuple[str, str]]:
    shape = sorted(_row_validator.iter_errors(row), key=lambda e: ([str(p) for p in e.absolute_path], e.message))
    yield from ((_path(error), _words(error)) for error in shape)
    if not isinstance(row, dict):
        return
    form, documents = row.get("form"), row.get("documents")
    properties: dict[str, Any] = {}
    if isinstance(form, dict):
        yield from _form_problems(form)
        held = form.get("properties")
        properties = held if isinstance(held, dict) else {}
    if isinstance(documents, list):
        yield from _document_problems([d for d in documents if isinstance(d, dict)], properties)


def _path(error: ValidationError) -> str:
    return ".".join(str(part) for part in error.absolute_path)


def _words(error: ValidationError) -> str:
    """The validator's sentence, without quoting half the file."""
    return error.message if len(error.message) <= 160 else f"{error.message[:157]}…"


def _document_problems(documents: list[dict[str, Any]], properties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for index, document in enumerate(documents):
        name = document.get("id")
        if isinstance(name, str):
            if name in seen:
                yield f"documents.{index}.id", f"{name!r} is used twice"
            seen.add(name)
        when = document.get("when")
        if isinstance(when, dict) and "field" in when and "equals" in when:
            yield from ((f"documents.{index}.when", text) for text in _condition_problems(when, properties))


def _condition_problems(when: dict[str, Any], properties: dict[str, Any]) -> Iterator[str]:
    field = properties.get(when["field"]) if isinstance(when["field"], str) else None
    if not isinstance(field, dict):
        yield f"refers to {when['field']!r}, which is no field of the form"
        return
    value, expected = when["equals"], field.get("type")
    fits = {"boolean": isinstance(value, bool), "string": isinstance(value, str)}.get(
        str(expected), isinstance(value, int | float) and not isinstance(value, bool)
    )
    if not fits:
        yield f"compares {when['field']!r} ({expected}) with {value!r}"
    elif "enum" in field and value not in field["enum"]:
        yield f"{value!r} is no choice of {when['field']!r}"
    if field.get("x-sensitive"):
        # The desk sees sensitive answers masked, and could not tell which papers are asked for.
        yield f"depends on {when['field']!r}, which is sensitive"


def _form_problems(form: dict[str, Any]) -> Iterator[tuple[str, str]]:
    meta = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    broken = sorted(meta.iter_errors(form), key=lambda e: [str(p) for p in e.absolute_path])
    for error in broken:
        yield f"form.{_path(error)}".rstrip("."), f"is no JSON Schema: {_words(error)}"
    if broken:
        return
    if not form:
        return
    if form.get("type") != "object":
        yield "form.type", "must be 'object'"
    yield from ((f"form.{key}", "is not understood by phone and server alike") for key in sorted(set(form) - FORM_KEYS))
    properties = form.get("properties", {})
    yield from _required_problems(form, properties, "form")
    for index, branch in enumerate(form.get("allOf", [])):
        yield from _branch_problems(branch, properties, f"form.allOf.{index}")
    for name, field in properties.items():
        yield from _field_problems(field, f"form.properties.{name}")


def _required_problems(schema: dict[str, Any], properties: dict[str, Any], at: str) -> Iterator[tuple[str, str]]:
    unknown = [name for name in schema.get("required", []) if name not in properties]
    yield from ((f"{at}.required", f"{name!r} is no field of the form") for name in unknown)


def _branch_problems(branch: dict[str, Any], properties: dict[str, Any], at: str) -> Iterator[tuple[str, str]]:
    if not isinstance(branch, dict) or "if" not in branch or set(branch) - BRANCH_KEYS:
        yield at, "only if, then and else are understood here"
        return
    for key, part in branch.items():
        if not isinstance(part, dict) or set(part) - {"properties", "required"}:
            yield f"{at}.{key}", "only properties and required are understood here"
            continue
        yield from _required_problems(part, properties, f"{at}.{key}")
        unknown = [name for name in part.get("properties", {}) if name not in properties]
        yield from ((f"{at}.{key}.properties", f"{name!r} is no field of the form") for name in unknown)


def _field_problems(field: Any, at: str) -> Iterator[tuple[str, str]]:
    if not isinstance(field, dict):
        yield at, "must describe a field"
        return
    yield from (
        (f"{at}.{key}", "is not understood by phone and server alike") for key in sorted(set(field) - FIELD_KEYS)
    )
    for key in ("title", "x-title-en"):
        if not isinstance(field.get(key), str) or not field[key]:
            yield f"{at}.{key}", "is missing"
    widget, kind = field.get("x-widget"), field.get("type")
    if not isinstance(widget, str) or widget not in WIDGETS:
        yield f"{at}.x-widget", f"{widget!r} is no known widget ({', '.join(WIDGETS)})"
    elif not isinstance(kind, str) or kind not in WIDGETS[widget]:
        yield f"{at}.type", f"{kind!r} does not fit the widget {widget!r}"
    if widget == "date" and field.get("format") != "date":
        yield f"{at}.format", "a date field needs format 'date'"
    if field.get("x-not-after", "today") != "today" or ("x-not-after" in field and widget != "date"):
        yield f"{at}.x-not-after", "only 'today' is understood, of a date"
    if not isinstance(field.get("x-sensitive", False), bool):
        yield f"{at}.x-sensitive", "must be true or false"
    if widget == "person_id" and not field.get("x-sensitive"):
        yield f"{at}.x-sensitive", "an identity number is sensitive"
    yield from _pattern_problems(field, at)
    yield from _choice_problems(field, at)
    if widget == "repeat":
        items = field.get("items")
        if not isinstance(items, dict) or not isinstance(items.get("properties"), dict):
            yield f"{at}.items", "a repeat needs items with properties"
            return
        yield from _required_problems(items, items["properties"], f"{at}.items")
        for name, inner in items["properties"].items():
            yield from _field_problems(inner, f"{at}.items.properties.{name}")


def _pattern_problems(field: dict[str, Any], at: str) -> Iterator[tuple[str, str]]:
    pattern = field.get("pattern")
    if isinstance(pattern, str):
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{at}.pattern", f"is no regular expression: {error}"


def _choice_problems(field: dict[str, Any], at: str) -> Iterator[tuple[str, str]]:
    items = field.get("items")
    choices = field.get("enum") or (items.get("enum") if isinstance(items, dict) else None)
    widget = field.get("x-widget")
    needs = widget == "select" or (widget == "radio" and field.get("type") == "string")
    if needs and not choices:
        yield f"{at}.enum", "there is nothing to choose from"
    titles = field.get("x-enum-titles", {})
    for choice in choices or []:
        title = titles.get(choice) if isinstance(titles, dict) and isinstance(choice, str) else None
        if not isinstance(title, dict) or not title.get("vi") or not title.get("en"):
            yield f"{at}.x-enum-titles", f"{choice!r} has no words in both languages"
