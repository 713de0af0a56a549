"""Changing one's password."""

import pytest

from app.demo import cast
from tests.support.personas import People, Persona

NEW = "một con ngựa đúng"


def change(persona: Persona, current: str = cast.PASSWORD, new: str = NEW) -> tuple[int, dict[str, list[str]]]:
    answer = persona.post("/api/v1/password", {"current": current, "new": new})
    return answer.status_code, answer.json["errors"] if answer.status_code == 422 else {}


def test_the_new_password_signs_in_and_the_old_one_does_not(people: People, as_volunteer: Persona) -> None:
    assert change(as_volunteer) == (204, {})

    body = {"login": "volunteer1", "device": {"id": as_volunteer.phone.device}}
    assert as_volunteer.post("/api/v1/session", body | {"password": cast.PASSWORD}).status_code == 401
    assert as_volunteer.post("/api/v1/session", body | {"password": NEW}).status_code == 200


def test_the_same_password_typed_on_another_keyboard_is_the_same(as_volunteer: Persona) -> None:
    import unicodedata

    change(as_volunteer)
    body = {"login": "volunteer1", "device": {"id": as_volunteer.phone.device}}
    decomposed = unicodedata.normalize("NFD", NEW)

    assert decomposed != NEW
    assert as_volunteer.post("/api/v1/session", body | {"password": decomposed}).status_code == 200


def test_changing_the_password_ends_the_other_sessions_and_renews_this_one(
    people: People, as_volunteer: Persona
) -> None:
    other = people.again("volunteer1")
    before = as_volunteer.client.get_cookie("session")

    change(as_volunteer)

    after = as_volunteer.client.get_cookie("session")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert as_volunteer.get("/api/v1/session").status_code == 200
    assert other.get("/api/v1/session").status_code == 401


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("short", "password.length"),
        ("x" * 257, "password.length"),
        ("aaaaaaaaaaaa", "password.too_easy"),
        ("matkhau123", "password.too_easy"),
        ("volunteer1-2026", "password.too_easy"),
    ],
)
def test_a_weak_password_is_refused_by_field(as_volunteer: Persona, new: str, why: str) -> None:
    assert change(as_volunteer, new=new) == (422, {"new": [why]})


def test_a_wrong_current_password_changes_nothing(as_volunteer: Persona) -> None:
    assert change(as_volunteer, current="wrong") == (422, {"current": ["password.wrong"]})
    assert change(as_volunteer) == (204, {})


def test_the_current_password_cannot_be_guessed_from_a_found_phone(as_volunteer: Persona) -> None:
    answers = [change(as_volunteer, current=f"guess {n}")[0] for n in range(11)]

    assert answers == [422] * 10 + [429]
