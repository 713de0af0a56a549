"""Who holds a dossier at each moment, and what becomes of late work."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app.core.ids import new_id
from app.core.transaction import plain_write
from app.identity.access import today
from app.identity.models import Membership
from tests.support.dossiers import Desk, birth, doc, expect
from tests.support.personas import People, Persona

EVERYBODY = (
    "volunteer1",
    "volunteer2",
    "volunteer3",
    "leader1",
    "leader2",
    "officer1",
    "manager1",
    "post1",
    "volunteer4",
    "leader4",
    "officer4",
    "overseer1",
)


def holders(people: People, dossier_id: str) -> set[str]:
    """Logins whose phone has the dossier after a pull; each pulls everything anew as well, and finds the same."""
    found = set()
    for login in EVERYBODY:
        fresh = people.again(login).phone.pull().docs("dossier")
        kept = people(login).phone.pull().docs("dossier")
        assert (dossier_id in kept) == (dossier_id in fresh), login
        if dossier_id in kept:
            found.add(login)
    return found


def end_membership(app: Flask, person: Persona) -> None:
    """The season of this person ended yesterday."""
    before = today() - timedelta(days=1)
    with app.app_context(), plain_write() as session:
        session.execute(update(Membership).where(Membership.person_id == person.id).values(to_on=before))


def test_a_draft_is_held_by_its_owner_and_a_submitted_one_by_team_leader_and_ward_too(
    desk: Desk, people: People, as_volunteer: Persona
) -> None:
    dossier_id = desk.draft(as_volunteer)
    assert holders(people, dossier_id) == {"volunteer1"}
    as_volunteer.phone.must("dossier.submit", dossier_id, expect("draft", 0))
    assert holders(people, dossier_id) == {"volunteer1", "leader1", "officer1", "manager1"}


def test_a_draft_that_is_withdrawn_was_never_anybody_elses(desk: Desk, people: People, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    as_volunteer.phone.must("dossier.withdraw", dossier_id, expect("draft", 0) | {"reason": "Gia đình đổi ý."})
    assert holders(people, dossier_id) == {"volunteer1"}


def test_a_discarded_draft_is_gone_everywhere(desk: Desk, people: People, as_volunteer: Persona) -> None:
    dossier_id = desk.draft(as_volunteer)
    as_volunteer.phone.pull()
    as_volunteer.phone.must("dossier.discard", dossier_id, {})
    assert holders(people, dossier_id) == set()
    assert as_volunteer.phone.do("dossier.comment", dossier_id, {"text": "?"})["code"] == "NOT_FOUND"


def test_handing_over_moves_it_to_the_new_owner_and_their_team(
    desk: Desk, people: People, as_volunteer: Persona, as_officer: Persona, as_other_team: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer)
    as_volunteer.phone.pull()
    args = {"to": as_other_team.id, "reason": "Hết đợt hè."}
    as_officer.phone.must("dossier.hand_over", dossier_id, args)
    assert holders(people, dossier_id) == {"volunteer3", "leader2", "officer1", "manager1"}


def test_late_work_of_a_past_owner_is_quarantined_not_refused(
    desk: Desk, people: People, as_volunteer: Persona, as_teammate: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.returned(as_volunteer, as_officer)
    for heir, giver in ((as_teammate, as_volunteer), (as_volunteer, as_teammate), (people("leader1"), as_volunteer)):
        giver.phone.must("dossier.hand_over", dossier_id, {"to": heir.id, "reason": "Bận việc."})
    change = {"changes": [{"field": "note", "base": None, "new": "ghi lúc ngoại tuyến"}]}
    for late in (as_volunteer, as_teammate):
        result = late.phone.do("dossier.edit", dossier_id, change)
        assert (result["status"], result["code"]) == ("quarantined", "NO_LONGER_YOURS")
    assert as_teammate.get(f"/api/v1/dossiers/{dossier_id}").status_code == 404


def test_work_of_a_member_whose_season_has_ended_is_kept_for_the_ward(
    app: Flask, desk: Desk, as_volunteer: Persona
) -> None:
    dossier_id = desk.draft(as_volunteer)
    end_membership(app, as_volunteer)
    edit = {"changes": [{"field": "note", "base": None, "new": "muộn"}]}
    for name, entity, args in (("dossier.edit", dossier_id, edit), ("dossier.create", new_id(), birth())):
        result = as_volunteer.phone.do(name, entity, args)
        assert (result["status"], result["code"]) == ("quarantined", "NO_LONGER_YOURS"), name
    foreign = as_volunteer.phone.do("dossier.create", new_id(), birth(ward="19789"))
    assert (foreign["status"], foreign["code"]) == ("rejected", "NOT_FOUND")


@pytest.mark.parametrize("login", ["volunteer4", "overseer1", "volunteer1"])
def test_a_dossier_is_handed_over_only_to_another_who_works_there(
    login: str, desk: Desk, people: People, as_volunteer: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer)
    args = {"to": people(login).id, "reason": "Nhờ làm tiếp."}
    result = as_volunteer.phone.do("dossier.hand_over", dossier_id, args)
    missing = as_volunteer.phone.do("dossier.hand_over", dossier_id, args | {"to": new_id()})
    assert (result["code"], result["errors"]) == (missing["code"], missing["errors"])
    assert list(result["errors"]) == ["to"]


def test_transfer_moves_it_to_another_desk_while_the_owner_keeps_it(
    desk: Desk, people: People, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer)
    as_officer.phone.pull()
    args = {"ward": "19789", "reason": "Gia đình muốn nộp nơi đang ở."}
    as_officer.phone.must("dossier.transfer", dossier_id, args)
    assert holders(people, dossier_id) == {"volunteer1", "leader1", "officer4"}
    moved = doc(as_volunteer, dossier_id)
    assert (moved["ward"], moved["receiving_ward"], moved["assignee_id"]) == ("19753", "19789", None)


def test_a_transferred_dossier_goes_on_between_two_wards(
    desk: Desk, people: People, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id, there = desk.submitted(as_volunteer), people("officer4")
    as_officer.phone.must("dossier.transfer", dossier_id, {"ward": "19789", "reason": "Nộp nơi đang ở."})
    assert as_officer.phone.do("dossier.claim", dossier_id, {})["code"] == "NOT_FOUND"
    items = [{"path": "documents.declaration", "message": "Ký lại."}]
    args = expect("submitted", 1) | {"items": items, "reason": "Thiếu chữ ký."}
    there.phone.must("dossier.return", dossier_id, args)
    assert doc(as_volunteer, dossier_id)["returned"]["items"] == items
    as_volunteer.phone.must("dossier.submit", dossier_id, expect("returned", 1))
    there.phone.must("dossier.accept", dossier_id, expect("submitted", 2))
    assert doc(as_volunteer, dossier_id)["work_state"] == "accepted"
    found = there.get("/api/v1/dossiers", query_string={"q": "046190001234"}).json["items"]
    assert [item["id"] for item in found] == [dossier_id]


@pytest.mark.parametrize("ward", ["19753", "99999"])
def test_a_dossier_is_not_transferred_to_where_it_is_or_nowhere(
    ward: str, desk: Desk, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.submitted(as_volunteer)
    result = as_officer.phone.do("dossier.transfer", dossier_id, {"ward": ward, "reason": "Thử."})
    assert (result["code"], list(result["errors"])) == ("VALIDATION", ["ward"])


def test_conflicts_go_where_their_dossier_goes(
    desk: Desk, people: People, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.returned(as_volunteer, as_officer)
    for who, new in ((as_officer, "0977000111"), (as_volunteer, "0908222333")):
        change = {"field": "applicant.phone", "base": "0905123456", "new": new}
        who.phone.must("dossier.edit", dossier_id, {"changes": [change]})
    as_officer.phone.must("dossier.transfer", dossier_id, {"ward": "19789", "reason": "Nộp nơi đang ở."})
    having = {who for who in EVERYBODY if people(who).phone.pull().docs("conflict")}
    assert having == {"volunteer1", "officer4"}


def test_the_team_leader_sees_it_masked_and_the_owner_of_a_returned_one_in_full(
    desk: Desk, people: People, as_volunteer: Persona, as_officer: Persona
) -> None:
    dossier_id = desk.returned(as_volunteer, as_officer)
    assert doc(as_volunteer, dossier_id)["applicant"]["id_number"] == "046190001234"
    assert doc(as_volunteer, dossier_id)["masked"] == []
    for reader in (people("leader1"), as_officer):
        seen = doc(reader, dossier_id)
        assert (seen["applicant"]["id_number"], seen["applicant"]["id_number_last4"]) == (None, "1234")
        assert seen["form"]["child_ethnicity"] is None


def test_an_officer_who_owns_a_dossier_of_their_own_works_on_it_like_any_owner(
    desk: Desk, people: People, as_officer: Persona
) -> None:
    dossier_id = desk.submitted(as_officer)
    as_officer.phone.must("dossier.accept", dossier_id, expect("submitted", 1))
    assert desk.row(dossier_id).team_id is None
    assert holders(people, dossier_id) == {"officer1", "manager1"}


def test_point_staff_record_payment_and_result_of_their_own(desk: Desk, people: People, as_officer: Persona) -> None:
    post = people("post1")
    dossier_id = desk.accepted(post, as_officer)
    post.phone.must("dossier.record_payment", dossier_id, {"method": "cash", "amount_vnd": 8000, "state": "paid"})
    place = {"at": "2026-11-24T09:00:00+07:00", "place": "Bưu cục Phú Xuân", "collector": "Người nộp"}
    post.phone.must("dossier.record_result", dossier_id, place)
    assert post.phone.do("dossier.complete", dossier_id, expect("accepted", 1))["code"] == "FORBIDDEN"
    assert doc(as_officer, dossier_id)["results"][0]["place"] == "Bưu cục Phú Xuân"
