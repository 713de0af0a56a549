"""Words in the box for an ID number are refused everywhere; half a number is kept while it is a draft."""

from typing import Any

import pytest

from app.core.ids import new_id
from tests.support.dossiers import Desk, birth, doc, expect
from tests.support.personas import Persona

pytestmark = pytest.mark.on("sqlite")

PASSWORD = "mật khẩu VNeID: Hue@2026x"
NOT_A_NUMBER = ["validation.not_id_number"]


def edit(person: Persona, dossier_id: str, field: str, new: Any, **more: Any) -> dict[str, Any]:
    return person.phone.do("dossier.edit", dossier_id, {"changes": [{"field": field, "new": new} | more]})


@pytest.mark.parametrize("role", ["applicant", "subject", "representative"])
@pytest.mark.parametrize("text", [PASSWORD, "Hue@2026x", "mk123456", "chưa có"])
def test_a_new_dossier_with_words_for_a_number_is_refused(as_volunteer: Persona, role: str, text: str) -> None:
    people = {role: {"full_name": "Nguyễn Thị Hường", "id_number": text}}
    refused = as_volunteer.phone.do("dossier.create", new_id(), birth() | people)
    assert refused["errors"] == {f"{role}.id_number": NOT_A_NUMBER}


def test_an_edit_to_words_is_refused_and_half_a_number_is_not(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    refused = edit(as_volunteer, dossier_id, "applicant.id_number", PASSWORD, base="046190001234")
    assert refused["errors"] == {"applicant.id_number": NOT_A_NUMBER}
    assert edit(as_volunteer, dossier_id, "applicant.id_number", "046 19", base="046190001234")["status"] == "applied"
    assert doc(as_volunteer, dossier_id)["applicant"]["id_number"] == "04619"


def test_the_ward_cannot_correct_a_number_to_words(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer)
    refused = edit(as_officer, dossier_id, "applicant.id_number", PASSWORD)
    assert refused["errors"] == {"applicant.id_number": NOT_A_NUMBER}


def test_a_conflict_about_a_number_cannot_end_in_words(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    (kept,) = edit(as_volunteer, dossier_id, "applicant.id_number", "046190001235", base=None)["conflicts"]
    choice = {"conflict_id": kept["id"], "choose": {"value": PASSWORD}}
    refused = as_volunteer.phone.do("conflict.resolve", dossier_id, choice)
    assert refused["errors"] == {"applicant.id_number": NOT_A_NUMBER}


def test_a_passport_of_another_country_is_taken(desk: Desk, as_volunteer: Persona) -> None:
    visitor = {"full_name": "Li Mei", "id_kind": "passport", "id_number": "EA1234567", "phone": "0905123456"}
    dossier_id = desk.draft(as_volunteer, applicant=visitor)
    as_volunteer.phone.must("dossier.submit", dossier_id, expect("draft", 0))


@pytest.mark.parametrize("text", [PASSWORD, "Hue@2026x"])
def test_an_answer_that_should_be_a_number_keeps_no_words(desk: Desk, as_volunteer: Persona, text: str) -> None:
    dossier_id = desk.draft(as_volunteer)
    edit(as_volunteer, dossier_id, "form.mother_id", text, base=None)
    assert desk.content(dossier_id)["form"]["mother_id"] == "••••••"
    refused = as_volunteer.phone.do("dossier.submit", dossier_id, expect("draft", 0))
    assert refused["errors"] == {"form.mother_id": ["pattern"]}


def test_an_answer_is_trusted_for_its_form_only_where_it_has_it(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    for field in ("child_dob", "birth_case"):
        edit(as_volunteer, dossier_id, f"form.{field}", PASSWORD)
        edit(as_volunteer, dossier_id, f"form.{field}", PASSWORD, base=doc(as_volunteer, dossier_id)["form"][field])
    assert "Hue@2026x" not in str(desk.content(dossier_id))


def test_what_stands_for_an_official_code_keeps_no_secret(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer)
    filed = {"where": "own_phone", "at": "2026-11-23T08:00:00+07:00"}
    for code in (PASSWORD, "000.00.PIN.H57-261122-0001"):
        as_volunteer.phone.must("dossier.record_portal", dossier_id, filed | {"code": code})
    codes = [entry["code"] for entry in desk.content(dossier_id)["portal"]]
    assert codes == ["mật khẩu VNeID: ••••••", "000.00.PIN.H57-261122-0001"]


def test_a_field_that_is_no_path_is_not_repeated_in_the_answer(desk: Desk, as_volunteer: Persona) -> None:
    refused = edit(as_volunteer, desk.draft(as_volunteer), PASSWORD, "x", base=None)
    assert refused["errors"] == {"changes.0.field": ["validation.field"]}
