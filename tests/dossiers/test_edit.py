"""Edits of a stored dossier: merging, conflicts and their ends, masked fields, what may not be."""

from typing import Any

import pytest

from app.core.ids import new_id
from tests.support.dossiers import BIRTH, Desk, Json, birth, doc, expect
from tests.support.personas import People, Persona


def change(field: str, new: Any, **base: Any) -> Json:
    return {"changes": [{"field": field, "new": new, **base}]}


def edit(persona: Persona, dossier_id: str, field: str, new: Any, **base: Any) -> Json:
    return persona.phone.must("dossier.edit", dossier_id, change(field, new, **base))


def conflicts(persona: Persona) -> list[Json]:
    return list(persona.phone.pull().docs("conflict").values())


def test_owner_and_officer_mend_different_fields_of_a_returned_dossier(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.returned(as_volunteer, as_officer)
    edit(as_officer, dossier_id, "applicant.phone", "0977 000 111", base="0905123456")
    edit(as_volunteer, dossier_id, "form.child_name", "Trần Thị Bảo An", base="Trần Bảo An")
    seen = doc(as_volunteer, dossier_id)
    assert seen["applicant"]["phone"] == "0977000111"
    assert seen["form"]["child_name"] == "Trần Thị Bảo An"
    assert seen["conflicts"] == []


def test_the_same_field_changed_by_both_is_kept_twice_and_both_see_it(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.returned(as_volunteer, as_officer)
    edit(as_officer, dossier_id, "applicant.phone", "0977000111", base="0905123456")
    result = edit(as_volunteer, dossier_id, "applicant.phone", "0908222333", base="0905123456")
    [kept] = result["conflicts"]
    assert (kept["field"], kept["theirs"], kept["mine"]) == ("applicant.phone", "0977000111", "0908222333")
    for reader in (as_volunteer, as_officer):
        [seen] = conflicts(reader)
        assert seen["id"] == kept["id"]
        assert seen["theirs"] | {"at": ""} == {"value": "0977000111", "by": as_officer.id, "at": ""}
        assert seen["mine"] | {"at": ""} == {"value": "0908222333", "by": as_volunteer.id, "at": ""}
        assert doc(reader, dossier_id)["conflicts"] == [kept["id"]]
        assert doc(reader, dossier_id)["applicant"]["phone"] == "0977000111"


@pytest.fixture
def conflict(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> tuple[str, str]:
    """(dossier, conflict) about the phone: the officer's 0977000111 is stored, the volunteer wants 0908222333."""
    dossier_id = desk.returned(as_volunteer, as_officer)
    edit(as_officer, dossier_id, "applicant.phone", "0977000111", base="0905123456")
    result = edit(as_volunteer, dossier_id, "applicant.phone", "0908222333", base="0905123456")
    return dossier_id, result["conflicts"][0]["id"]


@pytest.mark.parametrize(
    ("choose", "phone"),
    [("mine", "0908222333"), ("theirs", "0977000111"), ({"value": "0911 222 333"}, "0911222333")],
)
def test_a_conflict_is_resolved_by_choosing(
    choose: Any, phone: str, conflict: tuple[str, str], as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id, conflict_id = conflict
    as_officer.phone.must("conflict.resolve", dossier_id, {"conflict_id": conflict_id, "choose": choose})
    seen = doc(as_volunteer, dossier_id)
    assert seen["applicant"]["phone"] == phone
    assert seen["conflicts"] == []
    [ended] = conflicts(as_volunteer)
    assert ended["resolved"]["by"] == as_officer.id
    assert ended["resolved"]["choose"] == (choose if isinstance(choose, str) else "value")


@pytest.fixture
def accepted(conflict: tuple[str, str], as_volunteer: Persona, as_officer: Persona) -> tuple[str, str]:
    """The same, with the ward since: nobody edits it any more."""
    dossier_id, conflict_id = conflict
    as_volunteer.phone.must("dossier.submit", dossier_id, expect("returned", 1))
    as_officer.phone.must("dossier.accept", dossier_id, expect("submitted", 2))
    return dossier_id, conflict_id


@pytest.mark.parametrize("value", ["0911222333", ""])
def test_a_third_value_is_an_edit_and_comes_too_late_where_an_edit_does(
    value: str, accepted: tuple[str, str], as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id, conflict_id = accepted
    for persona in (as_volunteer, as_officer):
        args = {"conflict_id": conflict_id, "choose": {"value": value}}
        assert persona.phone.do("conflict.resolve", dossier_id, args)["code"] == "STATE_CHANGED"
    assert doc(as_officer, dossier_id)["applicant"]["phone"] == "0977000111"


@pytest.mark.parametrize(("choose", "phone"), [("mine", "0908222333"), ("theirs", "0977000111")])
def test_one_of_the_two_values_may_still_be_chosen_then(
    choose: str, phone: str, accepted: tuple[str, str], as_officer: Persona
) -> None:
    dossier_id, conflict_id = accepted
    as_officer.phone.must("conflict.resolve", dossier_id, {"conflict_id": conflict_id, "choose": choose})
    assert doc(as_officer, dossier_id)["applicant"]["phone"] == phone


@pytest.fixture
def about_the_child(desk: Desk, people: People, as_volunteer: Persona, as_officer: Persona) -> tuple[str, str]:
    """(dossier, conflict) about form.child_name, which two owners changed: one of them emptied it."""
    dossier_id = desk.returned(as_volunteer, as_officer)
    edit(as_volunteer, dossier_id, "form.child_name", "Trần Thị Bảo An", base="Trần Bảo An")
    result = edit(as_volunteer, dossier_id, "form.child_name", "", base="Trần Bảo An")
    as_volunteer.phone.must("dossier.submit", dossier_id, expect("returned", 1))
    return dossier_id, result["conflicts"][0]["id"]


def test_a_third_value_is_not_for_whom_the_field_is_not(about_the_child: tuple[str, str], as_officer: Persona) -> None:
    dossier_id, conflict_id = about_the_child
    args = {"conflict_id": conflict_id, "choose": {"value": "Trần Bảo Ân"}}
    answer = as_officer.phone.do("conflict.resolve", dossier_id, args)
    assert (answer["code"], list(answer["errors"])) == ("FORBIDDEN", ["form.child_name"])


@pytest.mark.parametrize("is_accepted", [False, True])
def test_choosing_takes_nothing_from_a_dossier_with_the_ward_that_it_needs(
    is_accepted: bool, about_the_child: tuple[str, str], as_officer: Persona
) -> None:
    dossier_id, conflict_id = about_the_child
    if is_accepted:
        as_officer.phone.must("dossier.accept", dossier_id, expect("submitted", 2))
    answer = as_officer.phone.do("conflict.resolve", dossier_id, {"conflict_id": conflict_id, "choose": "mine"})
    assert (answer["code"], answer["errors"]) == ("VALIDATION", {"form.child_name": ["required"]})
    as_officer.phone.must("conflict.resolve", dossier_id, {"conflict_id": conflict_id, "choose": "theirs"})
    assert doc(as_officer, dossier_id)["conflicts"] == []


def test_an_officer_takes_no_required_paper_from_a_dossier(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer)
    args = change("documents.birth_notice.state", "missing", base="seen")
    answer = as_officer.phone.do("dossier.edit", dossier_id, args)
    assert (answer["code"], answer["errors"]) == ("VALIDATION", {"documents.birth_notice.state": ["required"]})


FAMILY = {"code": "1.004222", "version": 1}
"""A form with rows, some of whose columns are sensitive."""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("members", {"0": {"id_number": "046190009999"}}),
        ("members", "046190009999"),
        ("members", ["046190009999"]),
        ("members", [{"name": {"id_number": "046190009999"}}]),
        ("head_name", ["046190009999"]),
        ("head_name", {"id_number": "046190009999"}),
    ],
)
def test_an_answer_that_no_box_gives_is_refused_by_name(name: str, value: Any, as_volunteer: Persona) -> None:
    refused = as_volunteer.phone.do("dossier.create", new_id(), birth(procedure=FAMILY, form={name: value}))
    dossier_id = new_id()
    as_volunteer.phone.must("dossier.create", dossier_id, birth(procedure=FAMILY, form={}))
    edited = as_volunteer.phone.do("dossier.edit", dossier_id, change(f"form.{name}", value, base=None))
    moved = new_id()
    as_volunteer.phone.must("dossier.create", moved, birth())
    changes = [
        *change(f"form.{name}", value, base=None)["changes"],
        {"field": "procedure", "new": FAMILY, "base": BIRTH},
    ]
    for answer in (refused, edited, as_volunteer.phone.do("dossier.edit", moved, {"changes": changes})):
        assert (answer["code"], answer["errors"]) == ("VALIDATION", {f"form.{name}": ["type"]})


def test_a_half_filled_answer_of_the_right_shape_is_a_draft(desk: Desk, as_volunteer: Persona) -> None:
    form = {"members": [{"id_number": "0461"}, {"name": "An"}], "head_id": "04", "head_name": "T"}
    dossier_id = desk.draft(as_volunteer, procedure=FAMILY, form=form)
    assert doc(as_volunteer, dossier_id)["form"] == form


def test_bit_by_bit_a_dossier_takes_no_more_than_at_once(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    for number in range(2):
        edit(as_volunteer, dossier_id, f"form.x{number}", "a" * 39_000)
    answer = as_volunteer.phone.do("dossier.edit", dossier_id, change("form.x2", "a" * 39_000))
    assert (answer["code"], answer["errors"]) == ("VALIDATION", {"form.x2": ["validation.length"]})
    papers = [{"field": f"documents.p{number}.state", "new": "seen"} for number in range(61)]
    answer = as_volunteer.phone.do("dossier.edit", dossier_id, {"changes": papers})
    assert (answer["code"], len(answer["errors"])) == ("VALIDATION", 61)
    as_volunteer.phone.must("dossier.edit", dossier_id, {"changes": papers[:57]})
    answer = as_volunteer.phone.do("dossier.attach", dossier_id, {"item": "more", "file_id": new_id()})
    assert (answer["code"], answer["errors"]) == ("VALIDATION", {"item": ["validation.length"]})


def test_a_resolved_conflict_cannot_be_resolved_again(conflict: tuple[str, str], as_officer: Persona) -> None:
    dossier_id, conflict_id = conflict
    args = {"conflict_id": conflict_id, "choose": "mine"}
    as_officer.phone.must("conflict.resolve", dossier_id, args)
    assert as_officer.phone.do("conflict.resolve", dossier_id, args)["code"] == "STATE_CHANGED"


def test_a_stranger_finds_no_conflict_to_resolve(conflict: tuple[str, str], people: People) -> None:
    dossier_id, conflict_id = conflict
    args = {"conflict_id": conflict_id, "choose": "mine"}
    for login in ("volunteer2", "leader2", "officer4", "volunteer4"):
        answers = [people(login).phone.do("conflict.resolve", entity, args) for entity in (dossier_id, new_id())]
        assert [a["code"] for a in answers] == ["NOT_FOUND", "NOT_FOUND"], login
    assert people("leader1").phone.do("conflict.resolve", dossier_id, args)["code"] == "FORBIDDEN"


def test_a_conflict_of_another_dossier_is_not_found(
    conflict: tuple[str, str], desk: Desk, as_volunteer: Persona
) -> None:
    other = desk.draft(as_volunteer)
    args = {"conflict_id": conflict[1], "choose": "mine"}
    assert as_volunteer.phone.do("conflict.resolve", other, args)["code"] == "NOT_FOUND"


def test_a_conflict_ends_when_somebody_writes_what_the_other_wanted(
    conflict: tuple[str, str], as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id, _ = conflict
    edit(as_officer, dossier_id, "applicant.phone", "0908222333", base="0977000111")
    assert doc(as_volunteer, dossier_id)["conflicts"] == []
    assert conflicts(as_volunteer)[0]["resolved"]["choose"] == "mine"


def test_an_edit_on_ones_own_earlier_edit_builds_on_it(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id, phone = desk.draft(as_volunteer), as_volunteer.phone
    first = phone.command("dossier.edit", dossier_id, change("note", "hẹn  thứ Tư", base=None))
    second = phone.command("dossier.edit", dossier_id, change("note", "hẹn thứ Năm", base_cmd=first["id"]))
    assert [r["status"] for r in phone.push(first, second)] == ["applied", "applied"]
    assert doc(as_volunteer, dossier_id)["note"] == "hẹn thứ Năm"


def test_an_edit_on_an_own_edit_that_conflicted_replaces_the_authors_side(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id, phone = desk.returned(as_volunteer, as_officer), as_volunteer.phone
    edit(as_officer, dossier_id, "applicant.phone", "0977000111", base="0905123456")
    first = phone.command("dossier.edit", dossier_id, change("applicant.phone", "0908222333", base="0905123456"))
    second = phone.command("dossier.edit", dossier_id, change("applicant.phone", "0908222444", base_cmd=first["id"]))
    third = phone.command("dossier.edit", dossier_id, change("applicant.phone", "0977000111", base_cmd=second["id"]))
    results = phone.push(first, second)
    assert results[0]["conflicts"][0]["id"] == results[1]["conflicts"][0]["id"]
    assert [c["mine"]["value"] for c in conflicts(as_officer)] == ["0908222444"]
    assert phone.push(third)[0]["conflicts"] == []
    assert conflicts(as_officer)[0]["resolved"]["choose"] == "theirs"


def test_an_edit_on_an_own_edit_that_conflicted_does_so_too_when_that_one_is_sent_again_with_it(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id, phone = desk.returned(as_volunteer, as_officer), as_volunteer.phone
    edit(as_officer, dossier_id, "applicant.phone", "0977000111", base="0905123456")
    first = phone.command("dossier.edit", dossier_id, change("applicant.phone", "0908222333", base="0905123456"))
    second = phone.command("dossier.edit", dossier_id, change("applicant.phone", "0908222444", base_cmd=first["id"]))
    phone.push(first)
    assert [r["duplicate"] for r in phone.push(first, second)] == [True, False]
    assert [c["mine"]["value"] for c in conflicts(as_officer)] == ["0908222444"]


def test_an_edit_on_a_refused_edit_uses_its_base(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id, phone = desk.draft(as_volunteer), as_volunteer.phone
    bad = {"changes": [{"field": "note", "base": None, "new": "x"}, {"field": "channel", "base": 1, "new": 9}]}
    first = phone.command("dossier.edit", dossier_id, bad)
    second = phone.command("dossier.edit", dossier_id, change("note", "gọi lại", base_cmd=first["id"]))
    assert [r["status"] for r in phone.push(first, second)] == ["rejected", "applied"]
    assert doc(as_volunteer, dossier_id)["note"] == "gọi lại"


def test_an_edit_on_a_refused_edit_that_named_no_command_overwrites_nothing(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id, phone = desk.draft(as_volunteer), as_volunteer.phone
    bad = {"changes": [{"field": "applicant.phone", "base_cmd": "no id", "new": "0908222333"}]}
    first = phone.command("dossier.edit", dossier_id, bad)
    second = phone.command("dossier.edit", dossier_id, change("applicant.phone", "0908222333", base_cmd=first["id"]))
    refused, kept = phone.push(first, second)
    assert refused["code"] == "VALIDATION"
    assert [c["theirs"] for c in kept["conflicts"]] == ["0905123456"]


def test_an_edit_on_an_unknown_earlier_edit_overwrites_nothing(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    result = edit(as_volunteer, dossier_id, "applicant.phone", "0908222333", base_cmd=new_id())
    assert [c["theirs"] for c in result["conflicts"]] == ["0905123456"]


def test_a_masked_number_is_replaced_without_a_base_and_that_is_written_down(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer)
    edit(as_officer, dossier_id, "applicant.id_number", "046190009999")
    assert desk.content(dossier_id)["applicant"]["id_number"] == "046190009999"
    event = as_officer.get(f"/api/v1/dossiers/{dossier_id}/history").json["events"][-1]
    assert (event["action"], event["fields"]) == ("dossier.edit", ["applicant.id_number"])


def test_a_field_that_is_not_masked_is_never_overwritten_blindly(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    result = edit(as_volunteer, dossier_id, "applicant.phone", "0908222333")
    assert result["conflicts"][0]["theirs"] == "0905123456"


def test_a_conflict_about_a_number_tells_the_officer_no_number(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.returned(as_volunteer, as_officer)
    result = edit(as_officer, dossier_id, "applicant.id_number", "046190009999", base=None)
    assert result["conflicts"][0]["theirs"] is None
    [seen] = conflicts(as_officer)
    assert seen["theirs"]["value"] is None
    assert seen["masked"] == ["theirs.value", "mine.value"]
    assert conflicts(as_volunteer)[0]["theirs"]["value"] == "046190001234"


def test_files_of_a_paper_are_a_set_and_the_manifest_follows(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    one, two, three = new_id(), new_id(), new_id()
    papers = birth()["documents"] | {"declaration": {"state": "photo", "file_ids": [one]}}
    dossier_id = desk.returned(as_volunteer, as_officer, documents=papers)
    edit(as_officer, dossier_id, "documents.declaration.file_ids", [one, two], base=[one])
    result = edit(as_volunteer, dossier_id, "documents.declaration.file_ids", [three], base=[one])
    assert result["conflicts"] == []
    seen = doc(as_volunteer, dossier_id)
    assert seen["documents"]["declaration"]["file_ids"] == [two, three]
    expected = {"item": "declaration", "state": "expected", "bytes": None}
    assert seen["files"] == [{"id": two} | expected, {"id": three} | expected]


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("work_state", "accepted"),
        ("owner_id", None),
        ("applicant.password", "x"),
        ("form", "x"),
        ("form.a.b", 1),
        ("documents.birth_notice.compared", True),
        ("documents.a b.state", "seen"),
        ("documents.birth_notice.state", "lost"),
        ("documents.birth_notice.file_ids", ["x"]),
        ("applicant.sex", "x"),
        ("applicant.date_of_birth", "1950-13-01"),
        ("applicant.full_name", 7),
        ("applicant.full_name", "x" * 121),
        ("channel", 4),
        ("channel", None),
        ("procedure", {"code": "x"}),
        ("consent.purposes", ["x" * 200]),
        ("note", "a\x00b"),
        ("form.child_name", [[[[[[["x"]]]]]]]),
        ("form.child_name", "x" * 50_000),
        ("", 1),
    ],
)
@pytest.mark.on("sqlite")
def test_a_change_that_cannot_be_names_the_field(field: str, new: Any, desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    before = desk.content(dossier_id)
    result = as_volunteer.phone.do("dossier.edit", dossier_id, change(field, new, base=None))
    assert (result["status"], result["code"]) == ("rejected", "VALIDATION")
    assert next(iter(result["errors"])) in (field, "changes.0.field", "changes.0.new")
    assert desk.content(dossier_id) == before


def test_all_faults_of_an_edit_are_named_at_once_and_nothing_is_changed(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    changes = [
        {"field": "note", "base": None, "new": "tốt"},
        {"field": "channel", "base": 1, "new": 9},
        {"field": "applicant.sex", "base": None, "new": "x"},
    ]
    result = as_volunteer.phone.do("dossier.edit", dossier_id, {"changes": changes})
    assert sorted(result["errors"]) == ["applicant.sex", "channel"]
    assert doc(as_volunteer, dossier_id)["note"] is None


def test_an_officer_may_not_edit_the_form(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer)
    result = as_officer.phone.do("dossier.edit", dossier_id, change("form.child_name", "X", base="Trần Bảo An"))
    assert (result["code"], result["reason"]) == ("FORBIDDEN", "dossier.field_not_yours")
    assert list(result["errors"]) == ["form.child_name"]


def test_an_owner_may_not_edit_what_is_with_the_ward(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer)
    result = as_volunteer.phone.do("dossier.edit", dossier_id, change("note", "x", base=None))
    assert (result["code"], result["state"], result["submission"]) == ("STATE_CHANGED", "submitted", 1)
    assert "withdraw" in result["possible"]
    assert "edit" not in result["possible"]


def test_a_dossier_with_the_ward_stays_as_complete_as_it_came(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer)
    for wrong in (
        change("applicant.full_name", "", base="Nguyễn Thị Hường"),
        change("applicant.phone", "12", base="0905123456"),
        change("applicant.id_number", "123"),
    ):
        result = as_officer.phone.do("dossier.edit", dossier_id, wrong)
        assert list(result["errors"]) == [wrong["changes"][0]["field"]]


def test_half_a_number_is_kept_in_a_draft_and_named_at_submit(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    edit(as_volunteer, dossier_id, "applicant.id_number", "0461", base="046190001234")
    edit(as_volunteer, dossier_id, "applicant.phone", "0905", base="0905123456")
    result = as_volunteer.phone.do("dossier.submit", dossier_id, expect("draft", 0))
    assert result["errors"] == {"applicant.id_number": ["id_number"], "applicant.phone": ["phone"]}


def test_a_secret_in_a_note_is_masked_and_the_note_can_still_be_edited(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    raw = "mật khẩu VNeID: Hue@2026x"
    edit(as_volunteer, dossier_id, "note", raw, base=None)
    assert "Hue@2026x" not in doc(as_volunteer, dossier_id)["note"]
    assert edit(as_volunteer, dossier_id, "note", "đã xóa", base=raw)["conflicts"] == []
    assert doc(as_volunteer, dossier_id)["note"] == "đã xóa"


def test_a_secret_in_an_address_or_an_answer_is_kept_nowhere(desk: Desk, as_volunteer: Persona) -> None:
    raw, masked = "mật khẩu VNeID: Hue@2026x", "mật khẩu VNeID: ••••••"
    made = birth()
    made["form"]["child_origin"] = made["applicant"]["address"] = raw
    dossier_id = new_id()
    as_volunteer.phone.must("dossier.create", dossier_id, made)
    kept = desk.content(dossier_id)
    assert (kept["form"]["child_origin"], kept["applicant"]["address"]) == (masked, masked)
    assert edit(as_volunteer, dossier_id, "form.child_birth_place", raw, base="Bệnh viện Trung ương Huế")
    assert edit(as_volunteer, dossier_id, "form.child_origin", "Huế", base=raw)["conflicts"] == []
    kept = desk.content(dossier_id)["form"]
    assert (kept["child_birth_place"], kept["child_origin"], kept["birth_case"]) == (masked, "Huế", "normal")


def test_procedure_channel_and_place_can_be_mended_too(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id, visit = desk.draft(as_volunteer), new_id()
    other = {"other": "Đăng ký lại khai sinh cho ông"}
    for field, base, new in (("procedure", BIRTH, other), ("channel", 1, 3), ("visit_id", None, visit)):
        edit(as_volunteer, dossier_id, field, new, base=base)
    seen = doc(as_volunteer, dossier_id)
    assert (seen["procedure"], seen["channel"], seen["visit_id"]) == (other, 3, visit)
    assert desk.row(dossier_id).procedure_code is None


def test_a_change_that_changes_nothing_leaves_no_trace(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    before = desk.row(dossier_id).updated_at
    edit(as_volunteer, dossier_id, "applicant.full_name", "Nguyễn  Thị Hường", base="x")
    assert desk.row(dossier_id).updated_at == before
    events = as_volunteer.get(f"/api/v1/dossiers/{dossier_id}/history").json["events"]
    assert [e["action"] for e in events] == ["dossier.create"]


def test_a_very_wide_edit_fits_its_audit_line(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    changes = [{"field": f"form.{'x' * 50}{n}", "base": None, "new": n} for n in range(200)]
    as_volunteer.phone.must("dossier.edit", dossier_id, {"changes": changes})
    event = as_volunteer.get(f"/api/v1/dossiers/{dossier_id}/history").json["events"][-1]
    assert event["fields"][-1].startswith("+")
