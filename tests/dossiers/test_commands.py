"""Every command of a dossier: allowed, replayed, foreign like missing, wrong state, unknown key, wrong role."""

from typing import NamedTuple

import pytest

from app.core.ids import new_id
from app.dossiers.commands import COMMANDS
from tests.support.dossiers import Desk, Json, birth, doc, expect
from tests.support.personas import People, Persona

REASON = {"reason": "Công dân đề nghị."}
AT = "2026-11-23T15:40:00+07:00"


class Case(NamedTuple):
    """who does it; state: the one it is done in; args, where "@login" stands for that person; then: state after."""

    who: str
    state: str
    args: Json
    then: str


def args_of(case: Case, people: People) -> Json:
    named = {k: people(v[1:]).id for k, v in case.args.items() if isinstance(v, str) and v.startswith("@")}
    return case.args | named


CASES: dict[str, Case] = {
    "dossier.edit": Case(
        "volunteer1", "draft", {"changes": [{"field": "note", "base": None, "new": "gọi lại"}]}, "draft"
    ),
    "dossier.submit": Case("volunteer1", "draft", dict(**expect("draft", 0)), "submitted"),
    "dossier.discard": Case("volunteer1", "draft", {}, "gone"),
    "dossier.withdraw": Case("volunteer1", "submitted", dict(**expect("submitted", 1), **REASON), "withdrawn"),
    "dossier.attach": Case("volunteer1", "submitted", {"item": "declaration", "file_id": new_id()}, "submitted"),
    "dossier.comment": Case("leader1", "submitted", {"text": "Đã gọi cho gia đình."}, "submitted"),
    "dossier.record_portal": Case("volunteer1", "submitted", {"where": "own_phone", "at": AT}, "submitted"),
    "dossier.hand_over": Case("leader1", "submitted", {"to": "@volunteer2", **REASON}, "submitted"),
    "dossier.claim": Case("officer1", "submitted", {}, "submitted"),
    "dossier.release": Case("officer1", "submitted", {}, "submitted"),
    "dossier.assign": Case("manager1", "submitted", {"assignee_id": "@officer1"}, "submitted"),
    "dossier.transfer": Case("officer1", "submitted", dict(ward="19789", **REASON), "submitted"),
    "dossier.return": Case(
        "leader1",
        "submitted",
        dict(**expect("submitted", 1), **REASON, items=[{"path": "documents.declaration", "message": "Mờ."}]),
        "returned",
    ),
    "dossier.accept": Case("officer1", "submitted", dict(**expect("submitted", 1)), "accepted"),
    "dossier.decline": Case("officer1", "submitted", dict(**expect("submitted", 1), **REASON), "declined"),
    "dossier.complete": Case("officer1", "accepted", dict(**expect("accepted", 1)), "completed"),
    "dossier.reopen": Case("officer1", "accepted", dict(**expect("accepted", 1), **REASON), "submitted"),
    "dossier.record_official": Case("officer1", "accepted", {"status": 2, "at": AT}, "accepted"),
    "dossier.mark_document": Case("officer1", "accepted", {"item": "declaration", "compared": True}, "accepted"),
    "dossier.record_payment": Case(
        "officer1", "accepted", {"method": "portal", "amount_vnd": 8000, "state": "paid"}, "accepted"
    ),
    "dossier.record_result": Case(
        "officer1", "accepted", {"at": AT, "place": "Trụ sở cũ phường Thuận Lộc", "collector": "Mẹ"}, "accepted"
    ),
}

STILL_POSSIBLE = ("dossier.comment", "dossier.record_official")
"""With a withdrawn dossier."""


def made(case: Case, desk: Desk, people: People, state: str | None = None) -> str:
    owner, officer = people("volunteer1"), people("officer1")
    match state or case.state:
        case "draft":
            return desk.draft(owner)
        case "accepted":
            return desk.accepted(owner, officer)
        case "withdrawn":
            dossier_id = desk.submitted(owner)
            owner.phone.must("dossier.withdraw", dossier_id, expect("submitted", 1) | REASON)
            return dossier_id
    return desk.submitted(owner)


