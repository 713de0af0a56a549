"""Writes tests/vectors/forms.json: filled-in forms with what both sides must say about them.

The answers are built and judged here from the definitions alone, by construction and not by the product's
own validator, so that the vectors can find it wrong. Run `python -m tests.catalogue.form_vectors` after the
catalogue has changed.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROCEDURES = ROOT / "app/catalogue/data/procedures.json"
VECTORS = ROOT / "tests/vectors/forms.json"
TODAY = date(2026, 11, 24)
"""The day on which the vectors are judged; the client's tests name it too."""

Json = dict[str, Any]

BY_PATTERN = {
    "^[0-9]{12}$": "046199001234",
    "^(0|\\+84)[0-9]{8,10}$": "0901234567",
    "^[0-9]{10}$": "1234567890",
    "^[0-9]{9}$": "123456789",
    "^[0-9]{10,13}(-[0-9]{3})?$": "0101234567",
}


def good(field: Json) -> Any:
    """A valid answer."""
    kind = field["type"]
    if "enum" in field:
        return field["enum"][0]
    if kind == "boolean":
        return False
    if kind in ("integer", "number"):
        return max(1, field.get("minimum", 1))
    if kind == "array":
        items = field["items"]
        return [good_row(items) if "properties" in items else items["enum"][0]] * max(1, field.get("minItems", 1))
    if field.get("format") == "date":
        return "2026-11-23"
    if "pattern" in field:
        return BY_PATTERN[field["pattern"]]
    return "Hẻm 12, số 5" if field["x-widget"] == "address" else "Nguyễn Thị Bảo An"[: field.get("maxLength", 100)]


def good_row(items: Json) -> Json:
    required = items.get("required", [])
    return {name: good(field) for name, field in items["properties"].items() if name in required}


def bad(field: Json) -> list[tuple[Any, str, str]]:
    """Invalid answers: (answer, path behind the field's own, code)."""
    kind, found = field["type"], []
    if "enum" in field:
        return [("khong-co", "", "enum")]
    if kind == "boolean":
        return [("true", "", "type")]
    if kind == "array":
        if "maxItems" in field:
            found.append(([good_row(field["items"])] * (field["maxItems"] + 1), "", "maxItems"))
        if "properties" in field["items"]:
            return found + list(bad_rows(field["items"]))
        return [*found, (["khong-co"], ".0", "enum"), ("khong-co", "", "type")]
    if kind in ("integer", "number"):
        found.append(("mười", "", "type"))
        if kind == "integer":
            found.append((2.5, "", "type"))
        if "minimum" in field:
            found.append((field["minimum"] - 1, "", "minimum"))
        if "maximum" in field:
            found.append((field["maximum"] + 1, "", "maximum"))
        return found
    found.append((12, "", "type"))
    if field.get("format") == "date":
        found += [("2026-02-30", "", "format"), ("23/11/2026", "", "format")]
    if "x-not-after" in field:
        found.append(("2030-11-17", "", "future"))
    if "pattern" in field:
        found += [("12ab", "", "pattern")]
    if "maxLength" in field and "pattern" not in field:
        found.append(("ộ" * (field["maxLength"] + 1), "", "maxLength"))
    if field.get("minLength", 0) > 1:
        found.append(("x", "", "minLength"))
    return found


def bad_rows(items: Json) -> Iterator[tuple[Any, str, str]]:
    required = items.get("required", [])
    if required:
        whole = good_row(items)
        other = next((n for n in items["properties"] if n not in required), None)
        rest = {name: value for name, value in whole.items() if name != required[0]}
        if not rest and other:
            rest = {other: good(items["properties"][other])}
        if rest:
            yield [whole, rest], f".1.{required[0]}", "required"
    for name, field in items["properties"].items():
        for answer, behind, code in bad(field)[:1]:
            yield [{**good_row(items), name: answer}], f".0.{name}{behind}", code


def needed(form: Json, answers: Json) -> set[str]:
    """Names the answers must hold, the conditional ones too."""
    names = set(form["required"])
    for branch in form.get("allOf", []):
        condition = branch["if"]["properties"]
        met = all(name in answers and answers[name] == rule["const"] for name, rule in condition.items())
        names |= set((branch["then"] if met else branch.get("else", {})).get("required", []))
    return names


def complete(form: Json, answers: Json) -> Json:
    """The answers with everything needed filled in."""
    filled = dict(answers)
    while missing := sorted(needed(form, filled) - filled.keys()):
        for name in missing:
            filled[name] = good(form["properties"][name])
    return {name: filled[name] for name in form["properties"] if name in filled}


def papers(procedure: Json, answers: Json) -> list[str]:
    def holds(when: Json | None) -> bool:
        return when is None or (when["field"] in answers and answers[when["field"]] == when["equals"])

    return [d["id"] for d in procedure["documents"] if d["required"] and holds(d["when"])]


def cases(procedure: Json) -> Iterator[Json]:
    form = procedure["form"]
    fields = form["properties"]

    def case(answers: Json, errors: Json, judged: Json | None = None) -> Json:
        documents = papers(procedure, answers if judged is None else judged)
        return {"procedure": procedure["code"], "form": answers, "errors": errors, "documents": documents}

    plain = complete(form, {})
    yield case(plain, {})
    yield case({}, {name: ["required"] for name in sorted(needed(form, {}))})
    everything = complete(form, {name: good(field) for name, field in fields.items()})
    yield case(everything, {})
    text = next((n for n in form["required"] if fields[n]["type"] == "string" and "enum" not in fields[n]), None)
    if text:
        blank = {**plain, text: "  \n "}
        yield case(blank, {text: ["required"]}, {k: v for k, v in plain.items() if k != text})
    optional = [n for n in fields if n not in needed(form, plain)]
    if optional:
        empties: Json = {"string": "", "array": [], "boolean": None, "integer": None, "number": None}
        yield case({**plain, **{n: empties[fields[n]["type"]] for n in optional}}, {}, plain)
    asked = {(d["when"]["field"], d["when"]["equals"]) for d in procedure["documents"] if d["when"]}
    for name, value in sorted(asked, key=str):
        answers = complete(form, {name: value})
        yield case(answers, {})
    for branch in form.get("allOf", []):
        answers = complete(form, {n: rule["const"] for n, rule in branch["if"]["properties"].items()})
        for name in branch["then"]["required"]:
            without = {k: v for k, v in answers.items() if k != name}
            yield case(without, {name: ["required"]})
    for name, field in fields.items():
        for answer, behind, code in bad(field):
            answers = {**complete(form, {name: good(field)}), name: answer}
            errors = {f"{name}{behind}": [code]}
            for lacking in sorted(needed(form, answers) - answers.keys()):
                errors[lacking] = ["required"]
            yield case(answers, errors)


def all_cases() -> list[Json]:
    procedures = json.loads(PROCEDURES.read_text(encoding="utf-8"))
    return [case for procedure in procedures for case in cases(procedure)]


def text_of(vectors: list[Json]) -> str:
    """One case a line, so that a change shows as lines."""
    lines = [json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in vectors]
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    VECTORS.write_text(text_of(all_cases()), encoding="utf-8")
