"""Every number that is accepted is found again, however it is spelt then and now."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.secrets import compact_number, may_be_id_number
from tests.dossiers.test_routes import found
from tests.support.dossiers import Desk, doc
from tests.support.personas import Persona

PEOPLE = ("applicant", "subject")

numbers = st.from_regex(
    r"[0-9]{1,12}|[A-Z]{1,2}[0-9]{6,8}|[A-Z][0-9]{11}|[0-9]{9}[A-Z]{2}|[A-Z]{2}[0-9]{2}[A-Z][0-9]{5}", fullmatch=True
).filter(may_be_id_number)


def spelt(number: str) -> st.SearchStrategy[str]:
    """The number in small or capital letters, with spaces, dots and dashes anywhere."""
    gaps = st.lists(st.sampled_from(["", "", " ", ".", "-", " - "]), min_size=len(number), max_size=len(number))
    cased = st.sampled_from([number, number.lower()])
    spellings = st.builds(lambda one, between: "".join(map("".join, zip(one, between, strict=True))), cased, gaps)
    return spellings.filter(lambda spelling: len(spelling.strip()) <= 32 and may_be_id_number(spelling))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), role=st.sampled_from(PEOPLE), edited=st.booleans())
def test_what_is_accepted_is_found_by_any_spelling(
    app: Flask, as_volunteer: Persona, data: st.DataObject, role: str, edited: bool
) -> None:
    number = data.draw(numbers)
    person: dict[str, Any] = {"full_name": "Nguyễn Thị Hường", "id_kind": "passport"}
    typed = data.draw(spelt(number))
    if edited:
        dossier_id = Desk(app).draft(as_volunteer, **{role: person})
        change = {"field": f"{role}.id_number", "base": None, "new": typed}
        as_volunteer.phone.must("dossier.edit", dossier_id, {"changes": [change]})
    else:
        dossier_id = Desk(app).draft(as_volunteer, **{role: person | {"id_number": typed}})
    assert doc(as_volunteer, dossier_id)[role]["id_number"] == compact_number(typed) == number
    for query in (number, typed, data.draw(spelt(number))):
        assert dossier_id in found(as_volunteer, q=query), query


@pytest.mark.parametrize(
    "number", ["046-190-001-234", "AB1234567", "P12345678901", "123456789AB", "NX12AB345", "ab 123 4567", "191 234 567"]
)
def test_papers_of_every_kind_are_found(desk: Desk, as_volunteer: Persona, number: str) -> None:
    person = {"full_name": "Li Mei", "id_kind": "residence_card", "id_number": number}
    dossier_id = desk.draft(as_volunteer, applicant=person)
    compact = compact_number(number)
    spellings = [number, compact, compact.lower(), "-".join(compact), f" {compact[:3]}.{compact[3:]} "]
    assert {q: found(as_volunteer, q=q) for q in spellings} == {q: [dossier_id] for q in spellings}


def test_a_number_with_letters_is_no_phone(desk: Desk, as_volunteer: Persona) -> None:
    desk.draft(as_volunteer)
    assert found(as_volunteer, q="AB0905123456") == []
