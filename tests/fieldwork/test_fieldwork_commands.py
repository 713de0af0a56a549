"""Visits, activities, tasks and questions: who may do what, in which state, and who sees it."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from app.core.ids import new_id
from app.core.transaction import plain_write
from app.demo import cast
from app.identity.models import Membership

ACTIVITY = {
    "task": "b",
    "kind": "leaflets",
    "started_at": "2026-11-22T06:30:00+07:00",
    "ended_at": "2026-11-22T08:00:00+07:00",
    "counts": {"leaflets": 500},
}
SENT = {"expect": {"state": "sent"}}
QUERY = {**SENT, "reason": "500 hay 50 tờ? Em xem lại nhé."}
COUNTS = [{"field": "counts.leaflets", "base": 500, "new": 50}]


def doc_of(person: Any, kind: str, record: str) -> dict[str, Any] | None:
    row = person.phone.pull().rows.get((kind, record))
    return None if row is None else row.doc


@pytest.fixture
def activity(as_volunteer: Any) -> str:
    """An activity of volunteer1, sent."""
    record = new_id()
    as_volunteer.phone.must("activity.log", record, ACTIVITY)
    return record


def test_an_activity_is_asked_back_on_mended_and_verified(as_volunteer: Any, as_leader: Any, activity: str) -> None:
    as_leader.phone.must("activity.query", activity, QUERY)
    asked = doc_of(as_volunteer, "activity", activity)
    assert asked is not None
    assert (asked["state"], asked["queried"]["reason"]) == ("queried", QUERY["reason"])
    assert asked["queried"]["by"] == as_leader.id
    as_volunteer.phone.must("activity.edit", activity, {"changes": COUNTS})
    mended = doc_of(as_leader, "activity", activity)
    assert mended is not None
    assert (mended["state"], mended["counts"]) == ("sent", {"leaflets": 50})
    assert mended["queried"] == asked["queried"] | {"answered_at": mended["updated_at"]}
    as_leader.phone.must("activity.verify", activity, SENT)
    verified = doc_of(as_volunteer, "activity", activity)
    assert verified is not None
    assert (verified["state"], verified["verified"]["by"]) == ("verified", as_leader.id)


def test_author_leader_and_ward_see_an_activity_and_nobody_else(people: Any, activity: str) -> None:
    seen = {login for login in cast.BY_LOGIN if doc_of(people(login), "activity", activity) is not None}
    assert seen == {"volunteer1", "leader1", "officer1", "manager1"}


@pytest.mark.parametrize("args", [SENT, QUERY], ids=["verify", "query"])
def test_a_judgement_comes_back_after_a_restore_though_the_work_has_another_time(
    as_leader: Any, activity: str, args: dict[str, Any]
) -> None:
    command = "activity.query" if "reason" in args else "activity.verify"
    expect = {"state": "sent", "updated_at": "2026-01-01T00:00:00Z"}
    as_leader.phone.must(command, activity, args | {"expect": expect}, replay=True)


@pytest.mark.parametrize("args", [SENT, QUERY], ids=["verify", "query"])
def test_a_leader_judges_only_what_they_saw(
    as_volunteer: Any, as_leader: Any, activity: str, args: dict[str, Any]
) -> None:
    command = "activity.query" if "reason" in args else "activity.verify"
    seen = doc_of(as_leader, "activity", activity)
    assert seen is not None
    as_volunteer.phone.must("activity.edit", activity, {"changes": COUNTS})
    expect = {"state": "sent", "updated_at": seen["updated_at"]}
    result = as_leader.phone.do(command, activity, args | {"expect": expect})
    assert (result["code"], result["reason"]) == ("STATE_CHANGED", "activity.state_changed")
    now = doc_of(as_leader, "activity", activity)
    assert now is not None
    assert now["state"] == "sent"
    as_leader.phone.must(command, activity, args | {"expect": expect | {"updated_at": now["updated_at"]}})


def test_of_two_edits_from_one_base_on_two_phones_the_later_is_refused(as_volunteer: Any, activity: str) -> None:
    as_volunteer.phone.must("activity.edit", activity, {"changes": COUNTS})
    late = [{"field": "counts.leaflets", "base": 500, "new": 60}]
    refused = as_volunteer.phone.do("activity.edit", activity, {"changes": late})
    assert (refused["reason"], refused["present"]) == ("edit.changed_meanwhile", {"counts.leaflets": 50})
    same = [{"field": "counts.leaflets", "base": 500, "new": 500}]
    as_volunteer.phone.must("activity.edit", activity, {"changes": same})
    doc = doc_of(as_volunteer, "activity", activity)
    assert doc is not None
    assert doc["counts"] == {"leaflets": 50}


STRANGERS = ("volunteer2", "volunteer3", "volunteer4", "leader2", "leader4", "officer4", "post1")


@pytest.mark.parametrize(
    ("command", "args"),
    [("activity.edit", {"changes": COUNTS}), ("activity.verify", SENT), ("activity.query", QUERY)],
)
def test_strangers_are_told_there_is_none(people: Any, activity: str, command: str, args: dict[str, Any]) -> None:
    for login in STRANGERS:
        phone = people(login).phone
        here, nowhere = phone.do(command, activity, args), phone.do(command, new_id(), args)
        assert (here["status"], here["code"]) == ("rejected", "NOT_FOUND"), login
        assert here | {"id": ""} == nowhere | {"id": ""}, login


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("login", "command", "args"),
    [
        ("volunteer1", "activity.verify", SENT),
        ("volunteer1", "activity.query", QUERY),
        ("leader1", "activity.edit", {"changes": COUNTS}),
        ("officer1", "activity.verify", SENT),
        ("manager1", "activity.edit", {"changes": COUNTS}),
    ],
)
def test_who_sees_it_but_may_not_do_this_is_refused(
    people: Any, activity: str, login: str, command: str, args: dict[str, Any]
) -> None:
    assert people(login).phone.do(command, activity, args)["code"] == "FORBIDDEN"


def test_a_leader_never_judges_their_own(as_leader: Any) -> None:
    record = new_id()
    as_leader.phone.must("activity.log", record, ACTIVITY)
    for command, args in (("activity.verify", SENT), ("activity.query", QUERY)):
        result = as_leader.phone.do(command, record, args)
        assert (result["code"], result["reason"]) == ("FORBIDDEN", "activity.own")


def test_a_leader_logs_for_a_member_and_may_not_verify_it(as_leader: Any, as_teammate: Any) -> None:
    record = new_id()
    as_leader.phone.must("activity.log", record, {**ACTIVITY, "on_behalf_of": as_teammate.id})
    doc = doc_of(as_teammate, "activity", record)
    assert doc is not None
    assert (doc["owner_id"], doc["on_behalf_of"], doc["team_id"]) == (as_leader.id, as_teammate.id, cast.team_id(1))
    assert as_leader.phone.do("activity.verify", record, SENT)["reason"] == "activity.own"
    assert as_teammate.phone.do("activity.edit", record, {"changes": COUNTS})["code"] == "FORBIDDEN"


@pytest.mark.parametrize(
    ("login", "other"), [("volunteer1", "volunteer2"), ("leader1", "volunteer3"), ("leader1", "volunteer4")]
)
def test_nobody_else_logs_for_others(people: Any, login: str, other: str) -> None:
    result = people(login).phone.do("activity.log", new_id(), {**ACTIVITY, "on_behalf_of": cast.BY_LOGIN[other].id})
    assert result["errors"] == {"on_behalf_of": ["validation.unknown"]}


STATE_TABLE = [
    ("verified", "activity.edit", "volunteer1", {"changes": COUNTS}),
    ("verified", "activity.verify", "leader1", SENT),
    ("verified", "activity.query", "leader1", QUERY),
    ("queried", "activity.verify", "leader1", SENT),
    ("queried", "activity.query", "leader1", QUERY),
    ("queried", "activity.verify", "leader1", {"expect": {"state": "queried"}}),
]


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(("state", "command", "login", "args"), STATE_TABLE)
def test_a_state_that_does_not_allow_it_is_told(
    people: Any, as_leader: Any, activity: str, state: str, command: str, login: str, args: dict[str, Any]
) -> None:
    first = {"verified": ("activity.verify", SENT), "queried": ("activity.query", QUERY)}[state]
    as_leader.phone.must(first[0], activity, first[1])
    result = people(login).phone.do(command, activity, args)
    assert (result["code"], result["present"]) == ("STATE_CHANGED", {"state": state})
    assert result["possible"] == {"verified": ["lock"], "queried": ["edit", "lock"]}[state]


INVALID: dict[str, tuple[dict[str, Any], str]] = {
    "a negative count": ({**ACTIVITY, "counts": {"leaflets": -1}}, "counts.leaflets.value"),
    "half a leaflet": ({**ACTIVITY, "counts": {"leaflets": 1.5}}, "counts.leaflets.value"),
    "true as a number": ({**ACTIVITY, "counts": {"leaflets": True}}, "counts.leaflets.value"),
    "a count without a name": ({**ACTIVITY, "counts": {"": 1}}, "counts..key"),
    "no counts": ({k: v for k, v in ACTIVITY.items() if k != "counts"}, "counts"),
    "an end before the start": ({**ACTIVITY, "ended_at": "2026-11-22T06:00:00+07:00"}, "ended_at"),
    "a task nobody knows": ({**ACTIVITY, "task": "e"}, "task"),
    "an unknown key": ({**ACTIVITY, "state": "verified"}, "state"),
    "an owner of one's choice": ({**ACTIVITY, "owner_id": new_id()}, "owner_id"),
    "a hamlet of another ward": ({**ACTIVITY, "hamlet_id": cast.hamlet_id(cast.THUAN_HOA, 1)}, "hamlet_id"),
    "a point of another ward": ({**ACTIVITY, "support_point_id": cast.point_id("centre-19789")}, "support_point_id"),
}


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("what", INVALID)
def test_what_is_wrong_is_named_by_field(as_volunteer: Any, what: str) -> None:
    args, field = INVALID[what]
    result = as_volunteer.phone.do("activity.log", new_id(), args)
    assert (result["status"], result["code"], list(result["errors"])) == ("rejected", "VALIDATION", [field])


def test_an_edit_cannot_make_an_activity_invalid_or_somebody_elses(as_volunteer: Any, activity: str) -> None:
    for field, value in (("task", "e"), ("on_behalf_of", new_id()), ("counts", None), ("state", "verified")):
        result = as_volunteer.phone.do("activity.edit", activity, {"changes": [{"field": field, "new": value}]})
        assert (result["code"], list(result["errors"])) == ("VALIDATION", [field])


def test_notes_and_reasons_that_hold_a_password_are_masked(as_volunteer: Any, as_leader: Any) -> None:
    record = new_id()
    as_volunteer.phone.must("activity.log", record, {**ACTIVITY, "note": "OTP 482913 của bà Hường"})
    as_leader.phone.must("activity.query", record, {**SENT, "reason": "Sao lại ghi mk: Hue@2026?"})
    doc = doc_of(as_volunteer, "activity", record)
    assert doc is not None
    assert doc["note"] == "OTP •••••• của bà Hường"
    assert "Hue@2026" not in doc["queried"]["reason"]


def test_what_was_not_counted_is_left_out(as_volunteer: Any) -> None:
    record = new_id()
    as_volunteer.phone.must("activity.log", record, {**ACTIVITY, "counts": {}})
    doc = doc_of(as_volunteer, "activity", record)
    assert doc is not None
    assert doc["counts"] == {}


def test_verifying_twice_with_the_same_command_is_verifying_once(as_leader: Any, activity: str) -> None:
    command = as_leader.phone.command("activity.verify", activity, SENT)
    first, second = as_leader.phone.push(command)[0], as_leader.phone.push(command)[0]
    assert {**first, "duplicate": True} == second


def test_a_visit_is_opened_and_closed_once(as_volunteer: Any) -> None:
    visit, phone = new_id(), as_volunteer.phone
    place = {"hamlet_id": cast.hamlet_id(cast.PHU_XUAN, 1)}
    phone.must("visit.open", visit, {**place, "started_at": "2026-11-22T08:00:00+07:00"})
    close = {"ended_at": "2026-11-22T09:00:00+07:00", "counts": {"guided": 3}}
    early = phone.do("visit.close", visit, {**close, "ended_at": "2026-11-22T07:00:00+07:00"})
    assert early["errors"] == {"ended_at": ["validation.ends_before_start"]}
    phone.must("visit.close", visit, close)
    assert phone.do("visit.close", visit, close)["code"] == "STATE_CHANGED"
    doc = doc_of(as_volunteer, "visit", visit)
    assert doc is not None
    assert (doc["state"], doc["counts"], doc["hamlet_id"]) == ("closed", {"guided": 3}, place["hamlet_id"])


def test_only_its_author_closes_a_visit(people: Any, as_volunteer: Any) -> None:
    visit = new_id()
    as_volunteer.phone.must("visit.open", visit, {"started_at": "2026-11-22T08:00:00+07:00"})
    close = {"ended_at": "2026-11-22T09:00:00+07:00", "counts": {}}
    for login, code in (("volunteer2", "NOT_FOUND"), ("leader2", "NOT_FOUND"), ("leader1", "FORBIDDEN")):
        assert people(login).phone.do("visit.close", visit, close)["code"] == code


def task_for(assignee: Any, **more: Any) -> dict[str, Any]:
    return {"assignee_id": assignee.id, "kind": "visit", "subject": "Thăm bà Hường", "due_on": "2026-11-30", **more}


def test_a_task_goes_to_a_member_and_comes_back_done(as_leader: Any, as_volunteer: Any) -> None:
    task = new_id()
    person = {"full_name": "Nguyễn Thị Hường", "id_number": "046150001234", "phone": "0901234567"}
    as_leader.phone.must("task.assign", task, task_for(as_volunteer, person=person))
    doc = doc_of(as_volunteer, "task", task)
    assert doc is not None
    assert (doc["assigner_id"], doc["state"], doc["person"]["phone"]) == (as_leader.id, "open", "0901234567")
    assert (doc["person"]["id_number"], doc["masked"]) == (None, ["person.id_number"])
    as_volunteer.phone.must("task.finish", task, {"outcome": "done", "note": "Đã kích hoạt xong"})
    ended = doc_of(as_leader, "task", task)
    assert ended is not None
    assert (ended["state"], ended["ended"]["outcome"]) == ("done", "done")
    assert as_leader.phone.do("task.cancel", task, {"reason": "thôi"})["code"] == "STATE_CHANGED"


@pytest.mark.parametrize(
    ("login", "assignee"),
    [("leader1", "volunteer3"), ("leader1", "volunteer4"), ("officer1", "volunteer4"), ("officer1", "overseer1")],
)
def test_tasks_go_only_to_people_within_reach(people: Any, login: str, assignee: str) -> None:
    result = people(login).phone.do("task.assign", new_id(), task_for(people(assignee)))
    assert result["errors"] == {"assignee_id": ["validation.unknown"]}


def test_only_the_assignee_finishes_and_only_the_assigner_cancels(
    people: Any, as_leader: Any, as_volunteer: Any
) -> None:
    task = new_id()
    as_leader.phone.must("task.assign", task, task_for(as_volunteer))
    assert people("leader1").phone.do("task.finish", task, {"outcome": "done"})["code"] == "FORBIDDEN"
    assert people("volunteer2").phone.do("task.finish", task, {"outcome": "done"})["code"] == "NOT_FOUND"
    assert people("officer1").phone.do("task.cancel", task, {"reason": "thôi"})["code"] == "FORBIDDEN"
    assert people("leader2").phone.do("task.cancel", task, {"reason": "thôi"})["code"] == "NOT_FOUND"
    as_leader.phone.must("task.cancel", task, {"reason": "Bà đã tự làm"})


def test_a_volunteer_assigns_nothing(as_volunteer: Any, as_teammate: Any) -> None:
    result = as_volunteer.phone.do("task.assign", new_id(), task_for(as_teammate))
    assert (result["status"], result["code"]) == ("rejected", "FORBIDDEN")


QUESTION = {"category": "portal", "text": "Cổng báo lỗi khi nộp hồ sơ khai sinh."}


def test_a_question_is_answered_escalated_and_closed(as_volunteer: Any, as_leader: Any, as_officer: Any) -> None:
    question = new_id()
    as_volunteer.phone.must("question.ask", question, QUESTION)
    as_leader.phone.must("question.escalate", question, {"to": "centre", "text": "Nhờ Trung tâm xem."})
    as_officer.phone.must("question.answer", question, {"text": "Thử lại sau 16 giờ."})
    doc = doc_of(as_volunteer, "question", question)
    assert doc is not None
    assert (doc["state"], doc["escalated_to"]) == ("answered", "centre")
    assert [a["text"] for a in doc["answers"]] == ["Thử lại sau 16 giờ."]
    assert doc["answered_at"] is not None
    as_volunteer.phone.must("question.close", question, {})
    assert as_officer.phone.do("question.answer", question, {"text": "x"})["code"] == "STATE_CHANGED"


def test_others_do_not_see_or_touch_a_question(people: Any, as_volunteer: Any) -> None:
    question = new_id()
    as_volunteer.phone.must("question.ask", question, QUESTION)
    for login in ("volunteer2", "volunteer3", "leader2", "officer4", "post1"):
        assert doc_of(people(login), "question", question) is None
        assert people(login).phone.do("question.close", question, {})["code"] == "NOT_FOUND"
    assert as_volunteer.phone.do("question.answer", question, {"text": "x"})["code"] == "FORBIDDEN"


def test_point_staff_may_ask(people: Any) -> None:
    people("post1").phone.must("question.ask", new_id(), QUESTION)


def test_an_overseer_has_no_ward_to_record_in(people: Any) -> None:
    for command, args in (("activity.log", ACTIVITY), ("question.ask", QUESTION)):
        assert people("overseer1").phone.do(command, new_id(), args)["code"] == "FORBIDDEN"


def end_membership(app: Flask, person: Any) -> None:
    with app.app_context(), plain_write() as session:
        ended = update(Membership).where(Membership.person_id == person.id).values(to_on=date(2026, 8, 31))
        session.execute(ended)


def test_late_work_of_a_finished_season_waits_for_the_ward_instead_of_being_refused(
    app: Flask, as_volunteer: Any, activity: str
) -> None:
    end_membership(app, as_volunteer)
    place = {"hamlet_id": cast.hamlet_id(cast.PHU_XUAN, 1)}
    for args in (ACTIVITY, {**ACTIVITY, **place}):
        result = as_volunteer.phone.do("activity.log", new_id(), args)
        assert (result["status"], result["code"]) == ("quarantined", "NO_LONGER_YOURS")
    result = as_volunteer.phone.do("activity.edit", activity, {"changes": COUNTS})
    assert (result["status"], result["code"]) == ("quarantined", "NO_LONGER_YOURS")
