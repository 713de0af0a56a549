"""VNeID set-ups: with consent or counted without identity; mended by few; masked for the rest."""

from typing import Any

import orjson
import pytest
from flask import Flask

from app.core import audit
from app.core.ids import new_id
from app.core.transaction import snapshot
from app.demo import cast
from app.vneid.models import VneidSetup

PERSON = {
    "full_name": "Nguyễn Thị Hường",
    "id_kind": "cccd",
    "id_number": "046150001234",
    "date_of_birth": "1950",
    "sex": "female",
    "phone": "+84 901 234 567",
    "phone_of": "con gái",
    "address": "Kiệt 12, đường Hoa Mai",
}
CONSENT = {
    "text_version": "2026-10",
    "language": "vi",
    "method": "spoken",
    "purposes": ["preparing", "contact"],
    "at": "2026-11-23T08:00:00+07:00",
}
COUNTED = {"person": None, "kind": "vneid", "step": "activated", "outcome": "done"}
KNOWN = {**COUNTED, "person": PERSON, "consent": CONSENT}


def doc_of(person: Any, setup_id: str) -> dict[str, Any] | None:
    row = person.phone.pull().rows.get(("vneid_setup", setup_id))
    return None if row is None else row.doc


def test_a_set_up_counted_without_identity_is_recorded(as_volunteer: Any) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, COUNTED)
    doc = doc_of(as_volunteer, setup)
    assert doc is not None
    assert (doc["person"], doc["step"], doc["owner_id"]) == (None, "activated", as_volunteer.id)
    assert (doc["ward"], doc["team_id"]) == (cast.PHU_XUAN, cast.team_id(1))


def test_a_person_is_stored_only_under_consent(as_volunteer: Any) -> None:
    result = as_volunteer.phone.do("vneid.record", new_id(), {**COUNTED, "person": PERSON})
    assert (result["status"], result["code"]) == ("rejected", "VALIDATION")
    assert result["errors"] == {"consent": ["validation.consent_required"]}


def test_author_sees_all_and_leader_and_officer_a_masked_number(
    as_volunteer: Any, as_leader: Any, as_officer: Any
) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, KNOWN)
    own = doc_of(as_volunteer, setup)
    assert own is not None
    assert own["person"] == {**PERSON, "phone": "0901234567"}
    assert own["masked"] == []
    for person in (as_leader, as_officer):
        doc = doc_of(person, setup)
        assert doc is not None
        assert (doc["person"]["id_number"], doc["person"]["id_number_last4"]) == (None, "1234")
        assert (doc["masked"], doc["person"]["full_name"]) == (["person.id_number"], PERSON["full_name"])


STRANGERS = ("volunteer2", "volunteer3", "volunteer4", "leader2", "leader4", "officer4", "post1")


def test_strangers_never_receive_it_and_cannot_touch_it(people: Any, as_volunteer: Any) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, KNOWN)
    for login in STRANGERS:
        stranger = people(login)
        assert doc_of(stranger, setup) is None, login
        here = stranger.phone.do("vneid.edit", setup, {"note": "x"})
        nowhere = stranger.phone.do("vneid.edit", new_id(), {"note": "x"})
        assert (here["status"], here["code"]) == (nowhere["status"], nowhere["code"]) == ("rejected", "NOT_FOUND")


@pytest.mark.parametrize("login", ["volunteer1", "leader1", "officer1", "manager1"])
def test_author_leader_and_officers_may_follow_it_up(people: Any, as_volunteer: Any, login: str) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, {**KNOWN, "outcome": "failed", "failure_reason": "overload"})
    people(login).phone.must(
        "vneid.edit", setup, {"outcome": "done", "failure_reason": None, "follow_up_on": "2026-11-30"}
    )
    doc = doc_of(as_volunteer, setup)
    assert doc is not None
    assert (doc["outcome"], doc.get("failure_reason"), doc["follow_up_on"]) == ("done", None, "2026-11-30")
    assert doc["person"]["id_number"] == PERSON["id_number"]


def test_changes_of_dotted_paths_are_taken_as_well(as_volunteer: Any) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, KNOWN)
    changes = [
        {"field": "person.phone", "base": "0901234567", "new": "0908 888 888"},
        {"field": "person.phone_of", "base": "con gái", "new": None},
    ]
    as_volunteer.phone.must("vneid.edit", setup, {"changes": changes})
    doc = doc_of(as_volunteer, setup)
    assert doc is not None
    assert doc["person"]["phone"] == "0908888888"
    assert "phone_of" not in doc["person"]


def change(field: str, base: Any, new: Any) -> dict[str, Any]:
    return {"changes": [{"field": field, "base": base, "new": new}]}


