"""Reference texts: what a file of them must look like. Pure."""

from typing import Any

from jsonschema import Draft202012Validator

from app.catalogue.definition import BOTH, Problem

KINDS: dict[str, tuple[str, ...]] = {
    "template": ("return_reason", "decline_reason"),
    "notice": ("info", "outage", "scam"),
}
TEXT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["id", "type", "kind", "text"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": r"^[a-z][a-z0-9_.-]{2,79}\Z"},
        "type": {"enum": list(KINDS)},
        "kind": {"enum": [kind for kinds in KINDS.values() for kind in kinds]},
        "ward": {"type": ["string", "null"], "pattern": r"^[0-9]{5}\Z"},
        "position": {"type": "integer"},
        "text": BOTH,
        "title": BOTH,
        "from": {"type": ["string", "null"], "format": "date"},
        "to": {"type": ["string", "null"], "format": "date"},
    },
}
_validator = Draft202012Validator(TEXT_SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def problems_in_texts(rows: list[Any]) -> list[Problem]:
    """Everything wrong with the rows, in their order."""
    found: list[Problem] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        name = str(row.get("id", "")) if isinstance(row, dict) else ""
        errors = sorted(_validator.iter_errors(row), key=lambda e: [str(p) for p in e.absolute_path])
        found += [Problem(number, name, ".".join(map(str, e.absolute_path)), e.message) for e in errors]
        if errors:
            continue
        if row["kind"] not in KINDS[row["type"]]:
            found.append(Problem(number, name, "kind", f"{row['kind']!r} is no kind of {row['type']}"))
        if name in seen:
            found.append(Problem(number, name, "id", "is used twice"))
        seen.add(name)
    return found
