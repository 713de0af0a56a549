"""Search, one dossier, its history, the slip, reveal: within scope, masked, traced."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from flask import Flask

from app.core.audit import SYSTEM_STREAM
from app.core.edits import get
from app.core.ids import new_id
from app.core.transaction import unit
from app.demo import cast
from app.dossiers.content import store
from app.dossiers.models import Dossier
from app.identity.access import today
from app.identity.people import Role, add_membership
from tests.support.dossiers import CONSENT, Desk, Json, birth, doc, expect
from tests.support.personas import People, Persona

URL = "/api/v1/dossiers"


def found(persona: Persona, **query: Any) -> list[str]:
    response = persona.get(URL, query_string=query)
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json["items"]]


def test_a_dossier_is_found_by_name_and_numbers(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer, subject={"full_name": "Trần Bảo An"})
    names = ["huong", "NGUYỄN THỊ HƯỜNG", "bao an"]
    numbers = ["0905123456", "+84 905 123 456", "3456", "046190001234", "046 190 001 234"]
    for person in (as_officer, as_volunteer):
        assert {q: found(person, q=q) for q in names + numbers} == {key: [dossier_id] for key in names + numbers}


def test_a_dossier_is_not_found_by_what_only_looks_alike(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    desk.submitted(as_volunteer)
    queries = ["nguyen van", "0905123457", "3457", "046190001235", "1234", "%", "_", "'; --", "💥"]
    assert {q: found(as_officer, q=q) for q in queries} == {key: [] for key in queries}


NUMBERS = ["0905123456", "+84 905 123 456", "3456", "046190001234", "046190009999"]


def test_whose_number_it_is_cannot_be_asked_by_whom_it_is_masked_for(
    desk: Desk, as_volunteer: Persona, as_leader: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer, subject={"full_name": "Trần Bảo An", "id_number": "046190009999"})
    assert doc(as_leader, dossier_id)["applicant"]["phone"] is None
    assert {q: found(as_leader, q=q) for q in NUMBERS} == {q: [] for q in NUMBERS}
    assert found(as_leader, q="huong") == [dossier_id]
    own = desk.draft(as_leader)
    assert {q: found(as_leader, q=q) for q in NUMBERS[:4]} == {q: [own] for q in NUMBERS[:4]}


def test_a_leader_who_is_officer_too_finds_by_number_like_an_officer(
    app: Flask, desk: Desk, as_volunteer: Persona, as_leader: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer)
    with app.app_context(), unit(SYSTEM_STREAM, cast.PHU_XUAN) as work:
        add_membership(work, as_leader.id, Role("officer", today(), ward=cast.PHU_XUAN))
    assert found(as_leader, q="3456") == [dossier_id]


def test_a_dossier_is_found_by_its_reference_and_official_code(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    args = birth()
    dossier_id = desk.submitted(as_volunteer, reference=args["reference"])
    as_officer.phone.must(
        "dossier.accept", dossier_id, expect("submitted", 1) | {"official_code": "H57.12-261122-0001"}
    )
    shown = f"{args['reference'][:4]}-{args['reference'][4:8]}-{args['reference'][8:]}".lower()
    assert found(as_officer, q=shown) == [dossier_id]
    assert found(as_officer, q="h57.12-261122-0001") == [dossier_id]


def test_filters_narrow_the_list(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    waiting, taken = desk.submitted(as_volunteer), desk.accepted(as_volunteer, as_officer)
    assert found(as_officer, state="submitted") == [waiting]
    assert found(as_officer, procedure="1.001193") == [taken, waiting]
    assert found(as_officer, procedure="9.999999") == []
    assert found(as_officer, hamlet=new_id()) == []
    assert found(as_officer, due="overdue") == []
    assert found(as_officer, due="week") == [taken, waiting]
    assert found(as_officer, to="2020-01-01") == []
    assert found(as_officer, **{"from": "2020-01-01"}) == [taken, waiting]


def test_a_page_says_how_many_there_are(desk: Desk, as_volunteer: Persona) -> None:
    first = desk.draft(as_volunteer)
    body = as_volunteer.get(URL, query_string={"page": 2}).json
    assert body == {"items": [], "page": 2, "pages": 1, "total": 1}
    assert as_volunteer.get(URL).json["items"][0]["id"] == first


def test_a_query_that_cannot_be_is_refused_by_field(as_officer: Persona) -> None:
    for query in ("state=gone", "page=0", "page=x", "from=yesterday", "hamlet=1", "nothing=1", "due=x"):
        response = as_officer.get(f"{URL}?{query}")
        assert response.status_code == 422, query
        assert list(response.json["errors"]), query


OUTSIDERS = ["volunteer2", "volunteer3", "volunteer4", "leader2", "leader4", "officer4", "post1"]


def test_outsiders_find_nothing_and_are_told_what_a_missing_one_tells(
    people: People, desk: Desk, as_volunteer: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer)
    for outsider in map(people, OUTSIDERS):
        assert found(outsider) == []
        for path in ("", "/history", "/slip.pdf"):
            answers = [outsider.get(f"{URL}/{which}{path}") for which in (dossier_id, new_id(), "nonsense")]
            assert [a.status_code for a in answers] == [404, 404, 404], outsider.member.login
            assert len({a.json["code"] + str(a.json.get("reason")) for a in answers}) == 1
        assert outsider.post(f"{URL}/{dossier_id}/reveal", json={"reason": "curious"}).status_code == 404


def test_an_overseer_may_not_look_at_all(people: People, desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer)
    assert people("overseer1").get(f"{URL}/{dossier_id}").status_code == 403


def test_a_draft_is_its_owners_alone(
    desk: Desk, as_volunteer: Persona, as_leader: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.draft(as_volunteer)
    assert as_volunteer.get(f"{URL}/{dossier_id}").json["applicant"]["id_number"] == "046190001234"
    assert as_leader.get(f"{URL}/{dossier_id}").status_code == 404
    assert as_officer.get(f"{URL}/{dossier_id}").status_code == 404


def test_numbers_and_sensitive_answers_are_masked_once_submitted(
    people: People, desk: Desk, as_volunteer: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer)
    for login in ("volunteer1", "officer1", "manager1"):
        body = people(login).get(f"{URL}/{dossier_id}").json
        assert body["applicant"]["id_number"] is None, login
        assert body["applicant"]["id_number_last4"] == "1234"
        assert body["form"]["child_ethnicity"] is None
        assert body["masked"] == ["applicant.id_number", "form.child_ethnicity"]


HIDDEN_FROM_LEADERS = {
    "applicant.id_number": "046190001234",
    "applicant.phone": "0905123456",
    "applicant.date_of_birth": "1990",
    "form.child_ethnicity": "Kinh",
    "vulnerable": ["elderly"],
    "note": "Nhà sau chợ.",
    "documents.birth_notice.note": "con gái 0905999888",
    "documents.birth_notice.promised_by": "nhà 12 Lê Lợi",
    "consent.witness": "Trần Văn Chứng",
    "consent.interpreter": "Hồ Thị Dịch",
}
"""A second, plain statement of the rule, for the dossier below."""

PERSONAL: Json = {
    "vulnerable": ["elderly"],
    "note": "Nhà sau chợ.",
    "consent": {**CONSENT, "witness": "Trần Văn Chứng", "interpreter": "Hồ Thị Dịch"},
    "documents": {
        **birth()["documents"],
        "birth_notice": {"state": "promised", "note": "con gái 0905999888", "promised_by": "nhà 12 Lê Lợi"},
    },
}


def test_a_leader_judges_completeness_and_gets_nothing_to_call_on_the_citizen_with(
    desk: Desk, as_volunteer: Persona, as_leader: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer, **PERSONAL)
    pulled = doc(as_leader, dossier_id)
    assert set(pulled["masked"]) == set(HIDDEN_FROM_LEADERS)
    assert all(get(pulled, path) is None for path in HIDDEN_FROM_LEADERS)
    assert as_leader.get(f"{URL}/{dossier_id}").json["masked"] == pulled["masked"]
    (line,) = as_leader.get(URL).json["items"]
    assert (line["applicant"]["full_name"], line["applicant"]["phone"]) == ("Nguyễn Thị Hường", None)
    assert pulled["applicant"]["full_name"] == "Nguyễn Thị Hường"
    assert pulled["form"]["child_name"] == "Trần Bảo An"
    assert pulled["documents"]["declaration"]["state"] == "seen"
    for reader in (as_volunteer, as_officer):
        assert doc(reader, dossier_id)["note"] == "Nhà sau chợ."
        assert doc(reader, dossier_id)["applicant"]["phone"] == "0905123456"
        assert doc(reader, dossier_id)["consent"]["witness"] == "Trần Văn Chứng"
        assert doc(reader, dossier_id)["documents"]["birth_notice"]["promised_by"] == "nhà 12 Lê Lợi"


def test_a_leader_may_reveal_with_a_reason_and_return_by_path(
    desk: Desk, as_volunteer: Persona, as_leader: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer, **PERSONAL)
    answer = as_leader.post(f"{URL}/{dossier_id}/reveal", json={"reason": "Gọi lại cho người dân"})
    assert answer.json == {"values": HIDDEN_FROM_LEADERS}
    items = [{"path": "applicant.phone", "message": "Số điện thoại thiếu một chữ số."}]
    why = {"items": items, "reason": "Bổ sung."}
    as_leader.phone.must("dossier.return", dossier_id, expect("submitted", 1) | why)
    assert doc(as_volunteer, dossier_id)["returned"]["items"] == items


def test_revealing_shows_the_values_and_is_written_down(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer)
    answer = as_officer.post(f"{URL}/{dossier_id}/reveal", json={"reason": "Đối chiếu với bản chính"})
    assert answer.json == {"values": {"applicant.id_number": "046190001234", "form.child_ethnicity": "Kinh"}}
    event = as_officer.get(f"{URL}/{dossier_id}/history").json["events"][-1]
    assert event["action"] == "dossier.reveal"
    assert event["by"] == {"id": as_officer.id, "name": as_officer.member.full_name}
    assert event["fields"] == ["applicant.id_number", "form.child_ethnicity"]
    assert event["reason"] == "Đối chiếu với bản chính"


@pytest.mark.parametrize("answer", [[{"a.b": "046190009999"}], {"0": {"id_number": "046190009999"}}, ["x"], "x", 1])
def test_what_has_not_the_shape_of_its_field_is_masked_whole_and_can_be_revealed(
    answer: Any, app: Flask, desk: Desk, as_volunteer: Persona, as_officer: Persona, as_leader: Persona
) -> None:
    """Such an answer is refused today; one may lie there from before."""
    dossier_id = desk.submitted(as_volunteer)
    with app.app_context(), unit("19753") as work:
        dossier = work.session.get_one(Dossier, dossier_id)
        content = dossier.open()
        content["procedure"], content["form"] = {"code": "1.004222", "version": 1}, {"members": answer}
        store(dossier, content, work.now)
    for reader in (as_officer, as_leader):
        seen = reader.get(f"{URL}/{dossier_id}").json
        assert (seen["form"], "form.members" in seen["masked"]) == ({"members": None}, True)
        revealed = reader.post(f"{URL}/{dossier_id}/reveal", json={"reason": "Đối chiếu"})
        assert revealed.json["values"]["form.members"] == answer


def test_an_owner_who_sees_everything_has_nothing_to_reveal(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    answer = as_volunteer.post(f"{URL}/{dossier_id}/reveal", json={"reason": "chỉ thử xem"})
    assert answer.json == {"values": {}}
    assert [e["action"] for e in as_volunteer.get(f"{URL}/{dossier_id}/history").json["events"]] == ["dossier.create"]


def test_a_reveal_needs_a_reason(desk: Desk, as_volunteer: Persona, as_officer: Persona) -> None:
    dossier_id = desk.submitted(as_volunteer)
    for body in ({}, {"reason": " "}, {"reason": "kiểm tra", "more": 1}):
        assert as_officer.post(f"{URL}/{dossier_id}/reveal", json=body).status_code == 422


def test_history_tells_who_did_what_and_why_but_not_what_was_refused(
    desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.returned(as_volunteer, as_officer)
    as_officer.phone.do("dossier.complete", dossier_id, expect("returned", 1))
    events = as_volunteer.get(f"{URL}/{dossier_id}/history").json["events"]
    assert [(e["action"], e["frm"], e["to"]) for e in events] == [
        ("dossier.create", None, "draft"),
        ("dossier.submit", "draft", "submitted"),
        ("dossier.return", "submitted", "returned"),
    ]
    assert events[2]["reason"] == "Tên trẻ chưa đủ."
    assert events[2]["fields"] == ["form.child_name", "work_state"]


def test_history_tells_when_late_work_was_made_and_when_it_arrived(desk: Desk, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    made_at = (datetime.now(UTC) - timedelta(hours=2)).isoformat(timespec="milliseconds")
    as_volunteer.phone.must("dossier.comment", dossier_id, {"text": "Mẹ bé đến thứ Bảy."}, made_at=made_at)
    made, late = as_volunteer.get(f"{URL}/{dossier_id}/history").json["events"]
    assert made["made_at"] is None
    assert datetime.fromisoformat(late["made_at"]) == datetime.fromisoformat(made_at)
    assert datetime.fromisoformat(late["at"]) - datetime.fromisoformat(late["made_at"]) > timedelta(hours=1)


def test_the_slip_is_one_page_of_vietnamese_that_is_no_receipt(desk: Desk, as_volunteer: Persona) -> None:
    papers = birth()["documents"] | {"birth_notice": {"state": "promised"}}
    dossier_id = desk.submitted(as_volunteer, documents=papers)
    response = as_volunteer.get(f"{URL}/{dossier_id}/slip.pdf")
    assert response.mimetype == "application/pdf"
    pdf = pypdfium2.PdfDocument(io.BytesIO(response.data))
    assert len(pdf) == 1
    text = " ".join(pdf[0].get_textpage().get_text_range().split())
    row = desk.row(dossier_id)
    assert f"{row.reference[:4]}-{row.reference[4:8]}-{row.reference[8:]}" in text
    for words in (
        "Đăng ký khai sinh",
        "Nguyễn Thị Hường",
        "Giấy chứng sinh",
        "Hẹn bổ sung",
        "không thay giấy tiếp nhận",
    ):
        assert words in text
    assert "046190001234" not in text
