"""What the ward does with a dossier, beyond the plain way."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core.clock import set_clock
from app.core.ids import new_id
from app.core.transaction import snapshot
from app.dossiers import due
from app.dossiers.parts import LONGEST_COMMENT
from app.dossiers.queries import public_reference, public_status
from tests.support.dossiers import Desk, birth, doc, expect
from tests.support.personas import People, Persona

CODE = "H57.12-261122-0001"


def at(text: str) -> Any:
    """The server's clock stands at this Vietnamese time."""
    moment = datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)
    return set_clock(lambda: moment)


def test_two_officers_cannot_both_claim_a_dossier(
    desk: Desk, as_volunteer: Persona, as_officer: Persona, as_manager: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer)
    as_officer.phone.must("dossier.claim", dossier_id, {})
    refused = as_manager.phone.do("dossier.claim", dossier_id, {})
    assert (refused["code"], refused["reason"]) == ("STATE_CHANGED", "dossier.claimed_by_another")
    assert refused["assignee_id"] == as_officer.id
    as_manager.phone.must("dossier.release", dossier_id, {})
    as_manager.phone.must("dossier.claim", dossier_id, {})
    assert doc(as_officer, dossier_id)["assignee_id"] == as_manager.id


@pytest.mark.parametrize("login", ["volunteer1", "leader1", "officer4", "post1"])
def test_only_officers_of_the_ward_are_assigned(
    login: str, desk: Desk, people: People, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer)
    result = as_officer.phone.do("dossier.assign", dossier_id, {"assignee_id": people(login).id})
    assert (result["code"], list(result["errors"])) == ("VALIDATION", ["assignee_id"])