def test_every_command_has_a_case() -> None:
    assert set(CASES) | {"dossier.create", "conflict.resolve"} == set(COMMANDS)


@pytest.mark.parametrize("name", CASES)
def test_it_is_applied_once_and_answers_a_replay_alike(name: str, desk: Desk, people: People) -> None:
    case = CASES[name]
    dossier_id, person = made(case, desk, people), people(case.who)
    command = person.phone.command(name, dossier_id, args_of(case, people))
    [first] = person.phone.push(command)
    assert first["status"] == "applied", first
    after = people("volunteer1").phone.pull().contents()
    [again] = person.phone.push(command)
    assert again == first | {"duplicate": True}
    assert people("volunteer1").phone.pull().contents() == after
    if case.then == "gone":
        assert dossier_id not in people("volunteer1").phone.docs("dossier")
    else:
        assert desk.row(dossier_id).work_state == case.then


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("name", CASES)
def test_a_foreign_dossier_is_like_a_missing_one(name: str, desk: Desk, people: People) -> None:
    case = CASES[name]
    dossier_id, args = made(case, desk, people), args_of(case, people)
    stranger = people({"volunteer1": "volunteer2", "leader1": "leader2"}.get(case.who, "officer4"))
    answers = [stranger.phone.do(name, entity, args) for entity in (dossier_id, new_id())]
    assert [(a["status"], a["code"]) for a in answers] == [("rejected", "NOT_FOUND")] * 2
    assert {k: v for k, v in answers[0].items() if k != "id"}.keys() == {k for k in answers[1] if k != "id"}


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("name", CASES)
def test_an_unknown_key_is_refused(name: str, desk: Desk, people: People) -> None:
    case = CASES[name]
    dossier_id = made(case, desk, people)
    result = people(case.who).phone.do(name, dossier_id, args_of(case, people) | {"owner_id": new_id()})
    assert (result["code"], list(result["errors"])) == ("VALIDATION", ["owner_id"])


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("name", [n for n in CASES if n not in STILL_POSSIBLE])
def test_in_the_wrong_state_it_says_what_is_possible(name: str, desk: Desk, people: People) -> None:
    case = CASES[name]
    dossier_id = made(case, desk, people, "withdrawn")
    args = args_of(case, people) | (expect("withdrawn", 1) if "expect" in args_of(case, people) else {})
    result = people(case.who).phone.do(name, dossier_id, args)
    assert (result["code"], result["state"], result["submission"]) == ("STATE_CHANGED", "withdrawn", 1)
    assert set(result["possible"]) <= {"comment", "record_official"}


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("name", [n for n in CASES if "expect" in CASES[n].args])
def test_an_expectation_that_does_not_hold_is_refused(name: str, desk: Desk, people: People) -> None:
    case = CASES[name]
    dossier_id, args = made(case, desk, people), args_of(case, people)
    stale = args | {"expect": {"work_state": case.state, "submission": 7}}
    assert people(case.who).phone.do(name, dossier_id, stale)["code"] == "STATE_CHANGED"


OFFICERS_ONLY = [n for n in CASES if CASES[n].who in ("officer1", "manager1")]


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("name", OFFICERS_ONLY)
def test_what_the_centre_decides_neither_owner_nor_leader_may(name: str, desk: Desk, people: People) -> None:
    case = CASES[name]
    dossier_id = made(case, desk, people)
    for login in ("volunteer1", "leader1"):
        result = people(login).phone.do(name, dossier_id, args_of(case, people))
        assert (result["status"], result["code"]) == ("rejected", "FORBIDDEN"), login


