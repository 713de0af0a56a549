"""Two people on one phone: whose work a request carries must be who is signed in."""

from app.core.ids import new_id
from tests.support.personas import People, Persona

SETUP = {"kind": "vneid", "step": "activated", "outcome": "done"}


def test_work_of_one_person_is_not_taken_under_the_session_of_another(people: People, as_volunteer: Persona) -> None:
    phone = people("volunteer2").phone
    setup = new_id()
    body = phone.envelope([phone.command("vneid.record", setup, SETUP)], pull={"cursor": None})
    refused = phone.post(body, **{"To-So-Person": as_volunteer.id})
    assert (refused.status_code, refused.json["code"]) == (401, "AUTH_EXPIRED")
    assert setup not in phone.pull().docs("vneid_setup")


def test_ones_own_work_is_taken(as_volunteer: Persona) -> None:
    phone = as_volunteer.phone
    body = phone.envelope([phone.command("vneid.record", new_id(), SETUP)])
    answer = phone.post(body, **{"To-So-Person": as_volunteer.id})
    assert [result["status"] for result in answer.json["results"]] == ["applied"]