def test_a_leader_returns_only_what_the_ward_has_not_taken_over(
    desk: Desk, people: People, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.accepted(as_volunteer, as_officer)
    args = expect("accepted", 1) | {"items": [{"path": "note", "message": "?"}], "reason": "Xem lại."}
    assert people("leader1").phone.do("dossier.return", dossier_id, args)["code"] == "STATE_CHANGED"
    as_officer.phone.must("dossier.return", dossier_id, args)


def test_a_return_names_what_to_mend_until_it_is_mended(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.returned(as_volunteer, as_officer)
    returned = doc(as_volunteer, dossier_id)["returned"]
    assert returned["by"] == as_officer.id
    assert returned["reason"] == "Tên trẻ chưa đủ."
    assert returned["items"] == [{"path": "form.child_name", "message": "Viết đủ họ tên."}]
    as_volunteer.phone.must("dossier.submit", dossier_id, expect("returned", 1))
    assert doc(as_volunteer, dossier_id)["returned"] is None


def test_a_return_without_items_or_reason_is_refused(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer)
    for args in ({"items": [], "reason": "x"}, {"items": [{"path": "note", "message": "x"}], "reason": "  "}):
        assert as_officer.phone.do("dossier.return", dossier_id, expect("submitted", 1) | args)["code"] == "VALIDATION"


def test_an_official_code_belongs_to_one_dossier(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    first, second = desk.submitted(as_volunteer), desk.submitted(as_volunteer)
    as_officer.phone.must("dossier.accept", first, expect("submitted", 1) | {"official_code": CODE})
    taken = as_officer.phone.do("dossier.accept", second, expect("submitted", 1) | {"official_code": CODE})
    assert (taken["code"], list(taken["errors"])) == ("VALIDATION", ["official_code"])
    wrong = as_officer.phone.do("dossier.accept", second, expect("submitted", 1) | {"official_code": "12345"})
    assert wrong["errors"] == {"official_code": ["validation.official_code"]}


def test_our_estimate_gives_way_to_the_centres_date(desk: Desk, people: People) -> None:
    with at("2026-11-23T15:10"):
        as_officer = people("officer1")
        dossier_id = desk.accepted(people("volunteer1"), as_officer)
        seen = doc(as_officer, dossier_id)
        assert (seen["official"]["due_at"], seen["expected_due_at"]) == (None, "2026-11-25T10:00:00Z")
        told = {"status": 2, "at": "2026-11-23T15:10:00+07:00", "due_at": "2026-11-26T16:30:00+07:00", "code": CODE}
        as_officer.phone.must("dossier.record_official", dossier_id, told)
        assert doc(as_officer, dossier_id)["official"]["due_at"] == "2026-11-26T09:30:00Z"


@pytest.fixture
def open_on_saturdays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A ward whose centre works from 7:00 to 17:00 without a pause, Saturdays too."""
    hours = tmp_path / "hours.json"
    hours.write_text(json.dumps({"19789": {str(day): [["07:00", "17:00"]] for day in range(6)}}))
    monkeypatch.setattr(due, "WARD_HOURS", hours)
    due.calendar_of.cache_clear()
    yield "19789"
    due.calendar_of.cache_clear()


def test_our_estimate_follows_the_hours_of_the_centre_it_moves_to(
    open_on_saturdays: str, desk: Desk, people: People
) -> None:
    with at("2026-11-27T15:10"):
        as_volunteer = people("volunteer1")
        dossier_id = desk.submitted(as_volunteer)
        assert doc(as_volunteer, dossier_id)["expected_due_at"] == "2026-11-30T10:00:00Z"
        args = {"ward": open_on_saturdays, "reason": "Nộp nơi đang ở."}
        people("officer1").phone.must("dossier.transfer", dossier_id, args)
        assert doc(as_volunteer, dossier_id)["expected_due_at"] == "2026-11-28T10:00:00Z"


def test_the_clock_stands_while_the_centre_waits(desk: Desk, people: People) -> None:
    with at("2026-11-25T09:00"):
        as_officer = people("officer1")
        dossier_id = desk.accepted(people("volunteer1"), as_officer)
        as_officer.phone.must("dossier.record_official", dossier_id, {"status": 5, "at": "2026-11-25T10:00:00+07:00"})
        assert doc(as_officer, dossier_id)["expected_due_at"] is None
        as_officer.phone.must("dossier.record_official", dossier_id, {"status": 4, "at": "2026-11-26T10:00:00+07:00"})
        assert doc(as_officer, dossier_id)["expected_due_at"] == "2026-11-26T10:00:00Z"


def test_a_late_entry_takes_its_place_by_its_own_time(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.accepted(as_volunteer, as_officer)
    for status, when in ((9, "2026-11-26T10:00:00+07:00"), (4, "2026-11-25T10:00:00+07:00")):
        as_officer.phone.must("dossier.record_official", dossier_id, {"status": status, "at": when})
    official = doc(as_officer, dossier_id)["official"]
    assert official["status"] == 9
    assert [entry["status"] for entry in official["history"]] == [4, 9]
    assert official["history"][0] | {"source": "typed", "by": as_officer.id} == official["history"][0]


def test_a_corrected_code_keeps_the_old_one_in_the_history(desk: Desk, people: People) -> None:
    as_officer = people("officer1")
    dossier_id = desk.accepted(people("volunteer1"), as_officer)
    first, second = "H57.12-261399-0001", "H57.12-261122-0001"
    for code in (first, second, second):
        told = {"status": 2, "at": "2026-11-25T10:00:00+07:00", "code": code}
        as_officer.phone.must("dossier.record_official", dossier_id, told)
    official = doc(as_officer, dossier_id)["official"]
    assert official["code"] == second
    assert [entry.get("replaces") for entry in official["history"]] == [None, first, None]


def test_the_official_status_does_not_move_ours(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer)
    as_officer.phone.must("dossier.record_official", dossier_id, {"status": 10, "at": "2026-11-25T10:00:00+07:00"})
    assert doc(as_officer, dossier_id)["work_state"] == "submitted"


@pytest.mark.parametrize("status", [0, 11, "2", 2.5, None])
@pytest.mark.on("sqlite")
def test_there_are_ten_official_statuses(status: Any, desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer)
    args = {"status": status, "at": "2026-11-25T10:00:00+07:00"}
    assert list(as_officer.phone.do("dossier.record_official", dossier_id, args)["errors"]) == ["status"]


def test_the_channel_is_online_once_the_centre_confirms(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer)
    told = {"where": "own_phone", "at": "2026-11-23T14:30:00+07:00", "code": CODE}
    as_volunteer.phone.must("dossier.record_portal", dossier_id, told)
    assert doc(as_volunteer, dossier_id)["channel"] == 1
    as_officer.phone.must("dossier.record_portal", dossier_id, told | {"where": "centre"})
    seen = doc(as_volunteer, dossier_id)
    assert seen["channel"] == 2
    assert [entry["is_confirmed"] for entry in seen["portal"]] == [False, True]


def test_only_the_centre_marks_papers(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer)
    as_officer.phone.must("dossier.mark_document", dossier_id, {"item": "declaration", "compared": True})
    as_officer.phone.must("dossier.mark_document", dossier_id, {"item": "declaration", "digitised": True})
    paper = doc(as_volunteer, dossier_id)["documents"]["declaration"]
    assert (paper["compared"], paper["digitised"], paper["state"]) == (True, True, "seen")
    unknown = as_officer.phone.do("dossier.mark_document", dossier_id, {"item": "passport", "unfit": True})
    assert list(unknown["errors"]) == ["item"]


@pytest.mark.parametrize(
    ("mark", "state"),
    [
        ({"compared": True}, "seen"),
        ({"digitised": True}, "seen"),
        ({"unfit": True}, "seen"),
        ({"unfit": False}, "seen"),
        ({"compared": False}, "promised"),
    ],
)
def test_a_promised_paper_that_the_centre_judges_has_been_brought(
    desk: Desk, as_volunteer: Persona, as_officer: Persona, mark: dict[str, bool], state: str
) -> None:
    promised = {"state": "promised", "file_ids": [], "promised_on": "2026-12-02", "promised_by": "chị Thảo"}
    papers = birth()["documents"] | {"birth_notice": promised}
    dossier_id = desk.accepted(as_volunteer, as_officer, documents=papers)
    assert doc(as_volunteer, dossier_id)["promised"] == ["birth_notice"]
    as_officer.phone.must("dossier.mark_document", dossier_id, {"item": "birth_notice"} | mark)
    seen = doc(as_volunteer, dossier_id)
    assert seen["documents"]["birth_notice"]["state"] == state
    assert seen["promised"] == (["birth_notice"] if state == "promised" else [])


def test_reopening_takes_one_step_back(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.accepted(as_volunteer, as_officer)
    as_officer.phone.must("dossier.complete", dossier_id, expect("accepted", 1))
    assert doc(as_officer, dossier_id)["closed_at"] is not None
    why = {"reason": "Bấm nhầm."}
    as_officer.phone.must("dossier.reopen", dossier_id, expect("completed", 1) | why)
    assert (doc(as_officer, dossier_id)["work_state"], doc(as_officer, dossier_id)["closed_at"]) == ("accepted", None)
    as_officer.phone.must("dossier.reopen", dossier_id, expect("accepted", 1) | why)
    seen = doc(as_officer, dossier_id)
    assert (seen["work_state"], seen["accepted_at"]) == ("submitted", None)


def test_a_secret_in_a_comment_or_reason_is_masked(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer)
    secret = "mật khẩu VNeID: Hue@2026x"
    as_volunteer.phone.must("dossier.comment", dossier_id, {"text": secret})
    items = [{"path": "note", "message": secret}]
    as_officer.phone.must("dossier.return", dossier_id, expect("submitted", 1) | {"items": items, "reason": secret})
    assert "Hue@2026x" not in str(desk.content(dossier_id))


def test_comments_end_where_nobody_reads_them_any_more(
    desk: Desk, as_volunteer: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.dossiers.actions.writing.MOST_COMMENTS", 2)
    dossier_id = desk.draft(as_volunteer)
    for text in ("một", "hai"):
        as_volunteer.phone.must("dossier.comment", dossier_id, {"text": text})
    refused = as_volunteer.phone.do("dossier.comment", dossier_id, {"text": "ba"})
    assert (refused["code"], refused["reason"]) == ("VALIDATION", "dossier.too_many_comments")
    assert [said["text"] for said in doc(as_volunteer, dossier_id)["comments"]] == ["một", "hai"]
    too_long = as_volunteer.phone.do("dossier.comment", dossier_id, {"text": "a" * (LONGEST_COMMENT + 1)})
    assert too_long["errors"] == {"text": ["validation.length"]}


def test_a_replaced_file_leaves_the_manifest_and_comes_after_submission_too(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id, blurred, sharp = desk.submitted(as_volunteer), new_id(), new_id()
    as_volunteer.phone.must("dossier.attach", dossier_id, {"item": "declaration", "file_id": blurred})
    swap = {"item": "declaration", "file_id": sharp, "replaces": blurred}
    as_volunteer.phone.must("dossier.attach", dossier_id, swap)
    seen = doc(as_officer, dossier_id)
    assert seen["documents"]["declaration"]["file_ids"] == [sharp]
    assert [file["id"] for file in seen["files"]] == [sharp]
    gone = as_volunteer.phone.do("dossier.attach", dossier_id, swap | {"file_id": new_id()})
    assert list(gone["errors"]) == ["replaces"]


def test_a_citizen_sees_states_and_labels_and_never_a_name(
    app: Flask, desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    papers = birth()["documents"] | {"birth_notice": {"state": "promised"}}
    dossier_id = desk.returned(as_volunteer, as_officer, documents=papers)
    with app.app_context(), snapshot() as session:
        status = public_status(session, desk.row(dossier_id).reference)
    assert status is not None
    assert (status.work_state, status.procedure_code) == ("returned", "1.001193")
    assert [(p["label"]["vi"], p["state"]) for p in status.documents][1] == ("Giấy chứng sinh", "promised")
    assert [label["en"] for label in status.returned_items] == ["Child's full name"]
    assert status.due_is_expected
    for word in ("Hường", "Bảo An", "046190", "0905", "Viết đủ", "Tên trẻ chưa"):
        assert word not in str(status)


def test_a_draft_and_an_unknown_reference_read_alike(app: Flask, desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    with app.app_context(), snapshot() as session:
        assert public_status(session, desk.row(dossier_id).reference) is None
        assert public_status(session, "0000000000000") is None


def test_a_typed_reference_needs_the_last_digits_of_the_phone(app: Flask, desk: Desk, as_volunteer: Persona) -> None:
    reference = desk.row(desk.submitted(as_volunteer)).reference
    with app.app_context(), snapshot() as session:
        assert public_reference(session, reference[:10], "3456") == reference
        assert public_reference(session, reference[:10], "3457") is None
        assert public_reference(session, reference[:9], "3456") is None


@pytest.mark.on("sqlite")
def test_nothing_about_a_citizen_lies_open_in_the_database(
    app: Flask, desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    desk.returned(as_volunteer, as_officer, note="Nhà ở cuối hẻm, chó dữ")
    path = app.extensions["settings"].database_path
    raw = b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))
    for canary in ("Hường", "046190001234", "0905123456", "Bảo An", "chó dữ", "Tên trẻ chưa đủ"):
        assert canary.encode() not in raw, canary


def test_the_phone_is_told_what_was_asked_for_before_and_why_it_was_taken_back(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.returned(as_volunteer, as_officer)
    assert doc(as_volunteer, dossier_id)["returns"] == []
    as_volunteer.phone.must("dossier.submit", dossier_id, expect("returned", 1))
    (past,) = doc(as_volunteer, dossier_id)["returns"]
    assert past.keys() == {"by", "reason", "at", "mended_at"}
    assert (past["by"], past["reason"]) == (as_officer.id, "Tên trẻ chưa đủ.")
    assert doc(as_volunteer, dossier_id)["withdrawn"] is None
    as_volunteer.phone.must("dossier.withdraw", dossier_id, expect("submitted", 2) | {"reason": "Gia đình tự nộp"})
    withdrawn = doc(as_volunteer, dossier_id)["withdrawn"]
    assert (withdrawn["by"], withdrawn["reason"]) == (as_volunteer.id, "Gia đình tự nộp")