def test_of_two_who_edit_from_one_base_the_later_is_refused_and_overwrites_nothing(
    as_volunteer: Any, as_officer: Any
) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, {**KNOWN, "note": "cũ"})
    as_volunteer.phone.must("vneid.edit", setup, change("note", "cũ", "của người ghi"))
    late = {"changes": [*change("note", "cũ", "của phường")["changes"], *change("papers", None, 2)["changes"]]}
    refused = as_officer.phone.do("vneid.edit", setup, late)
    assert (refused["code"], refused["reason"]) == ("STATE_CHANGED", "edit.changed_meanwhile")
    assert refused["errors"] == {"note": ["validation.changed_meanwhile"]}
    assert refused["present"] == {"note": "của người ghi"}
    doc = doc_of(as_volunteer, setup)
    assert doc is not None
    assert (doc["note"], "papers" in doc) == ("của người ghi", False)
    as_officer.phone.must("vneid.edit", setup, change("note", "của người ghi", "của phường"))


def test_a_withdrawn_consent_takes_the_person_away_whatever_stands_there_now(
    as_volunteer: Any, as_officer: Any
) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, KNOWN)
    seen = doc_of(as_volunteer, setup)
    assert seen is not None
    as_officer.phone.must("vneid.edit", setup, change("person.phone", "0901234567", "0908888888"))
    gone = [{"field": field, "base": seen[field], "new": None} for field in ("person", "consent")]
    as_volunteer.phone.must("vneid.edit", setup, {"changes": gone})
    doc = doc_of(as_volunteer, setup)
    assert doc is not None
    assert (doc.get("person"), doc.get("consent")) == (None, None)


def test_a_chain_of_own_edits_holds_together_also_over_a_refused_one(as_volunteer: Any, as_officer: Any) -> None:
    setup, phone = new_id(), as_volunteer.phone
    first = phone.command("vneid.edit", setup, change("note", None, "một"))
    second = phone.command("vneid.edit", setup, {"changes": [{"field": "note", "base_cmd": first["id"], "new": "hai"}]})
    third = phone.command("vneid.edit", setup, {"changes": [{"field": "note", "base_cmd": second["id"], "new": "ba"}]})
    phone.must("vneid.record", setup, KNOWN)
    assert [r["status"] for r in phone.push(first, second)] == ["applied", "applied"]
    as_officer.phone.must("vneid.edit", setup, change("note", "hai", "của phường"))
    assert phone.push(third)[0]["reason"] == "edit.changed_meanwhile"
    fourth = phone.command("vneid.edit", setup, {"changes": [{"field": "note", "base_cmd": third["id"], "new": "tư"}]})
    assert phone.push(fourth)[0]["reason"] == "edit.changed_meanwhile"


@pytest.mark.parametrize("is_whole", [True, False], ids=["whole", "part"])
def test_a_masked_number_sent_back_as_it_was_shown_is_not_erased(
    as_volunteer: Any, as_officer: Any, is_whole: bool
) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, KNOWN)
    shown = doc_of(as_officer, setup)
    assert shown is not None
    seen = shown["person"]
    assert seen["id_number"] is None
    sent = (
        {"person": {**seen, "phone": "0908 888 888"}}
        if is_whole
        else {"changes": [{"field": "person", "base": seen, "new": {**seen, "phone": "0908 888 888"}}]}
    )
    as_officer.phone.must("vneid.edit", setup, sent)
    as_officer.phone.must("vneid.edit", setup, change("person.id_number", None, None))
    doc = doc_of(as_volunteer, setup)
    assert doc is not None
    assert (doc["person"]["id_number"], doc["person"]["phone"]) == (PERSON["id_number"], "0908888888")


def test_a_masked_number_is_replaced_unseen_and_the_trail_says_so(
    app: Flask, as_volunteer: Any, as_officer: Any
) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, KNOWN)
    new = {"changes": [{"field": "person.id_number", "new": "046150009999"}]}
    as_officer.phone.must("vneid.edit", setup, new)
    doc = doc_of(as_volunteer, setup)
    assert doc is not None
    assert doc["person"]["id_number"] == "046150009999"
    with app.app_context(), snapshot() as session:
        last = orjson.loads(audit.trail(session, setup)[-1].detail)
    assert last["replaced"] == ["person.id_number"]


def test_who_takes_the_person_away_need_not_know_the_number(as_volunteer: Any, as_officer: Any) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, KNOWN)
    seen = doc_of(as_officer, setup)
    assert seen is not None
    taken = [{"field": name, "base": seen[name], "new": None} for name in ("person", "consent")]
    as_officer.phone.must("vneid.edit", setup, {"changes": taken})
    doc = doc_of(as_volunteer, setup)
    assert doc is not None
    assert doc["person"] is None


