"""Forms and checklists of all procedures, by the vectors the client reads as well."""

import json
from collections import Counter
from typing import Any

import pytest

from app.catalogue.forms import (
    asked_documents,
    check_documents,
    check_form,
    mask_form,
    normalise_form,
    promised_documents,
    required_documents,
    without_secrets_in,
)
from app.core.secrets import without_secrets
from tests.catalogue import form_vectors

PROCEDURES = {p["code"]: p for p in json.loads(form_vectors.PROCEDURES.read_text(encoding="utf-8"))}
VECTORS = json.loads(form_vectors.VECTORS.read_text(encoding="utf-8"))
BIRTH = PROCEDURES["1.001193"]


@pytest.mark.parametrize("code", PROCEDURES)
def test_forms_are_judged_as_the_vectors_say(code: str) -> None:
    for vector in (v for v in VECTORS if v["procedure"] == code):
        assert check_form(PROCEDURES[code], vector["form"], form_vectors.TODAY) == vector["errors"], vector["form"]
        assert required_documents(PROCEDURES[code], vector["form"]) == vector["documents"], vector["form"]


def test_the_vectors_are_those_of_the_present_catalogue() -> None:
    assert form_vectors.all_cases() == VECTORS


def test_every_procedure_and_every_conditional_paper_has_vectors() -> None:
    assert len(PROCEDURES) == 60
    counted = Counter(v["procedure"] for v in VECTORS)
    assert min(counted[code] for code in PROCEDURES) >= 3
    for code, procedure in PROCEDURES.items():
        seen = {paper for v in VECTORS if v["procedure"] == code for paper in v["documents"]}
        assert {d["id"] for d in procedure["documents"] if d["required"]} <= seen


def test_a_form_that_asks_for_nothing_takes_nothing() -> None:
    assert check_form({"form": {}, "documents": []}, {"x": 1}) == {"x": ["unknown"]}


def test_an_answer_that_was_not_asked_for_is_named() -> None:
    form = {**form_vectors.complete(BIRTH["form"], {}), "bank_account": "123"}
    assert check_form(BIRTH, form) == {"bank_account": ["unknown"]}


def test_an_unknown_answer_inside_a_repeat_is_named() -> None:
    procedure = PROCEDURES["1.004222"]
    form = form_vectors.complete(
        procedure["form"], {"members": [{"name": "Lan", "id_number": "046199001234", "x": "y"}]}
    )
    assert check_form(procedure, form) == {"members.0.x": ["unknown"]}


def test_what_is_empty_is_left_out_and_false_is_an_answer() -> None:
    form = {"a": " ", "b": None, "c": False, "d": 0, "e": [{"x": ""}, {"x": " y "}], "f": []}
    assert normalise_form(form) == {"c": False, "d": 0, "e": [{"x": "y"}]}


def test_the_checklist_follows_the_answers() -> None:
    with_notice = {d["id"] for d in asked_documents(BIRTH, {"has_birth_notice": True})}
    without = {d["id"] for d in asked_documents(BIRTH, {"has_birth_notice": False})}
    assert with_notice - without == {"birth_notice"}
    assert without - with_notice == {"birth_statement"}


def test_a_promised_paper_lets_the_dossier_go_and_says_so() -> None:
    form = {"has_birth_notice": True}
    papers: dict[str, Any] = {p: {"state": "seen"} for p in ("declaration", "identity_paper")}
    assert check_documents(BIRTH, form, papers) == {"birth_notice.state": ["required"]}
    papers["birth_notice"] = {"state": "promised"}
    assert check_documents(BIRTH, form, papers) == {}
    assert promised_documents(BIRTH, form, papers) == ["birth_notice"]


def test_a_paper_nobody_asks_for_is_named() -> None:
    assert check_documents({"form": {}, "documents": []}, {}, {"x": {"state": "seen"}}) == {"x": ["unknown"]}


def test_every_identity_number_and_ethnicity_is_sensitive() -> None:
    for code, procedure in PROCEDURES.items():
        for name, field in procedure["form"]["properties"].items():
            if field["x-widget"] == "person_id" or "ethnicity" in name or name == "insurance_number":
                assert field.get("x-sensitive") is True, (code, name)
            for inner, inner_field in field.get("items", {}).get("properties", {}).items():
                if inner_field["x-widget"] == "person_id":
                    assert inner_field.get("x-sensitive") is True, (code, name, inner)


def test_sensitive_and_unknown_answers_are_masked_and_named() -> None:
    form = {"head_name": "Trần Lan", "head_id": "046199001234", "x": 1, "members": [{"name": "An", "id_number": "0"}]}
    masked, paths = mask_form(PROCEDURES["1.004222"], form)
    assert masked == {
        "head_name": "Trần Lan",
        "head_id": None,
        "x": None,
        "members": [{"name": "An", "id_number": None}],
    }
    assert paths == ["head_id", "members.0.id_number", "x"]


def test_without_a_definition_every_answer_is_masked() -> None:
    assert mask_form(None, {"a": "b"}) == ({"a": None}, ["a"])


SECRET = "mật khẩu VNeID là Hoa@1985x"


def test_what_looks_like_a_secret_is_masked_in_free_text_only() -> None:
    definition = {
        "form": {
            "properties": {
                "reason": {"type": "string", "maxLength": 500},
                "serial": {"type": "string", "pattern": "^.+$"},
                "kind": {"type": "string", "enum": [SECRET]},
                "members": {"type": "array", "items": {"properties": {"job": {"type": "string"}}}},
            }
        }
    }
    answers = {"reason": SECRET, "serial": SECRET, "kind": SECRET, "members": [{"job": SECRET}], "unknown": SECRET}
    kept = without_secrets_in(definition, answers)
    masked = "mật khẩu VNeID là ••••••"
    assert kept == answers | {"reason": masked, "members": [{"job": masked}], "unknown": masked}


def choices(schema: dict[str, Any]) -> list[Any]:
    """Every answer that can be chosen somewhere in a form."""
    fields = schema.get("properties", {}).values()
    return [*schema.get("enum", []), *(c for f in fields for c in choices(f)), *choices_of_items(schema)]


def choices_of_items(schema: dict[str, Any]) -> list[Any]:
    return choices(schema["items"]) if "items" in schema else []


@pytest.mark.parametrize("code", PROCEDURES)
def test_no_choice_of_a_form_looks_like_a_secret(code: str) -> None:
    """The ledger knows no definitions, and masks whatever may be free text."""
    offered = choices(PROCEDURES[code]["form"])
    assert without_secrets(offered) == (offered, False)


def test_nobody_was_born_tomorrow_nor_in_a_row_of_several() -> None:
    born = {"type": "string", "format": "date", "x-not-after": "today"}
    rows = {"type": "array", "items": {"properties": {"dob": born}}}
    definition = {"form": {"properties": {"dob": born, "members": rows}}}
    form = {"dob": "2026-11-24", "members": [{"dob": "2026-11-24"}, {"dob": "2026-11-25"}]}
    assert check_form(definition, form, form_vectors.TODAY) == {"members.1.dob": ["future"]}
    assert check_form(definition, {"dob": "2999-01-01"}) == {"dob": ["future"]}