def test_create_is_applied_once(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = new_id()
    command = as_volunteer.phone.command("dossier.create", dossier_id, birth())
    [first], [again] = as_volunteer.phone.push(command), as_volunteer.phone.push(command)
    assert again == first | {"duplicate": True}
    seen = doc(as_volunteer, dossier_id)
    assert (seen["work_state"], seen["submission"], seen["masked"]) == ("draft", 0, [])
    assert seen["owner_id"] == as_volunteer.id
    assert seen["team_id"] is not None
    assert seen["applicant"]["phone"] == "0905123456"


def test_an_id_or_reference_in_use_is_refused(desk: Desk, as_volunteer: Persona, as_teammate: Persona) -> None:
    args = birth()
    dossier_id = desk.draft(as_volunteer, reference=args["reference"])
    taken = as_teammate.phone.do("dossier.create", dossier_id, birth())
    assert (taken["code"], list(taken["errors"])) == ("VALIDATION", ["entity"])
    taken = as_teammate.phone.do("dossier.create", new_id(), args)
    assert (taken["code"], list(taken["errors"])) == ("VALIDATION", ["reference"])


def test_a_dossier_cannot_be_made_in_a_ward_that_is_not_ones_own(as_volunteer: Persona) -> None:
    for ward in ("19789", "99999"):
        result = as_volunteer.phone.do("dossier.create", new_id(), birth(ward=ward))
        assert (result["status"], result["code"]) == ("rejected", "NOT_FOUND")


def test_nothing_about_a_citizen_is_kept_without_consent(desk: Desk, as_volunteer: Persona) -> None:
    result = as_volunteer.phone.do("dossier.create", new_id(), birth(consent=None))
    assert list(result["errors"]) == ["consent"]
    empty = {"applicant": None, "form": {}, "documents": {}, "consent": None}
    dossier_id = desk.draft(as_volunteer, **empty)
    change = {"field": "applicant.full_name", "base": None, "new": "Nguyễn Thị Hường"}
    result = as_volunteer.phone.do("dossier.edit", dossier_id, {"changes": [change]})
    assert list(result["errors"]) == ["consent"]


def test_an_incomplete_draft_names_everything_that_is_missing(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(
        as_volunteer,
        applicant={"phone": "0905123456"},
        form={"child_name": "Trần Bảo An", "birth_case": "normal", "has_birth_notice": False},
        documents={},
        representative={"full_name": "Lê Văn Tâm"},
    )
    result = as_volunteer.phone.do("dossier.submit", dossier_id, expect("draft", 0))
    assert (result["code"], result["reason"]) == ("VALIDATION", "dossier.incomplete")
    missing = [
        "applicant.full_name",
        "documents.birth_statement.state",
        "documents.declaration.state",
        "documents.identity_paper.state",
        "form.child_birth_place",
        "form.child_dob",
        "form.child_ethnicity",
        "form.child_origin",
        "form.child_sex",
        "form.mother_name",
        "form.relationship",
        "representative.basis",
    ]
    assert result["errors"] == {field: ["required"] for field in missing}


def test_a_promised_paper_lets_the_dossier_go_and_is_said(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    papers = birth()["documents"] | {"birth_notice": {"state": "promised", "promised_on": "2026-11-25"}}
    dossier_id = desk.submitted(as_volunteer, documents=papers)
    assert doc(as_officer, dossier_id)["promised"] == ["birth_notice"]
    as_volunteer.phone.must("dossier.attach", dossier_id, {"item": "birth_notice", "file_id": new_id()})
    assert doc(as_officer, dossier_id)["promised"] == []
    assert doc(as_officer, dossier_id)["documents"]["birth_notice"]["state"] == "photo"


def test_a_procedure_that_is_not_listed_goes_from_day_one(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    other = {"other": "Xin xác nhận tạm vắng để đi làm xa"}
    dossier_id = desk.submitted(as_volunteer, procedure=other, form={}, documents={})
    assert doc(as_officer, dossier_id)["procedure"] == other


def test_a_procedure_that_is_not_known_here_waits_in_the_draft(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer, procedure={"code": "9.999999", "version": 3}, form={}, documents={})
    result = as_volunteer.phone.do("dossier.submit", dossier_id, expect("draft", 0))
    assert result["errors"] == {"procedure": ["unknown"]}