def test_a_refusal_tells_what_is_there_now_but_no_masked_number(as_volunteer: Any, as_officer: Any) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, KNOWN)
    stale = {"full_name": "Hường", "id_number": None, "id_number_last4": "1234"}
    refused = as_officer.phone.do("vneid.edit", setup, change("person", stale, stale | {"full_name": "Hương"}))
    assert refused["present"] == {"person.full_name": PERSON["full_name"]}


def test_an_edit_may_not_leave_a_set_up_that_could_not_be_recorded(as_volunteer: Any) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, KNOWN)
    for args, field in (({"consent": None}, "consent"), ({"step": "x"}, "step"), ({"kind": None}, "kind")):
        result = as_volunteer.phone.do("vneid.edit", setup, args)
        assert (result["code"], list(result["errors"])) == ("VALIDATION", [field])


INVALID: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown key": ({**COUNTED, "password": "x"}, "password"),
    "no kind": ({k: v for k, v in COUNTED.items() if k != "kind"}, "kind"),
    "an unknown step": ({**COUNTED, "step": "flown"}, "step"),
    "eleven digits": ({**KNOWN, "person": {**PERSON, "id_number": "04615000123"}}, "person.id_number"),
    "words for a number": ({**KNOWN, "person": {"full_name": "Hường", "id_number": "Hue@2026x"}}, "person.id_number"),
    "no name": ({**KNOWN, "person": {"sex": "male"}}, "person.full_name"),
    "a phone that is none": ({**KNOWN, "person": {**PERSON, "phone": "12"}}, "person.phone"),
    "a birthday that is none": ({**KNOWN, "person": {**PERSON, "date_of_birth": "1950-02-30"}}, "person.date_of_birth"),
    "a day that is none": ({**COUNTED, "follow_up_on": "23/11/2026"}, "follow_up_on"),
    "a hamlet of another ward": ({**COUNTED, "hamlet_id": cast.hamlet_id(cast.THUAN_HOA, 1)}, "hamlet_id"),
    "a hamlet nobody knows": ({**COUNTED, "hamlet_id": new_id()}, "hamlet_id"),
    "consent of no purpose": ({**KNOWN, "consent": {**CONSENT, "purposes": []}}, "consent.purposes"),
    "a moment without zone": ({**KNOWN, "consent": {**CONSENT, "at": "2026-11-23T08:00:00"}}, "consent.at"),
}


@pytest.mark.on("sqlite")
@pytest.mark.parametrize("what", INVALID)
def test_what_is_wrong_is_named_by_field(as_volunteer: Any, what: str) -> None:
    args, field = INVALID[what]
    result = as_volunteer.phone.do("vneid.record", new_id(), args)
    assert (result["status"], result["code"]) == ("rejected", "VALIDATION")
    assert list(result["errors"]) == [field]


def test_one_word_is_a_name_and_a_year_a_birthday(as_volunteer: Any) -> None:
    person = {"full_name": "Hường", "date_of_birth": "1950"}
    as_volunteer.phone.must("vneid.record", new_id(), {**KNOWN, "person": person})


def test_a_note_that_holds_a_password_is_masked(as_volunteer: Any) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, {**COUNTED, "note": "mk: Hue@2026 nhớ nhắc bà"})
    doc = doc_of(as_volunteer, setup)
    assert doc is not None
    assert doc["note"] == "mk: •••••• nhớ nhắc bà"


def test_the_same_command_twice_is_one_set_up(as_volunteer: Any) -> None:
    command = as_volunteer.phone.command("vneid.record", new_id(), COUNTED)
    first, second = as_volunteer.phone.push(command)[0], as_volunteer.phone.push(command)[0]
    assert {**first, "duplicate": True} == second


def test_an_id_in_use_is_not_recorded_again(as_volunteer: Any) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, COUNTED)
    result = as_volunteer.phone.do("vneid.record", setup, COUNTED)
    assert (result["status"], result["reason"]) == ("rejected", "vneid.exists")


@pytest.mark.parametrize("login", ["post1", "overseer1"])
def test_who_sets_up_nothing_is_refused(people: Any, login: str) -> None:
    result = people(login).phone.do("vneid.record", new_id(), COUNTED)
    assert (result["status"], result["code"]) == ("rejected", "FORBIDDEN")


def test_nothing_personal_lies_open_in_the_database(app: Flask, as_volunteer: Any) -> None:
    setup = new_id()
    as_volunteer.phone.must("vneid.record", setup, {**KNOWN, "note": "ở một mình"})
    with app.app_context(), snapshot() as session:
        row = session.get(VneidSetup, setup)
        assert row is not None
        clear = repr([getattr(row, c.key) for c in VneidSetup.__mapper__.column_attrs])
        for secret in ("046150001234", "0901234567", "Hoa Mai", "một mình", "Hường"):
            assert secret not in clear
        assert row.name_folded == "nguyen thi huong"
